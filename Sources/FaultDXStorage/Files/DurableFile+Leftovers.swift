#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#else
  import Darwin
#endif

extension DurableFile {
  static let temporaryPrefix = ".faultdx-"
  static let temporarySuffix = ".tmp"

  /// Removes the temporary files that writers which were killed left in a folder.
  ///
  /// For a folder that one process writes to: another's file in the making would go too. What cannot be
  /// removed stays; it is in nobody's way.
  public static func removeLeftovers(in folder: String) {
    guard let directory = opendir(folder) else { return }
    defer { closedir(directory) }
    while let entry = readdir(directory) {
      let name = withUnsafePointer(to: &entry.pointee.d_name) {
        $0.withMemoryRebound(to: CChar.self, capacity: 1) { String(cString: $0) }
      }
      if name.hasPrefix(temporaryPrefix), name.hasSuffix(temporarySuffix) {
        unlink("\(folder)/\(name)")
      }
    }
  }
}
