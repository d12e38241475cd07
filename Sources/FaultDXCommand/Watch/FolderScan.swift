import FaultDXIO
import FaultDXStorage

#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#else
  import Darwin
#endif

/// What a folder holds at one moment, in it and in the folders below.
struct FolderScan {
  /// What tells a file from all others, by whatever name.
  struct Identity: Hashable {
    let device: UInt64
    let node: UInt64

    init(_ status: stat) {
      device = UInt64(truncatingIfNeeded: status.st_dev)
      node = UInt64(truncatingIfNeeded: status.st_ino)
    }
  }

  /// What changes when a file does.
  struct Version: Equatable {
    var size: Int
    /// When it was written last, as UTC in RFC 3339 with nanoseconds.
    var modified: String
  }

  struct File {
    /// Below the folder.
    var name: String
    var path: String
    var version: Version
    /// `nil` where the name is not UTF-8, so that the file cannot be asked.
    var identity: Identity?
  }

  /// What may be a recording, the oldest first.
  private(set) var files: [File] = []
  /// What lies under a name that nobody is to read yet.
  private(set) var unfinished: Set<Identity> = []
  private let patterns: [String]
  private let excluded: Set<Identity>

  /// Looks at a folder.
  ///
  /// - Parameters:
  ///   - patterns: Names that are looked for; none for all that recordings usually have.
  ///   - excluded: Files that are ours.
  /// - Throws: `FileError` where the folder cannot be read; then nothing is known of what it holds.
  init(_ folder: String, patterns: [String], excluded: Set<Identity>) throws(FileError) {
    self.patterns = patterns
    self.excluded = excluded
    try add(folder, below: "", depth: 0)
    files.sort { ($0.version.modified, $0.name) < ($1.version.modified, $1.name) }
  }

  /// Folders in folders beyond which nobody looks.
  private static let deepest = 16

  private mutating func add(_ folder: String, below prefix: String, depth: Int) throws(FileError) {
    guard let directory = opendir(folder) else {
      throw errno == ENOENT ? .notFound(path: folder) : .unreadable(path: folder, code: errno)
    }
    defer { closedir(directory) }
    while true {
      errno = 0
      guard let entry = readdir(directory) else {
        // A share that goes away in the middle must not look like one whose files went away.
        if errno != 0 { throw .unreadable(path: folder, code: errno) }
        return
      }
      let name = withUnsafePointer(to: &entry.pointee.d_name) {
        $0.withMemoryRebound(to: CChar.self, capacity: MemoryLayout.size(ofValue: $0.pointee)) {
          String(cString: $0)
        }
      }
      if name == "." || name == ".." { continue }
      add(name, at: "\(folder)/\(name)", below: prefix, depth: depth)
    }
  }

  private mutating func add(_ name: String, at path: String, below prefix: String, depth: Int) {
    var status = stat()
    guard lstat(path, &status) == 0 else {
      // A name that is not UTF-8 cannot be said back to the system; whoever reads the lines should hear of it.
      if name.unicodeScalars.contains("\u{FFFD}"), isWanted(name) {
        files.append(
          File(
            name: prefix + name, path: path, version: Version(size: 0, modified: ""), identity: nil)
        )
      }
      return
    }
    if status.st_mode & S_IFMT == S_IFDIR {
      guard !name.hasPrefix("."), depth < Self.deepest else { return }
      // Gone again, or closed to us: the others are looked at all the same.
      try? add(path, below: prefix + name + "/", depth: depth + 1)
      return
    }
    // A link to a file is that file; one to a folder would lead in circles.
    guard stat(path, &status) == 0, status.st_mode & S_IFMT == S_IFREG else { return }
    let identity = Identity(status)
    if excluded.contains(identity) { return }
    if Self.isUnfinished(name) {
      unfinished.insert(identity)
    } else if isWanted(name) {
      files.append(
        File(
          name: prefix + name, path: path, version: Self.version(status), identity: identity))
    }
  }

  /// The version of a file at this moment; `nil` where it is gone.
  static func version(of path: String) -> Version? {
    var status = stat()
    return stat(path, &status) == 0 ? version(status) : nil
  }

  private static func version(_ status: stat) -> Version {
    #if canImport(Darwin)
      let time = status.st_mtimespec
    #else
      let time = status.st_mtim
    #endif
    return Version(size: Int(status.st_size), modified: UTC.text(time))
  }

  private static let unfinishedEndings = [
    ".part", ".partial", ".tmp", ".temp", ".filepart", ".crdownload", ".download", ".swp", "~",
  ]

  /// Whether a name says that somebody is still writing.
  private static func isUnfinished(_ name: String) -> Bool {
    let lower = name.lowercased()
    return name.hasPrefix(".") || unfinishedEndings.contains { lower.hasSuffix($0) }
  }

  private func isWanted(_ name: String) -> Bool {
    patterns.isEmpty
      ? RecordingReader.looksLikeRecording(name)
      : patterns.contains { fnmatch($0, name, 0) == 0 }
  }
}

/// Moments as UTC in RFC 3339.
enum UTC {
  /// A moment with nanoseconds, so that equal texts are equal moments.
  static func text(_ time: timespec) -> String {
    var parts = tm()
    var seconds = time.tv_sec
    gmtime_r(&seconds, &parts)
    func padded(_ value: some BinaryInteger, _ width: Int) -> String {
      let digits = String(value)
      return String(repeating: "0", count: max(0, width - digits.count)) + digits
    }
    return
      "\(padded(parts.tm_year + 1900, 4))-\(padded(parts.tm_mon + 1, 2))-\(padded(parts.tm_mday, 2))T"
      + "\(padded(parts.tm_hour, 2)):\(padded(parts.tm_min, 2)):\(padded(parts.tm_sec, 2))"
      + ".\(padded(time.tv_nsec, 9))Z"
  }

  /// This moment, to the millisecond.
  static var now: String {
    var time = timespec()
    clock_gettime(CLOCK_REALTIME, &time)
    return String(text(time).dropLast(7)) + "Z"
  }
}
