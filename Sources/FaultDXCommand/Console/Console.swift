#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#else
  import Darwin
#endif

/// Data goes to standard output, everything said about it to standard error.
enum Console {
  /// Writes data to standard output; a closed pipe ends the process as it ends any filter (SIGPIPE), a
  /// full disk is an error.
  static func output(_ text: String) throws { try output(Array(text.utf8)) }

  /// Writes data to standard output.
  static func output(_ data: [UInt8]) throws {
    var bytes = data[...]
    while !bytes.isEmpty {
      let written = bytes.withUnsafeBytes { write(STDOUT_FILENO, $0.baseAddress, $0.count) }
      if written >= 0 {
        bytes = bytes.dropFirst(written)
      } else if errno != EINTR {
        throw CommandFailure(
          "cannot write to standard output: \(String(cString: strerror(errno)))",
          status: .inputOutput)
      }
    }
  }

  /// Says one line on standard error.
  static func say(_ line: String) { draw(line + "\n") }

  /// Puts text on standard error as it is; what cannot be said is not worth failing for.
  static func draw(_ text: String) {
    let bytes = Array(text.utf8)
    _ = bytes.withUnsafeBytes { write(STDERR_FILENO, $0.baseAddress, $0.count) }
  }

  /// Says what went wrong.
  static func error(_ message: String) { say("faultdx: error: \(message)") }

  /// Says what the user should know although the work goes on.
  static func warning(_ message: String) { say("faultdx: warning: \(message)") }

  /// Whether standard error is a terminal that can redraw a line.
  static var isTerminal: Bool {
    isatty(STDERR_FILENO) == 1 && getenv("TERM").map { String(cString: $0) } != "dumb"
  }
}
