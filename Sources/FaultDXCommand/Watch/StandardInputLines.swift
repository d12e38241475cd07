#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#else
  import Darwin
#endif

/// The lines of standard input, as they come; nothing is read ahead of what is worked on but a block.
struct StandardInputLines {
  enum Line {
    case text([UInt8])
    /// Longer than any line may be; it was skipped.
    case tooLong
  }

  /// Bytes of the longest line: a minute of a fast sensor in digits.
  static let longest = 1 << 26

  private var buffer: [UInt8] = []
  /// Where what was not handed out begins, and up to where there is no newline.
  private var (start, searched) = (0, 0)
  private var isSkipping = false
  private var hasEnded = false
  private var block = [UInt8](repeating: 0, count: 1 << 16)

  /// The next line without its end; `nil` at the end of the input, or when a signal came.
  mutating func next() throws -> Line? {
    while true {
      if let newline = buffer[searched...].firstIndex(of: 0x0A) {
        let line = Array(buffer[start..<newline])
        (start, searched) = (newline + 1, newline + 1)
        if !isSkipping { return .text(line) }
        isSkipping = false
        return .tooLong
      }
      buffer.removeFirst(start)
      (start, searched) = (0, buffer.count)
      if buffer.count > Self.longest {
        isSkipping = true
        buffer.removeAll()
        searched = 0
      }
      if hasEnded {
        // A last line without an end is one all the same.
        if isSkipping {
          isSkipping = false
          return .tooLong
        }
        guard !buffer.isEmpty else { return nil }
        let line = buffer
        buffer = []
        searched = 0
        return .text(line)
      }
      guard try fill() else { return nil }
    }
  }

  /// Reads what there is, and waits where there is nothing; whether no signal came.
  private mutating func fill() throws -> Bool {
    while true {
      // A read that waits is begun anew behind a signal; this is not.
      var request = pollfd(fd: STDIN_FILENO, events: Int16(POLLIN), revents: 0)
      let ready = poll(&request, 1, 200)
      if Interruption.isRequested { return false }
      if ready <= 0 { continue }
      let count = block.withUnsafeMutableBytes { read(STDIN_FILENO, $0.baseAddress, $0.count) }
      if count < 0, errno == EINTR || errno == EAGAIN { continue }
      guard count >= 0 else {
        throw CommandFailure(
          "cannot read standard input: \(String(cString: strerror(errno)))", status: .inputOutput)
      }
      hasEnded = count == 0
      buffer += block[..<count]
      return true
    }
  }
}
