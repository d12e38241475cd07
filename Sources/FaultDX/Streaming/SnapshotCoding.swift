/// Writes what a stream remembers, least significant byte first.
struct SnapshotWriter {
  private(set) var bytes: [UInt8]

  /// Writes behind what is in memory that is used again.
  init(reusing bytes: consuming [UInt8]) {
    bytes.removeAll(keepingCapacity: true)
    self.bytes = bytes
  }

  /// Hands out what was written.
  consuming func finish() -> [UInt8] { bytes }

  mutating func bits(_ value: UInt64) {
    withUnsafeBytes(of: value.littleEndian) { bytes.append(contentsOf: $0) }
  }

  mutating func byte(_ value: UInt8) { bytes.append(value) }
  mutating func integer(_ value: Int) { bits(UInt64(bitPattern: Int64(value))) }
  mutating func number(_ value: Double) { bits(value.bitPattern) }
  mutating func bool(_ value: Bool) { byte(value ? 1 : 0) }

  mutating func string(_ value: String) {
    integer(value.utf8.count)
    bytes.append(contentsOf: value.utf8)
  }

  mutating func floats(_ values: some Collection<Float>) {
    integer(values.count)
    for value in values {
      withUnsafeBytes(of: value.bitPattern.littleEndian) { bytes.append(contentsOf: $0) }
    }
  }

  mutating func numbers(_ values: some Collection<Double>) {
    integer(values.count)
    for value in values { number(value) }
  }

  mutating func optional<Value>(
    _ value: Value?, _ write: (inout SnapshotWriter, Value) -> Void
  ) {
    bool(value != nil)
    if let value { write(&self, value) }
  }

  mutating func list<Values: Collection>(
    _ values: Values, _ write: (inout SnapshotWriter, Values.Element) -> Void
  ) {
    integer(values.count)
    for value in values { write(&self, value) }
  }
}

/// Reads what a `SnapshotWriter` wrote and trusts none of it.
struct SnapshotReader {
  private let bytes: [UInt8]
  private(set) var position: Int
  private let end: Int

  init(_ bytes: [UInt8], from start: Int, to end: Int) {
    self.bytes = bytes
    position = start
    self.end = end
  }

  var isAtEnd: Bool { position == end }

  func invalid(_ problem: String) -> SnapshotError { .invalid(byte: position, problem: problem) }

  private mutating func take(_ count: Int) throws(SnapshotError) -> ArraySlice<UInt8> {
    guard count <= end - position else {
      throw .truncated(byte: position, needed: count, found: end - position)
    }
    defer { position += count }
    return bytes[position..<position + count]
  }

  mutating func bits() throws(SnapshotError) -> UInt64 {
    var value: UInt64 = 0
    for byte in try take(8).reversed() { value = value << 8 | UInt64(byte) }
    return value
  }

  mutating func integer(
    in range: ClosedRange<Int>, _ what: String
  ) throws(SnapshotError) -> Int {
    let value = Int(Int64(bitPattern: try bits()))
    guard range ~= value else { throw invalid("\(what) of \(value)") }
    return value
  }

  /// How many follow, each of so many bytes at least.
  mutating func count(ofBytes size: Int, _ what: String) throws(SnapshotError) -> Int {
    let count = Int(Int64(bitPattern: try bits()))
    guard count >= 0, count <= (end - position) / size else {
      throw invalid("\(count) \(what) in \(end - position) bytes")
    }
    return count
  }

  mutating func number() throws(SnapshotError) -> Double { Double(bitPattern: try bits()) }

  mutating func bool() throws(SnapshotError) -> Bool {
    let byte = try take(1).first
    guard byte == 0 || byte == 1 else { throw invalid("a truth value of \(byte ?? 0)") }
    return byte == 1
  }

  mutating func string() throws(SnapshotError) -> String {
    let count = try count(ofBytes: 1, "characters")
    guard let string = String(validating: try take(count), as: UTF8.self) else {
      throw invalid("a text that is not UTF-8")
    }
    return string
  }

  mutating func floats() throws(SnapshotError) -> [Float] {
    let count = try count(ofBytes: 4, "samples")
    var values: [Float] = []
    values.reserveCapacity(count)
    for _ in 0..<count {
      var bits: UInt32 = 0
      for byte in try take(4).reversed() { bits = bits << 8 | UInt32(byte) }
      values.append(Float(bitPattern: bits))
    }
    return values
  }

  mutating func numbers() throws(SnapshotError) -> [Double] {
    try list(ofBytes: 8, "numbers") { reader throws(SnapshotError) in try reader.number() }
  }

  mutating func optional<Value>(
    _ read: (inout SnapshotReader) throws(SnapshotError) -> Value
  ) throws(SnapshotError) -> Value? {
    try bool() ? try read(&self) : nil
  }

  mutating func list<Value>(
    ofBytes size: Int, _ what: String,
    _ read: (inout SnapshotReader) throws(SnapshotError) -> Value
  ) throws(SnapshotError) -> [Value] {
    let count = try count(ofBytes: size, what)
    var values: [Value] = []
    values.reserveCapacity(count)
    for _ in 0..<count { values.append(try read(&self)) }
    return values
  }
}
