/// The files in a ZIP archive, found through its central directory and each checked before it is unpacked.
///
/// Source: PKWARE, "APPNOTE.TXT, .ZIP File Format Specification" 6.3.10, with ZIP64 and with sizes behind
/// the data (which the central directory repeats). Stored and deflated members are read; encrypted and
/// otherwise compressed ones are named.
struct ZipArchive {
  struct Member {
    let name: String
    let isEncrypted: Bool
    let method: Int
    let checksum: UInt32
    /// Its size when unpacked.
    let size: Int
    /// Where its data lies in the archive.
    let data: Range<Int>
  }

  let file: String
  private let bytes: [UInt8]
  private(set) var members: [Member] = []

  init(_ bytes: [UInt8], file: String) throws(ReadingError) {
    self.file = file
    self.bytes = bytes
    let end = try ZipDirectoryEnd(bytes, file: file)
    var cursor = ByteCursor(bytes, file: file, at: end.start)
    for _ in 0..<end.count {
      // Folders have entries of their own.
      if let member = try Self.member(&cursor, directory: end.start) { members.append(member) }
    }
    guard cursor.position == end.start + end.size else {
      throw cursor.wrong(
        at: cursor.position, "expected a directory of \(end.size) bytes, found another length")
    }
    // Members that lie on each other would let a small file unfold to any size.
    let ranges = members.map(\.data).filter { !$0.isEmpty }.sorted { $0.lowerBound < $1.lowerBound }
    for (one, next) in zip(ranges, ranges.dropFirst()) where next.lowerBound < one.upperBound {
      throw cursor.wrong(at: next.lowerBound, "two members of the archive share their data")
    }
  }

  private static func member(
    _ cursor: inout ByteCursor, directory: Int
  ) throws(ReadingError) -> Member? {
    let start = cursor.position
    guard try cursor.number(UInt32.self, for: "an entry") == 0x0201_4B50 else {
      throw cursor.wrong(at: start, "expected an entry of the archive's directory")
    }
    _ = try cursor.take(4, for: "versions")
    let flags = try cursor.number(UInt16.self, for: "flags")
    let method = try cursor.size(UInt16.self, for: "a method")
    _ = try cursor.take(4, for: "a time")
    let checksum = try cursor.number(UInt32.self, for: "a checksum")
    var packed = try cursor.size(UInt32.self, for: "a size")
    var size = try cursor.size(UInt32.self, for: "a size")
    let nameLength = try cursor.size(UInt16.self, for: "a length")
    let extraLength = try cursor.size(UInt16.self, for: "a length")
    let commentLength = try cursor.size(UInt16.self, for: "a length")
    _ = try cursor.take(8, for: "attributes")
    var offset = try cursor.size(UInt32.self, for: "an offset")
    let written = try cursor.take(nameLength, for: "a name")
    let name = String(decoding: written.filter { $0 > 31 && $0 != 127 }, as: UTF8.self)
    let extraEnd = cursor.position + extraLength
    _ = try cursor.take(extraLength, for: "extra fields")
    _ = try cursor.take(commentLength, for: "a comment")
    var extra = ByteCursor(cursor.bytes, file: cursor.file, at: extraEnd - extraLength)
    while extra.position + 4 <= extraEnd {
      let id = try extra.number(UInt16.self, for: "an extra field")
      let length = try extra.size(UInt16.self, for: "an extra field")
      let next = extra.position + length
      guard next <= extraEnd else {
        throw extra.wrong(at: extra.position, "expected an extra field of \(length) bytes")
      }
      if id == 1 {
        // Only what did not fit its 32 bits stands here, in this order.
        for field in [\Widened.size, \.packed, \.offset] {
          var widened = Widened(size: size, packed: packed, offset: offset)
          guard widened[keyPath: field] == 0xFFFF_FFFF, extra.position + 8 <= next else { continue }
          widened[keyPath: field] = try extra.size(UInt64.self, for: "a size")
          (size, packed, offset) = (widened.size, widened.packed, widened.offset)
        }
      }
      extra.position = next
    }
    if name.hasSuffix("/") { return nil }
    return try Member(
      name: name, isEncrypted: flags & 1 == 1, method: method, checksum: checksum, size: size,
      data: data(at: offset, packed: packed, before: directory, cursor))
  }

  private struct Widened {
    var size: Int
    var packed: Int
    var offset: Int
  }

  /// Behind the member's own header, whose name and extra fields may have other lengths.
  private static func data(
    at offset: Int, packed: Int, before directory: Int, _ cursor: ByteCursor
  ) throws(ReadingError) -> Range<Int> {
    guard offset <= directory else {
      throw cursor.wrong(at: cursor.position, "expected a member of the archive at byte \(offset)")
    }
    var header = ByteCursor(cursor.bytes, file: cursor.file, at: offset)
    guard try header.number(UInt32.self, for: "a member") == 0x0403_4B50 else {
      throw header.wrong(at: offset, "expected a member of the archive")
    }
    _ = try header.take(22, for: "the header of a member")
    let nameLength = try header.size(UInt16.self, for: "a length")
    let extraLength = try header.size(UInt16.self, for: "a length")
    let start = header.position + nameLength + extraLength
    guard start <= directory, packed <= directory - start else {
      throw header.wrong(
        at: offset, "expected a member of \(packed) bytes, found \(max(0, directory - start))")
    }
    return start..<start + packed
  }

  /// The members without those that systems hide.
  var visibleMembers: [Member] {
    members.filter { member in
      !member.name.split(separator: "/").contains { $0.hasPrefix(".") || $0 == "__MACOSX" }
    }
  }

  /// Whether it is one of NumPy's: arrays and nothing else, in no folders.
  var holdsArrays: Bool {
    !members.isEmpty && members.allSatisfy { $0.name.hasSuffix(".npy") && !$0.name.contains("/") }
  }

  /// The contents of a member, whose size and checksum must agree with the directory.
  func contents(of member: Member, limit: Int) throws(ReadingError) -> [UInt8] {
    func wrong(_ message: String) -> ReadingError {
      .contents(file: "\(file)/\(member.name)", message: message)
    }
    guard !member.isEncrypted else { throw wrong("is encrypted; unpack it first") }
    guard member.size <= limit else { throw wrong("is larger than is allowed") }
    let contents: [UInt8]
    switch member.method {
    case 0: contents = Array(bytes[member.data])
    case 8:
      do throws(Inflate.Failure) {
        contents = try Inflate.unpackBlocks(bytes[member.data], limit: member.size)
      } catch {
        throw wrong("byte \(member.data.lowerBound) of the archive: \(error.message)")
      }
    default: throw wrong("is compressed by method \(member.method), expected stored or deflated")
    }
    guard contents.count == member.size else {
      throw wrong("expected \(member.size) bytes, found \(contents.count)")
    }
    guard CyclicRedundancyCheck.value(of: contents[...]) == member.checksum else {
      throw wrong("does not match its checksum")
    }
    return contents
  }
}
