import FaultDXStorage

#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#else
  import Darwin
#endif

/// Writes the files of an archive below a folder, and nowhere else.
package enum ArchiveUnpacker {
  /// Unpacks all files that are not there yet.
  ///
  /// - Returns: how many files were written.
  /// - Throws: where the archive is damaged, or names a file outside the folder.
  package static func unpack(_ path: String, into folder: String) throws -> Int {
    let archive = try ZipArchive(DurableFile.read(path), file: path)
    var count = 0
    for member in archive.visibleMembers {
      let parts = member.name.split(separator: "/", omittingEmptySubsequences: false)
      guard !parts.contains(where: { $0.isEmpty || $0 == "." || $0 == ".." }) else {
        throw ReadingError.contents(
          file: path,
          message:
            "expected files below one folder, found \"\(ReadingError.printable(member.name))\"")
      }
      let target = "\(folder)/\(member.name)"
      if access(target, F_OK) == 0 { continue }
      var parent = folder
      for part in parts.dropLast() {
        parent += "/\(part)"
        if mkdir(parent, 0o777) != 0, errno != EEXIST {
          throw FileError.cannotCreate(path: parent, code: errno)
        }
      }
      try DurableFile.write(archive.contents(of: member, limit: Int.max), to: target)
      count += 1
    }
    return count
  }
}
