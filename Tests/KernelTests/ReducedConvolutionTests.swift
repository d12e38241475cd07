import FaultDXTensor
import FaultDXTestSupport
import Testing

@Suite struct ReducedConvolutionTests {
  /// Every instruction set, and where the processor has instructions for the format also without them.
  static func variants(_ format: ReducedFormat) -> [(Kernels, usesNative: Bool)] {
    InstructionSet.available.flatMap { set in
      let kernels = Kernels(set)
      return kernels.isNative(format) ? [(kernels, true), (kernels, false)] : [(kernels, false)]
    }
  }

  @Test(arguments: ReducedFormat.allCases)
  func `every instruction set gives the bits of the definition`(_ format: ReducedFormat) {
    for shape in ConvolutionTests.shapes {
      let run = ReducedRun(shape, format)
      for (relu, accumulate, isPlain) in [
        (false, false, true), (true, false, false), (false, true, false), (true, true, false),
      ] {
        let expected = run.reference(relu: relu, accumulate: accumulate, isPlain: isPlain)
        for (kernels, usesNative) in Self.variants(format) {
          let found = run.kernel(
            kernels, usesNative: usesNative, relu: relu, accumulate: accumulate, isPlain: isPlain)
          #expect(
            found == expected,
            "\(shape), \(kernels.instructionSet), native \(usesNative), ReLU \(relu)")
        }
      }
    }
  }

  @Test func `bfloat16 rounds to the nearest, ties to even, and keeps what is no number`() {
    var values: [Float] = [
      0, -0.0, 1, -1, .infinity, -.infinity, .nan, -.nan, .greatestFiniteMagnitude,
      -.greatestFiniteMagnitude, .leastNormalMagnitude, .leastNonzeroMagnitude,
      -.leastNonzeroMagnitude, Float(bitPattern: 0x7f80_0001),
    ]
    // Around every tie, for both last bits, over exponents from the smallest to the largest.
    for upper in stride(from: UInt32(0x0080), through: 0x7f7f, by: 61) {
      for lower: UInt32 in [0, 1, 0x7fff, 0x8000, 0x8001, 0xffff] {
        values.append(Float(bitPattern: upper << 16 | lower))
        values.append(-Float(bitPattern: upper << 16 | lower))
      }
    }
    let expected = values.map { ReducedRun.rounded($0) }
    for (kernels, usesNative) in Self.variants(.bfloat16) {
      let found = converted(values, scale: 1, .bfloat16, kernels, usesNative) { bytes in
        values.indices.map { index in
          let half = bytes.loadUnaligned(fromByteOffset: 2 * index, as: UInt16.self)
          return Float(bitPattern: UInt32(half) << 16)
        }
      }
      #expect(found.isFinite)
      for (index, value) in values.enumerated() {
        let (a, b) = (found.values[index], expected[index])
        #expect(
          a.isNaN ? b.isNaN : a.bitPattern == b.bitPattern,
          "\(value): \(a), expected \(b) on \(kernels.instructionSet)")
      }
    }
  }

  @Test func `whole numbers round to even, stay in their range, and tell of what is none`() {
    let values: [Float] = [0, -1, 0.5, 1.5, 2.5, 2.51, 254.5, 255, 255.4, 300, 1e30, -1e30, 7]
    let expected: [UInt8] = [0, 0, 0, 2, 2, 3, 254, 255, 255, 255, 255, 0, 7]
    for (kernels, usesNative) in Self.variants(.int8) {
      func bytes(_ values: [Float]) -> (values: [UInt8], isFinite: Bool) {
        converted(values.map { $0 / 4 }, scale: 4, .int8, kernels, usesNative) { bytes in
          values.indices.map { bytes.load(fromByteOffset: $0, as: UInt8.self) }
        }
      }
      #expect(bytes(values).values == expected)
      #expect(bytes(values).isFinite)
      for broken: Float in [.nan, .infinity, -.infinity] {
        #expect(!bytes(values + [broken]).isFinite)
      }
    }
  }

  private func converted<Value>(
    _ values: [Float], scale: Float, _ format: ReducedFormat, _ kernels: Kernels,
    _ usesNative: Bool, _ read: (UnsafeRawBufferPointer) -> [Value]
  ) -> (values: [Value], isFinite: Bool) {
    let geometry = ConvolutionGeometry(inputChannels: 1, outputChannels: 1, kernelSize: 1)
    let matrix = ReducedMatrix(geometry, weight: [1], format, kernels, usesNative: usesNative)
    var bytes = [UInt8](
      repeating: 0xff, count: Kernels.convertedStride(values.count, format))
    let isFinite = bytes.withUnsafeMutableBytes { bytes in
      values.withUnsafeBufferPointer { values in
        kernels.convert(
          Samples(values.baseAddress!, stride: 0), batch: 1, count: values.count, scale: scale,
          to: bytes.baseAddress!, for: matrix)
      }
    }
    #expect(bytes.dropFirst(values.count * format.elementSize).allSatisfy { $0 == 0 })
    return (bytes.withUnsafeBytes(read), isFinite)
  }

  @Test func `weights of a channel that has none, or of the largest size, keep within their range`()
  {
    let geometry = ConvolutionGeometry(inputChannels: 2, outputChannels: 3, kernelSize: 1)
    let matrix = ReducedMatrix(
      geometry, weight: [0, 1e30, .leastNonzeroMagnitude, 0, -3e38, 1e-38], .int8,
      Kernels(.baseline))
    #expect(matrix.scales[0] == 1)
    #expect(matrix.scales[1] == 3e38 / 127)
    #expect(matrix.scales[2] == 1)
  }

  @Test func `sums of whole numbers that might leave 32 bits are known`() {
    #expect(ReducedFormat.int8.longestSum * 255 * 127 <= Int(Int32.max))
    #expect((ReducedFormat.int8.longestSum + 1) * 255 * 127 > Int(Int32.max))
  }
}
