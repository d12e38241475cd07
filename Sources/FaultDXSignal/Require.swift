/// Stops the program with a message when the program itself is wrong.
///
/// `precondition` would lose the message in release builds. This leaf imports nothing, so it keeps
/// its own copy of these three lines, also for what is built on it and knows no tensors.
@inline(__always)
package func require(
  _ condition: Bool, _ message: @autoclosure () -> String, file: StaticString = #fileID,
  line: UInt = #line
) {
  if !condition { fatalError(message(), file: file, line: line) }
}
