/// The record at the end of a ZIP archive: where its directory lies.
struct ZipDirectoryEnd {
  let start: Int
  let size: Int
  let count: Int

  /// Looks for the record behind which there is nothing but the archive's comment.
  init(_ bytes: [UInt8], file: String) throws(ReadingError) {
    guard let offset = Self.find(bytes) else {
      throw .contents(
        file: file,
        message: "expected the directory at the end of a ZIP archive: the file is cut short")
    }
    var cursor = ByteCursor(bytes, file: file, at: offset + 4)
    let disk = try cursor.number(UInt16.self, for: "a disk")
    let directoryDisk = try cursor.number(UInt16.self, for: "a disk")
    _ = try cursor.take(2, for: "a count")
    var count = try cursor.size(UInt16.self, for: "a count")
    var size = try cursor.size(UInt32.self, for: "a size")
    var start = try cursor.size(UInt32.self, for: "an offset")
    var end = offset
    if count == 0xFFFF || size == 0xFFFF_FFFF || start == 0xFFFF_FFFF, offset >= 20 {
      var locator = ByteCursor(bytes, file: file, at: offset - 20)
      if try locator.number(UInt32.self, for: "a locator") == 0x0706_4B50 {
        _ = try locator.take(4, for: "a disk")
        end = try locator.size(UInt64.self, for: "an offset")
        guard end <= bytes.count else {
          throw locator.wrong(at: offset - 12, "expected the directory's record, found byte \(end)")
        }
        var wide = ByteCursor(bytes, file: file, at: end)
        guard try wide.number(UInt32.self, for: "a record") == 0x0606_4B50 else {
          throw wide.wrong(at: end, "expected the record of a ZIP64 directory")
        }
        _ = try wide.take(28, for: "a record")
        count = try wide.size(UInt64.self, for: "a count")
        size = try wide.size(UInt64.self, for: "a size")
        start = try wide.size(UInt64.self, for: "an offset")
      }
    } else if disk != 0 || directoryDisk != 0 {
      throw cursor.wrong(at: offset, "is one part of an archive in several files; join them first")
    }
    // An entry takes 46 bytes and its name.
    guard start <= end, size <= end - start, count <= size / 46 else {
      throw cursor.wrong(
        at: offset, "expected a directory of \(count) entries in \(size) bytes at byte \(start)")
    }
    self.start = start
    self.size = size
    self.count = count
  }

  private static func find(_ bytes: [UInt8]) -> Int? {
    let length = 22
    guard bytes.count >= length else { return nil }
    let earliest = max(0, bytes.count - length - 0xFFFF)
    for offset in stride(from: bytes.count - length, through: earliest, by: -1)
    where bytes[offset] == 0x50 && bytes[offset..<offset + 4].elementsEqual([0x50, 0x4B, 5, 6]) {
      let comment = Int(bytes[offset + 20]) | Int(bytes[offset + 21]) << 8
      if offset + length + comment == bytes.count { return offset }
    }
    return nil
  }
}
