/// An array of a NumPy file: its header, checked against the bytes that follow.
///
/// Source: NumPy, "numpy.lib.format", versions 1.0 to 3.0.
struct NumpyArray {
  enum Element: Equatable {
    case float(Int), signed(Int), unsigned(Int), boolean
    /// Text of so many characters of 1 or 4 bytes.
    case text(characters: Int, bytesEach: Int)

    var size: Int {
      switch self {
      case .float(let size), .signed(let size), .unsigned(let size): size
      case .boolean: 1
      case .text(let characters, let bytesEach): characters * bytesEach
      }
    }

    var isNumeric: Bool {
      switch self {
      case .float, .signed, .unsigned: true
      case .boolean, .text: false
      }
    }
  }

  let name: String
  let element: Element
  let isBig: Bool
  let shape: [Int]
  /// Elements from one index to the next, along each axis.
  let strides: [Int]
  let bytes: [UInt8]
  let start: Int

  var count: Int { shape.reduce(1, *) }
  /// `1000x3`.
  var shapeInWords: String {
    shape.isEmpty ? "a single number" : shape.map(String.init).joined(separator: "x")
  }

  /// Reads the header.
  ///
  /// - Parameters:
  ///   - name: what the array is called in an archive; empty for a file of its own.
  ///   - file: the file, and where it is in an archive the member, for messages.
  init(_ bytes: [UInt8], name: String, file: String) throws(ReadingError) {
    var cursor = ByteCursor(bytes, file: file)
    guard try cursor.take(6, for: "the magic of NumPy").elementsEqual([0x93] + "NUMPY".utf8) else {
      throw cursor.wrong(at: 0, "expected a NumPy array")
    }
    let major = try cursor.number(UInt8.self, for: "a version")
    let minor = try cursor.number(UInt8.self, for: "a version")
    guard (1...3).contains(major), minor == 0 else {
      throw cursor.wrong(at: 6, "expected version 1.0, 2.0 or 3.0, found \(major).\(minor)")
    }
    let length =
      try major == 1
      ? cursor.size(UInt16.self, for: "a length") : cursor.size(UInt32.self, for: "a length")
    guard length <= 1 << 16 else {
      throw cursor.wrong(at: 8, "expected a header of at most 64 KiB, found \(length) bytes")
    }
    let headerStart = cursor.position
    var header = NumpyHeader(
      text: try cursor.take(length, for: "the header"), offset: headerStart, file: file)
    try header.parse()
    let (element, isBig) = try NumpyHeader.element(header.description, file: file)
    self.element = element
    self.isBig = isBig
    self.name = name
    self.bytes = bytes
    shape = header.shape
    start = cursor.position
    var count = 1
    for size in header.shape {
      let (product, overflow) = count.multipliedReportingOverflow(by: size)
      guard !overflow else {
        throw cursor.wrong(at: headerStart, "expected a shape, found too many")
      }
      count = product
    }
    let (size, overflow) = count.multipliedReportingOverflow(by: max(element.size, 1))
    guard !overflow, size == cursor.left else {
      throw cursor.wrong(
        at: start,
        "expected \(overflow ? "another number of" : "\(size)") bytes for "
          + "\(header.shape.map(String.init).joined(separator: "x")) numbers of \(element.size) bytes, "
          + "found \(cursor.left)")
    }
    var strides = header.shape
    var step = 1
    for axis in header.isFortran ? Array(shape.indices) : shape.indices.reversed() {
      strides[axis] = step
      // Where an axis is empty there is nothing to step over.
      step *= max(shape[axis], 1)
    }
    self.strides = strides
  }
}
