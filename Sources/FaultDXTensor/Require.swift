/// Stops the program with a message when the program itself is wrong.
///
/// `precondition` loses its message in release builds; this keeps it. Wrong *data* never comes here: it
/// throws.
@inline(__always)
package func require(
  _ condition: Bool, _ message: @autoclosure () -> String, file: StaticString = #fileID,
  line: UInt = #line
) {
  if !condition { fatalError(message(), file: file, line: line) }
}
