/// The types of elements that are read, by their names in the format.
enum ElementType: String {
  case float32 = "F32"
  case float64 = "F64"
  case float16 = "F16"
  case bfloat16 = "BF16"
  case int64 = "I64"
  case int32 = "I32"

  /// Bytes of one element.
  var size: Int {
    switch self {
    case .float16, .bfloat16: 2
    case .float32, .int32: 4
    case .float64, .int64: 8
    }
  }

  /// The elements as `Float`; the caller has checked that the bytes are there.
  func decode(_ bytes: [UInt8], from start: Int, count: Int) -> [Float] {
    bytes.withUnsafeBytes { raw in
      switch self {
      case .float32: gather(raw, start, count) { Float(bitPattern: UInt32(littleEndian: $0)) }
      case .float64:
        gather(raw, start, count) { Float(Double(bitPattern: UInt64(littleEndian: $0))) }
      case .float16: gather(raw, start, count) { Float(halfBits: UInt16(littleEndian: $0)) }
      case .bfloat16:
        gather(raw, start, count) { (bits: UInt16) in
          Float(bitPattern: UInt32(UInt16(littleEndian: bits)) << 16)
        }
      case .int64: gather(raw, start, count) { Float(Int64(littleEndian: $0)) }
      case .int32: gather(raw, start, count) { Float(Int32(littleEndian: $0)) }
      }
    }
  }

  private func gather<Stored: BitwiseCopyable>(
    _ raw: UnsafeRawBufferPointer, _ start: Int, _ count: Int, _ convert: (Stored) -> Float
  ) -> [Float] {
    [Float](unsafeUninitializedCapacity: count) { values, initialized in
      for index in 0..<count {
        let offset = start + index * MemoryLayout<Stored>.size
        let stored = raw.loadUnaligned(fromByteOffset: offset, as: Stored.self)
        (values.baseAddress! + index).initialize(to: convert(stored))
      }
      initialized = count
    }
  }
}

extension Float {
  /// The value of an IEEE 754 binary16; written out because `Float16` is missing on some platforms.
  init(halfBits bits: UInt16) {
    let sign: Float = bits >> 15 == 0 ? 1 : -1
    let exponent = Int(bits >> 10 & 0x1F)
    let fraction = UInt32(bits & 0x3FF)
    switch exponent {
    case 0: self = sign * Float(fraction) * 0x1p-24
    case 31:
      self = Float(bitPattern: (sign < 0 ? 0xFF80_0000 : 0x7F80_0000) | fraction << 13)
    default:
      let rebased = UInt32(exponent + 112) << 23
      self = Float(bitPattern: (sign < 0 ? 0x8000_0000 : 0) | rebased | fraction << 13)
    }
  }
}
