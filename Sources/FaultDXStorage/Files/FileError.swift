#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#else
  import Darwin
#endif

/// Why a file could not be read or written.
///
/// `code` is the system's `errno`.
public enum FileError: Error, Equatable, CustomStringConvertible {
  /// There is no such file.
  case notFound(path: String)
  /// A folder stands where a file was to be read.
  case isDirectory(path: String)
  /// The file is there but cannot be read.
  case unreadable(path: String, code: Int32)
  /// The file is larger than the reader takes.
  case tooLarge(path: String, limit: Int)
  /// The file cannot be created: its folder is missing or closed to us, or a folder has its name.
  case cannotCreate(path: String, code: Int32)
  /// Writing started and failed: the disk is full, broken or gone.
  case writeFailed(path: String, code: Int32)

  /// The path, as the caller gave it.
  public var path: String {
    switch self {
    case .notFound(let path), .isDirectory(let path), .unreadable(let path, _),
      .tooLarge(let path, _), .cannotCreate(let path, _), .writeFailed(let path, _):
      path
    }
  }

  /// One sentence with the path and the system's reason.
  public var description: String {
    switch self {
    case .notFound(let path) where path.unicodeScalars.contains("\u{FFFD}"):
      "\(path): no such file; a file whose name is not UTF-8 cannot be opened, rename it"
    case .notFound(let path): "\(path): no such file"
    case .isDirectory(let path): "\(path): expected a file, found a folder"
    case .unreadable(let path, let code): "\(path): cannot be read: \(Self.reason(code))"
    case .tooLarge(let path, let limit): "\(path): expected at most \(limit) bytes, found more"
    case .cannotCreate(let path, let code): "\(path): cannot be created: \(Self.reason(code))"
    case .writeFailed(let path, let code): "\(path): writing failed: \(Self.reason(code))"
    }
  }

  private static func reason(_ code: Int32) -> String {
    guard let text = strerror(code) else { return "error \(code)" }
    return String(cString: text)
  }
}
