import FaultDXStorage

#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#else
  import Darwin
#endif

/// A file of lines that only grows and that one process writes: a line is there in full or not at all, and on the disk, whenever
/// the process or the power fails.
final class LineJournal {
  let path: String
  /// What every line of it begins with.
  private let head: [UInt8]
  private var file: Int32
  /// Bytes of it up to the end of its last line.
  private var end = 0

  /// Opens a journal, or begins one, and cuts off what a writer that was killed left of a line.
  ///
  /// - Parameters:
  ///   - head: What every line begins with; a file with another line is somebody else's and is not touched.
  ///   - each: Receives every line that is there, without its end; whether it is one.
  /// - Throws: `CommandFailure` or `FileError`.
  init(_ path: String, head: String, each: ([UInt8]) -> Bool) throws {
    self.path = path
    self.head = Array(head.utf8)
    file = try Self.opened(path)
    do { try recover(each) } catch {
      close(file)
      throw error
    }
  }

  deinit { close(file) }

  private static func opened(_ path: String) throws -> Int32 {
    let file = open(path, O_RDWR | O_CREAT | O_APPEND | O_CLOEXEC, 0o666)
    guard file >= 0 else { throw FileError.cannotCreate(path: path, code: errno) }
    do {
      var status = stat()
      guard fstat(file, &status) == 0 else {
        throw FileError.cannotCreate(path: path, code: errno)
      }
      guard status.st_mode & S_IFMT == S_IFREG else {
        throw CommandFailure(
          "\(path): expected a file that can be appended to, found none that stays",
          status: .cannotCreate)
      }
      guard flock(file, LOCK_EX | LOCK_NB) == 0 else {
        throw CommandFailure(
          "\(path): another \"faultdx watch\" is writing it", status: .cannotCreate)
      }
      try flushFolder(of: path)
    } catch {
      close(file)
      throw error
    }
    return file
  }

  /// A file that was created is there after a power failure when its folder was flushed.
  private static func flushFolder(of path: String) throws {
    let slash = path.utf8.lastIndex(of: UInt8(ascii: "/"))
    let folder = slash.map { $0 == path.startIndex ? "/" : String(path[..<$0]) } ?? "."
    let handle = open(folder, O_RDONLY | O_CLOEXEC)
    guard handle >= 0 else { return }
    defer { close(handle) }
    // EINVAL: a file system that has nothing to flush for a folder.
    guard fsync(handle) == 0 || errno == EINVAL else {
      throw FileError.writeFailed(path: path, code: errno)
    }
  }

  private func recover(_ each: ([UInt8]) -> Bool) throws {
    var number = 0
    var rest: [UInt8] = []
    var block = [UInt8](repeating: 0, count: 1 << 20)
    while true {
      let count = block.withUnsafeMutableBytes { read(file, $0.baseAddress, $0.count) }
      if count < 0, errno == EINTR { continue }
      guard count >= 0 else { throw FileError.unreadable(path: path, code: errno) }
      if count == 0 { break }
      var start = 0
      while let newline = block[start..<count].firstIndex(of: 0x0A) {
        rest += block[start..<newline]
        number += 1
        guard rest.starts(with: head), each(rest) else { throw isNotOurs(line: number) }
        end += rest.count + 1
        rest.removeAll(keepingCapacity: true)
        start = newline + 1
      }
      rest += block[start..<count]
    }
    guard !rest.isEmpty else { return }
    // The beginning of a line, or zeros, which a power failure leaves where a line was to be.
    guard rest.starts(with: head) || head.starts(with: rest) || rest.allSatisfy({ $0 == 0 }) else {
      throw isNotOurs(line: number + 1)
    }
    guard ftruncate(file, off_t(end)) == 0, fsync(file) == 0 else {
      throw FileError.writeFailed(path: path, code: errno)
    }
  }

  private func isNotOurs(line: Int) -> CommandFailure {
    CommandFailure(
      "\(path):\(line): is no line that \"faultdx watch\" wrote; the file is left as it is")
  }

  /// Appends a line, its end included, and waits until it is on the disk.
  func append(_ line: [UInt8]) throws {
    try followRotation()
    var done = 0
    while done < line.count {
      let wrote = line[done...].withUnsafeBytes { write(file, $0.baseAddress, $0.count) }
      if wrote < 0, errno == EINTR { continue }
      guard wrote > 0 else {
        let code = wrote < 0 ? errno : EIO
        // A disk that is full keeps what fitted; the next start would cut it off too.
        _ = ftruncate(file, off_t(end))
        throw FileError.writeFailed(path: path, code: code)
      }
      done += wrote
    }
    guard fsync(file) == 0 else { throw FileError.writeFailed(path: path, code: errno) }
    end += line.count
  }

  /// Begins a new file where somebody renamed or removed the one that was written.
  private func followRotation() throws {
    var (here, named) = (stat(), stat())
    let isThere = stat(path, &named) == 0
    guard fstat(file, &here) == 0 else { return }
    if isThere, here.st_ino == named.st_ino, here.st_dev == named.st_dev { return }
    let next = try Self.opened(path)
    close(file)
    file = next
    end = 0
    try recover { _ in true }
  }

  /// What tells the file from all others.
  var identity: FolderScan.Identity? {
    var status = stat()
    return fstat(file, &status) == 0 ? FolderScan.Identity(status) : nil
  }
}
