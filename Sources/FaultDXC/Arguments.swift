import CFaultDXInterface

/// A structure of the interface: its first field says how large the caller thinks that it is.
protocol SizedStructure {
  init()
  var struct_size: Int { get set }
}

extension faultdx_model_info: SizedStructure {}
extension faultdx_recording: SizedStructure {}
extension faultdx_diagnosis: SizedStructure {}
extension faultdx_stream_options: SizedStructure {}
extension faultdx_event: SizedStructure {}
extension faultdx_stream_state: SizedStructure {}
extension faultdx_window: SizedStructure {}

/// What callers pass, looked at before it is used.
enum Arguments {
  /// No structure of any version is larger.
  private static let largestStructure = 1 << 16
  /// What is larger is no size but a mistake.
  static let largestCount = 1 << 44

  /// A pointer that may be followed as far as its value tells.
  static func pointer<Value>(
    _ pointer: UnsafePointer<Value>?, _ name: StaticString
  ) throws(Failure) -> UnsafePointer<Value> {
    guard let pointer else { throw .argument("\(name) is NULL") }
    guard Int(bitPattern: pointer) % MemoryLayout<Value>.alignment == 0 else {
      throw .argument(
        "\(name) is not aligned to \(MemoryLayout<Value>.alignment) bytes")
    }
    return pointer
  }

  /// The same of memory that is written to.
  static func pointer<Value>(
    _ pointer: UnsafeMutablePointer<Value>?, _ name: StaticString
  ) throws(Failure) -> UnsafeMutablePointer<Value> {
    UnsafeMutablePointer(mutating: try Self.pointer(pointer.map { UnsafePointer($0) }, name))
  }

  /// Memory of so many values; NULL where there are none.
  static func buffer<Value>(
    _ start: UnsafePointer<Value>?, count: Int, _ name: StaticString
  ) throws(Failure) -> UnsafeBufferPointer<Value> {
    guard 0...largestCount ~= count else {
      throw .argument("\(name) has \(UInt(bitPattern: count)) elements")
    }
    if count == 0 { return UnsafeBufferPointer(start: nil, count: 0) }
    return UnsafeBufferPointer(start: try pointer(start, name), count: count)
  }

  /// The same of memory that is written to.
  static func buffer<Value>(
    _ start: UnsafeMutablePointer<Value>?, count: Int, _ name: StaticString
  ) throws(Failure) -> UnsafeMutableBufferPointer<Value> {
    UnsafeMutableBufferPointer(
      mutating: try buffer(start.map { UnsafePointer($0) }, count: count, name))
  }

  /// A structure that the caller filled in.
  static func structure<Value: SizedStructure>(
    _ start: UnsafePointer<Value>?, _ name: StaticString
  ) throws(Failure) -> Value {
    let start = try pointer(start, name)
    _ = try size(of: start, name)
    return start.pointee
  }

  /// A structure that the caller wants filled in; its size is looked at before there is anything to write.
  static func result<Value: SizedStructure>(
    _ start: UnsafeMutablePointer<Value>?, _ name: StaticString
  ) throws(Failure) -> Output<Value> {
    let start = try pointer(start, name)
    return Output(start: start, size: try size(of: start, name))
  }

  private static func size<Value: SizedStructure>(
    of start: UnsafePointer<Value>, _ name: StaticString
  ) throws(Failure) -> Int {
    let size = UnsafeRawPointer(start).load(as: Int.self)
    guard MemoryLayout<Value>.size...largestStructure ~= size else {
      throw .argument(
        "\(name).struct_size is \(UInt(bitPattern: size)), expected \(MemoryLayout<Value>.size)")
    }
    return size
  }

  /// A text of the caller's.
  static func text(
    _ start: UnsafePointer<CChar>?, _ name: StaticString
  ) throws(Failure) -> String {
    guard let text = String(validatingCString: try pointer(start, name)) else {
      throw .argument("\(name) is not UTF-8")
    }
    return text
  }

  /// A positive number, or 0 for none.
  static func positive(
    _ value: Double, _ name: StaticString
  ) throws(Failure) -> Double? {
    if value == 0 { return nil }
    guard value > 0, value.isFinite else { throw .argument("\(name) is \(value)") }
    return value
  }

  /// A number of frames.
  static func count(_ value: UInt64, _ name: StaticString) throws(Failure) -> Int {
    guard let count = Int(exactly: value) else { throw .argument("\(name) is \(value)") }
    return count
  }
}

/// A structure of the caller's, of at least the size that this version knows.
struct Output<Value: SizedStructure> {
  fileprivate let start: UnsafeMutablePointer<Value>
  fileprivate let size: Int

  /// Fills it in and leaves its size what it was.
  func write(_ value: Value) {
    var value = value
    value.struct_size = size
    start.pointee = value
  }
}

extension Optional {
  /// What is there, or not a number.
  func orNaN() -> Double where Wrapped == Double { self ?? .nan }
}
