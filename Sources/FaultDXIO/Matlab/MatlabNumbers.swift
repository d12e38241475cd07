/// Numbers as they lie in a MATLAB file: in the file's byte order and at any address, often in a smaller
/// type than the array's class.
struct MatlabNumbers {
  let bytes: [UInt8]
  let range: Range<Int>
  let type: MatlabWalker.ElementType
  let isBig: Bool

  /// The numbers as 32-bit floats, rounded once.
  ///
  /// - Precondition: `range` lies within the bytes.
  var floats: [Float] {
    switch type {
    case .int8: convert(Int8.self) { Float($0) }
    case .uint8: convert(UInt8.self) { Float($0) }
    case .int16: convert(Int16.self) { Float($0) }
    case .uint16: convert(UInt16.self) { Float($0) }
    case .int32: convert(Int32.self) { Float($0) }
    case .uint32: convert(UInt32.self) { Float($0) }
    case .int64: convert(Int64.self) { Float($0) }
    case .uint64: convert(UInt64.self) { Float($0) }
    case .single: convert(UInt32.self) { Float(bitPattern: $0) }
    case .double: convert(UInt64.self) { Float(Double(bitPattern: $0)) }
    case .matrix, .compressed, .utf8, .utf16, .utf32: []
    }
  }

  private func convert<Stored: FixedWidthInteger>(
    _: Stored.Type, _ number: (Stored) -> Float
  ) -> [Float] {
    let size = MemoryLayout<Stored>.size
    let count = range.count / size
    return bytes.withUnsafeBytes { bytes in
      let bytes = UnsafeRawBufferPointer(rebasing: bytes[range])
      return [Float](unsafeUninitializedCapacity: count) { floats, filled in
        for index in 0..<count {
          let stored = bytes.loadUnaligned(fromByteOffset: index * size, as: Stored.self)
          floats[index] = number(isBig ? Stored(bigEndian: stored) : Stored(littleEndian: stored))
        }
        filled = count
      }
    }
  }
}
