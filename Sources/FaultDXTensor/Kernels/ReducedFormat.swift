internal import CFaultDXKernels

/// How the operands of a product are written where they have fewer bits than a float.
package enum ReducedFormat: Sendable, CaseIterable {
  /// The upper half of a float: 8 bits of precision, the range of a float; sums are floats.
  case bfloat16
  /// Whole numbers: 0 to 255 on the left, -127 to 127 on the right, with a scale for each column; sums are exact.
  case int8

  /// Bytes of an element.
  package var elementSize: Int { self == .bfloat16 ? 2 : 1 }

  /// Elements that are multiplied in one go.
  package var group: Int { 4 / elementSize }

  /// The most terms that a sum can surely hold: whole numbers must stay within 32 bits.
  package var longestSum: Int { self == .bfloat16 ? Int.max : Int(Int32.max) / (255 * 127) }
}

extension Kernels {
  /// Whether the processor has instructions made for a format (AVX512_BF16, AVX512_VNNI); without them the same is
  /// computed with others, slower.
  package func isNative(_ format: ReducedFormat) -> Bool { native(format) != nil }

  /// The C functions of a format.
  func functions(_ format: ReducedFormat, native wanted: Bool) -> fdx_reduced_kernels {
    if wanted, let native = native(format) { return native.pointee }
    return format == .bfloat16 ? functions.bfloat16 : functions.int8
  }

  private func native(_ format: ReducedFormat) -> UnsafePointer<fdx_reduced_kernels>? {
    switch format {
    case .bfloat16: fdx_native_bfloat16(instructionSet.code)
    case .int8: fdx_native_int8(instructionSet.code)
    }
  }
}
