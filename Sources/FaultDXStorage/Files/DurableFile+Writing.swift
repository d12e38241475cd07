#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#else
  import Darwin
#endif

extension DurableFile {
  /// Writes a whole file so that a crash at any moment leaves the old content or the new one.
  ///
  /// A temporary file beside the target takes the bytes, is flushed to the disk and renamed over the target;
  /// then the folder is flushed. It is removed where any step fails. The permissions of a file that is
  /// replaced are kept; a new one gets 0666 less the process's umask. A symbolic link is followed, not
  /// replaced. A device or a pipe (`/dev/stdout`) is written to directly.
  ///
  /// - Throws: `.cannotCreate` or `.writeFailed`.
  public static func write(_ bytes: [UInt8], to path: String) throws(FileError) {
    guard case .file(let permissions) = try destination(of: path) else {
      return try writeDirectly(bytes, to: path)
    }
    let target = try followingLinks(path)
    let folder = Self.folder(of: target)
    let (file, temporary) = try createTemporary(in: folder, for: path)
    do throws(FileError) {
      do throws(FileError) {
        if let permissions, fchmod(file, permissions) != 0 {
          throw .writeFailed(path: path, code: errno)
        }
        try writeAll(bytes, to: file, path: path)
        guard flush(file) == 0 else { throw .writeFailed(path: path, code: errno) }
      } catch {
        close(file)
        throw error
      }
      // Not repeated on EINTR: Linux has closed the descriptor by then, and another thread may own its number.
      if close(file) != 0, errno != EINTR { throw .writeFailed(path: path, code: errno) }
      guard rename(temporary, target) == 0 else { throw .writeFailed(path: path, code: errno) }
    } catch {
      unlink(temporary)
      throw error
    }
    try flushFolder(folder, path: path)
  }

  /// Writes text as UTF-8; see `write(_:to:)` for bytes.
  ///
  /// - Throws: `.cannotCreate` or `.writeFailed`.
  public static func write(_ text: String, to path: String) throws(FileError) {
    try write(Array(text.utf8), to: path)
  }

  /// Checks that a file could be written here now, without changing what is there.
  ///
  /// - Throws: `.cannotCreate`, what `write(_:to:)` would throw before it wrote anything.
  public static func checkWritable(_ path: String) throws(FileError) {
    switch try destination(of: path) {
    case .device: return
    case .file:
      let (file, temporary) = try createTemporary(
        in: folder(of: try followingLinks(path)), for: path)
      close(file)
      unlink(temporary)
    }
  }

  /// What lies where a file is to be written.
  private enum Destination {
    /// Nothing or a regular file, whose permissions are kept.
    case file(permissions: mode_t?)
    /// A device or a pipe.
    case device
  }

  private static func destination(of path: String) throws(FileError) -> Destination {
    guard !path.isEmpty, !path.utf8.contains(0), path.utf8.last != UInt8(ascii: "/") else {
      throw .cannotCreate(path: path, code: path.utf8.last == UInt8(ascii: "/") ? EISDIR : ENOENT)
    }
    var information = stat()
    guard stat(path, &information) == 0 else {
      guard errno == ENOENT else { throw .cannotCreate(path: path, code: errno) }
      return .file(permissions: nil)
    }
    switch information.st_mode & S_IFMT {
    case S_IFREG: return .file(permissions: information.st_mode & 0o7777)
    case S_IFDIR: throw .cannotCreate(path: path, code: EISDIR)
    default: return .device
    }
  }

  private static func writeDirectly(_ bytes: [UInt8], to path: String) throws(FileError) {
    let file = uninterrupted { open(path, O_WRONLY | O_CLOEXEC) }
    guard file >= 0 else { throw .cannotCreate(path: path, code: errno) }
    do throws(FileError) { try writeAll(bytes, to: file, path: path) } catch {
      close(file)
      throw error
    }
    if close(file) != 0, errno != EINTR { throw .writeFailed(path: path, code: errno) }
  }

  private static func writeAll(
    _ bytes: [UInt8], to file: Int32, path: String
  ) throws(FileError) {
    let code: Int32 = bytes.withUnsafeBufferPointer { buffer in
      var done = 0
      while done < buffer.count {
        let wrote = Glue.write(file, buffer.baseAddress.map { $0 + done }, buffer.count - done)
        if wrote < 0, errno == EINTR { continue }
        if wrote < 0 { return errno }
        // A regular file that takes nothing and reports nothing would loop for ever.
        if wrote == 0 { return EIO }
        done += wrote
      }
      return 0
    }
    guard code == 0 else { throw .writeFailed(path: path, code: code) }
  }

  /// A new file of our own in the folder.
  ///
  /// Its name does not contain the target's, which may already be as
  /// long as names may be.
  private static func createTemporary(
    in folder: String, for path: String
  ) throws(FileError) -> (file: Int32, name: String) {
    for _ in 0..<100 {
      let suffix = String(UInt64.random(in: .min ... .max), radix: 36)
      let name = "\(folder)/\(temporaryPrefix)\(suffix)\(temporarySuffix)"
      let file = uninterrupted { open(name, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0o666) }
      if file >= 0 { return (file, name) }
      guard errno == EEXIST else { throw .cannotCreate(path: path, code: errno) }
    }
    throw .cannotCreate(path: path, code: EEXIST)
  }

  private static func followingLinks(_ path: String) throws(FileError) -> String {
    var information = stat()
    guard lstat(path, &information) == 0, information.st_mode & S_IFMT == S_IFLNK else {
      return path
    }
    guard let resolved = realpath(path, nil) else {
      throw .cannotCreate(path: path, code: errno)
    }
    defer { free(resolved) }
    return String(cString: resolved)
  }

  private static func folder(of path: String) -> String {
    guard let slash = path.utf8.lastIndex(of: UInt8(ascii: "/")) else { return "." }
    return slash == path.startIndex ? "/" : String(path[..<slash])
  }

  /// Flushes to the disk itself where the system can tell it to (`fsync` on macOS stops at its cache).
  private static func flush(_ file: Int32) -> Int32 {
    #if canImport(Darwin)
      if fcntl(file, F_FULLFSYNC) == 0 { return 0 }
    #endif
    return uninterrupted { fsync(file) }
  }

  private static func flushFolder(_ folder: String, path: String) throws(FileError) {
    let file = uninterrupted { open(folder, O_RDONLY | O_CLOEXEC) }
    // A folder may be writable and not readable; the rename is done, only its flush must be left to the system.
    guard file >= 0 else { return }
    defer { close(file) }
    // EINVAL: a file system that has nothing to flush for a folder.
    guard flush(file) == 0 || errno == EINVAL else {
      throw .writeFailed(path: path, code: errno)
    }
  }
}
