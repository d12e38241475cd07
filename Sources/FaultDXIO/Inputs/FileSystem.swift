import FaultDXStorage

#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#else
  import Darwin
#endif

/// Paths and folders, as far as reading recordings needs them.
enum FileSystem {
  enum Kind { case file, folder, missing }

  static func kind(_ path: String) -> Kind {
    var status = stat()
    guard !path.utf8.contains(0), stat(path, &status) == 0 else { return .missing }
    return status.st_mode & S_IFMT == S_IFDIR ? .folder : .file
  }

  /// What tells a folder from all others, by whatever path it is reached.
  struct Identity: Equatable {
    let device: UInt64
    let node: UInt64
  }

  static func identity(of path: String) -> Identity? {
    var status = stat()
    guard !path.utf8.contains(0), stat(path, &status) == 0 else { return nil }
    return Identity(
      device: UInt64(truncatingIfNeeded: status.st_dev),
      node: UInt64(truncatingIfNeeded: status.st_ino))
  }

  private static let soundExtensions: Set<String> = [
    "wav", "wave", "bwf", "flac", "aif", "aiff", "aifc", "rf64", "w64", "caf",
  ]

  /// Whether a file's name promises sound.
  static func looksLikeSound(_ name: String) -> Bool {
    soundExtensions.contains(pathExtension(name))
  }

  /// The size of a regular file; `nil` for pipes and devices, which have none.
  static func regularSize(_ path: String) throws(ReadingError) -> Int? {
    var status = stat()
    guard !path.utf8.contains(0), stat(path, &status) == 0 else {
      throw .file(errno == EACCES ? .unreadable(path: path, code: errno) : .notFound(path: path))
    }
    if status.st_mode & S_IFMT == S_IFDIR { throw .file(.isDirectory(path: path)) }
    return status.st_mode & S_IFMT == S_IFREG ? Int(status.st_size) : nil
  }

  /// The names in a folder, sorted, without those that begin with a dot.
  static func names(in folder: String) throws(ReadingError) -> [String] {
    guard let directory = opendir(folder) else {
      throw .file(.unreadable(path: folder, code: errno))
    }
    defer { closedir(directory) }
    var names: [String] = []
    while let entry = readdir(directory) {
      let name = withUnsafePointer(to: &entry.pointee.d_name) { tuple in
        tuple.withMemoryRebound(to: CChar.self, capacity: MemoryLayout.size(ofValue: tuple.pointee))
        {
          String(cString: $0)
        }
      }
      if !name.hasPrefix("."), name != "__MACOSX" { names.append(name) }
    }
    return names.sorted { $0.utf8.lexicographicallyPrecedes($1.utf8) }
  }

  static func join(_ folder: String, _ path: String) -> String {
    if path.hasPrefix("/") || folder.isEmpty || folder == "." { return path }
    return folder.hasSuffix("/") ? folder + path : "\(folder)/\(path)"
  }

  static func folder(of path: String) -> String {
    guard let slash = path.lastIndex(of: "/") else { return "." }
    return slash == path.startIndex ? "/" : String(path[..<slash])
  }

  static func name(of path: String) -> String {
    var path = Substring(path)
    while path.count > 1, path.last == "/" { path.removeLast() }
    return String(path.split(separator: "/").last ?? path)
  }

  /// What follows the last dot of the name, in lower case.
  static func pathExtension(_ path: String) -> String {
    let name = name(of: path)
    guard let dot = name.lastIndex(of: "."), dot != name.startIndex else { return "" }
    return name[name.index(after: dot)...].lowercased()
  }

  /// The name without its extension.
  static func stem(of path: String) -> String {
    let name = name(of: path)
    guard let dot = name.lastIndex(of: "."), dot != name.startIndex else { return name }
    return String(name[..<dot])
  }

  private static let recordingExtensions: Set<String> = [
    "csv", "tsv", "tab", "txt", "dat", "asc", "lvm", "wav", "wave", "bwf", "flac", "aif", "aiff",
    "aifc", "rf64", "w64", "caf", "mat", "npy", "npz", "zip", "ts", "raw", "data", "uff", "unv",
    // Read only to say why not.
    "mp3", "ogg", "m4a", "tdms",
  ]

  /// Whether a file in a folder is taken for a recording.
  static func looksLikeRecording(_ name: String) -> Bool {
    let lower = name.lowercased()
    return recordingExtensions.contains(pathExtension(name)) && !lower.hasPrefix("readme")
      && !lower.hasPrefix("license") && !isManifestName(name)
  }

  static func isManifestName(_ name: String) -> Bool {
    ["labels.csv", "manifest.csv"].contains(name.lowercased())
  }

  /// The class that a file's name says: without extension and running number; `inner_race_2.wav` gives
  /// `inner_race`.
  static func label(ofFile path: String) -> String? {
    var stem = Substring(self.stem(of: path))
    while let last = stem.last, last.isASCII, last.isNumber { stem.removeLast() }
    while let last = stem.last, "_-. #".contains(last) { stem.removeLast() }
    return stem.isEmpty ? nil : String(stem)
  }
}
