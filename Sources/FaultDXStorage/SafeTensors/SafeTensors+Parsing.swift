extension SafeTensors {
  /// The longest header that is read: 16 MiB.
  static let headerLimit = 16 << 20
  /// The most tensors that are read.
  static let tensorLimit = 65_536
  /// The most dimensions of a tensor that are read.
  static let rankLimit = 8

  /// Reads a file strictly: every size is checked before it is used.
  ///
  /// Refused, beside what the format forbids (holes, overlap, bytes outside any tensor), are duplicate names
  /// and spaces before the header, which the reference reader lets pass, and types other than F32, F64,
  /// F16, BF16, I64 and I32. All are converted to `Float`, rounding to nearest.
  ///
  /// - Parameters:
  ///   - bytes: The whole file.
  ///   - file: Its name, for the error.
  ///   - allowsNonFinite: Whether NaN and infinities are let through.
  /// - Throws: `SafeTensorsError` with the byte or tensor.
  public init(
    parsing bytes: [UInt8], file: String, allowsNonFinite: Bool = false
  ) throws(SafeTensorsError) {
    let (header, dataStart) = try Self.header(of: bytes, file: file)
    var metadata = Metadata()
    var layouts: [Layout] = []
    for member in header {
      if member.key == "__metadata__" {
        metadata = try Self.metadata(member.value, file: file)
      } else {
        layouts.append(try Layout(member, file: file))
      }
    }
    guard layouts.count <= Self.tensorLimit else {
      throw SafeTensorsError(
        file, .byte(8), .tooManyTensors(layouts.count, limit: Self.tensorLimit))
    }
    try Self.checkCoverage(of: bytes.count - dataStart, by: layouts, dataStart, file: file)
    var entries: [Entry] = []
    for layout in layouts {
      let start = dataStart + layout.begin
      let values = layout.type.decode(bytes, from: start, count: layout.count)
      if !allowsNonFinite, let index = values.firstIndex(where: { !$0.isFinite }) {
        throw SafeTensorsError(file, .tensor(layout.name), .notFinite(index: index))
      }
      entries.append(Entry(name: layout.name, shape: layout.shape, values: values))
    }
    self.init(metadata: metadata, entries: entries)
  }

  private static func header(
    of bytes: [UInt8], file: String
  ) throws(SafeTensorsError) -> (members: JSONObject, dataStart: Int) {
    guard bytes.count >= 8 else {
      throw SafeTensorsError(file, .byte(0), .truncated(expected: 8, found: bytes.count))
    }
    let stated = (0..<8).reduce(UInt64(0)) { $0 | UInt64(bytes[$1]) << UInt64(8 * $1) }
    guard stated <= UInt64(headerLimit) else {
      throw SafeTensorsError(file, .byte(0), .headerTooLong(stated, limit: headerLimit))
    }
    let dataStart = 8 + Int(stated)
    guard bytes.count >= dataStart else {
      throw SafeTensorsError(file, .byte(0), .truncated(expected: dataStart, found: bytes.count))
    }
    var end = dataStart
    while end > 8, bytes[end - 1] == 0x20 { end -= 1 }
    guard end > 8, bytes[8] == UInt8(ascii: "{"), bytes[end - 1] == UInt8(ascii: "}") else {
      throw SafeTensorsError(file, .byte(8), .headerNotAnObject)
    }
    let json: JSON
    do throws(JSONError) {
      json = try JSON(parsing: Array(bytes[8..<end]), depthLimit: 8)
    } catch {
      throw SafeTensorsError(file, .byte(8 + error.offset), .json(error.problem))
    }
    guard case .object(let members) = json else {
      throw SafeTensorsError(file, .byte(8), .headerNotAnObject)
    }
    return (members, dataStart)
  }

  private static func metadata(
    _ json: JSON, file: String
  ) throws(SafeTensorsError) -> Metadata {
    guard case .object(let members) = json else {
      throw SafeTensorsError(file, .metadata, .expected("an object of strings", found: json.kind))
    }
    for member in members where member.value.stringValue == nil {
      throw SafeTensorsError(
        file, .metadata,
        .expected("a string under \"\(member.key)\"", found: member.value.kind))
    }
    return Metadata(strings: members)
  }

  /// Every byte of the data belongs to exactly one tensor.
  private static func checkCoverage(
    of size: Int, by layouts: [Layout], _ dataStart: Int, file: String
  ) throws(SafeTensorsError) {
    var covered = 0
    for layout in layouts.sorted(by: { ($0.begin, $0.end) < ($1.begin, $1.end) }) {
      guard layout.begin == covered else {
        throw SafeTensorsError(
          file, .tensor(layout.name), .misplaced(begins: layout.begin, expected: covered))
      }
      guard layout.end <= size else {
        throw SafeTensorsError(
          file, .tensor(layout.name),
          .truncated(expected: dataStart.clampedSum(layout.end), found: dataStart + size))
      }
      covered = layout.end
    }
    guard covered == size else {
      throw SafeTensorsError(file, .byte(dataStart + covered), .trailingBytes(size - covered))
    }
  }
}

extension Int {
  /// The sum, or the largest number where the sum does not fit: for messages about absurd offsets.
  fileprivate func clampedSum(_ other: Int) -> Int {
    let (sum, overflow) = addingReportingOverflow(other)
    return overflow ? .max : sum
  }
}
