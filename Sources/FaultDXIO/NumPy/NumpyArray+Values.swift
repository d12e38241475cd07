extension NumpyArray {
  /// The numbers as 32-bit floats in the order of the file, each rounded once.
  var floats: [Float] {
    switch element {
    case .float(2): convert(UInt16.self) { Float(halfBits: $0) }
    case .float(4): convert(UInt32.self) { Float(bitPattern: $0) }
    case .float: convert(UInt64.self) { Float(Double(bitPattern: $0)) }
    case .signed(1): convert(Int8.self) { Float($0) }
    case .signed(2): convert(Int16.self) { Float($0) }
    case .signed(4): convert(Int32.self) { Float($0) }
    case .signed: convert(Int64.self) { Float($0) }
    case .unsigned(1), .boolean: convert(UInt8.self) { Float($0) }
    case .unsigned(2): convert(UInt16.self) { Float($0) }
    case .unsigned(4): convert(UInt32.self) { Float($0) }
    case .unsigned: convert(UInt64.self) { Float($0) }
    case .text: []
    }
  }

  /// The one number of an array that holds one.
  var scalar: Double? {
    guard count == 1 else { return nil }
    return doubles.first
  }

  /// The numbers of an array of doubles as they are; of any other, its floats.
  var doubles: [Double] {
    element == .float(8)
      ? convert(UInt64.self) { Double(bitPattern: $0) } : floats.map(Double.init)
  }

  /// The elements of a list as words: whole numbers without a fraction, text without its padding.
  var words: [String] {
    switch element {
    case .text(_, let bytesEach): (0..<count).map { text($0, bytesEach: bytesEach) }
    case .signed(8): convert(Int64.self) { String($0) }
    case .unsigned(8): convert(UInt64.self) { String($0) }
    case .float(8): convert(UInt64.self) { Double(bitPattern: $0).plain }
    default: floats.map { Double($0).plain }
    }
  }

  private func text(_ index: Int, bytesEach: Int) -> String {
    let first = start + index * element.size
    guard bytesEach == 4 else {
      return String(decoding: bytes[first..<first + element.size].prefix { $0 != 0 }, as: UTF8.self)
    }
    var text = String.UnicodeScalarView()
    for offset in stride(from: first, to: first + element.size, by: 4) {
      let four = bytes[offset..<offset + 4]
      let code = (isBig ? Array(four) : four.reversed()).reduce(UInt32(0)) { $0 << 8 | UInt32($1) }
      if code == 0 { break }
      text.append(Unicode.Scalar(code) ?? "\u{FFFD}")
    }
    return String(text)
  }

  private func convert<Stored: FixedWidthInteger, Number>(
    _: Stored.Type, _ number: (Stored) -> Number
  ) -> [Number] {
    let size = MemoryLayout<Stored>.size
    return bytes.withUnsafeBytes { bytes in
      [Number](unsafeUninitializedCapacity: count) { numbers, filled in
        for index in 0..<count {
          let stored = bytes.loadUnaligned(fromByteOffset: start + index * size, as: Stored.self)
          numbers.initializeElement(
            at: index, to: number(isBig ? Stored(bigEndian: stored) : Stored(littleEndian: stored)))
        }
        filled = count
      }
    }
  }
}

extension Float {
  /// The number of an IEEE 754 half, exactly; not every processor's Swift has a type for it.
  init(halfBits bits: UInt16) {
    let sign: Float = bits >> 15 == 1 ? -1 : 1
    let exponent = Int(bits >> 10 & 0x1F)
    let fraction = Float(bits & 0x3FF)
    switch exponent {
    case 0: self = sign * fraction * 0x1p-24
    case 31: self = fraction == 0 ? sign * .infinity : .nan
    default: self = sign * Float(sign: .plus, exponent: exponent - 25, significand: 1024 + fraction)
    }
  }
}
