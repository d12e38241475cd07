import FaultDXTensor
import FaultDXTestSupport

/// A convolution in a reduced format: through the kernels, and written the way it is defined, bit by bit.
struct ReducedRun {
  let shape: ReferenceConvolution
  let format: ReducedFormat
  let x: [Float]
  let weight: [Float]
  let bias: [Float]
  let start: [Float]

  /// What inputs of whole numbers are multiplied by: they come from -1 to 1, and half of them are beyond the range.
  static let inputScale: Float = 300
  /// Floats between samples of the outputs that belong to nobody.
  static let gap = 3

  init(_ shape: ReferenceConvolution, _ format: ReducedFormat) {
    self.shape = shape
    self.format = format
    let numbers = ConvolutionRun(shape, .baseline)
    x = numbers.x
    weight = numbers.weight
    bias = numbers.bias
    start = numbers.dy
  }

  private var geometry: ConvolutionGeometry { ConvolutionRun(shape, .baseline).geometry }

  /// Through the kernels; `accumulate` adds to `start`.
  func kernel(
    _ kernels: Kernels, usesNative: Bool, relu: Bool, accumulate: Bool, isPlain: Bool = false
  ) -> [Float] {
    let matrix = ReducedMatrix(geometry, weight: weight, format, kernels, usesNative: usesNative)
    let scale = matrix.scales.map { $0 / Self.inputScale }
    let count = geometry.paddedLength(for: shape.length) * shape.inputChannels
    let xStride = Kernels.convertedStride(count, format)
    let staging = UnsafeMutableRawPointer.allocate(
      byteCount: max(1, shape.batch * xStride), alignment: 64)
    defer { staging.deallocate() }
    // All bits set: no number in either format, so what is read and not written shows.
    staging.initializeMemory(as: UInt8.self, repeating: 0xff, count: shape.batch * xStride)
    ConvolutionRun(shape, .baseline).padded { padded in
      _ = kernels.convert(
        padded, batch: shape.batch, count: count, scale: Self.inputScale, to: staging, for: matrix)
    }
    let sampleCount = shape.outputLength * shape.outputChannels
    var y = [Float](repeating: 7, count: max(1, shape.batch * (sampleCount + Self.gap)))
    for n in 0..<shape.batch {
      for i in 0..<sampleCount { y[n * (sampleCount + Self.gap) + i] = start[n * sampleCount + i] }
    }
    y.withUnsafeMutableBufferPointer { y in
      kernels.conv1dForward(
        batch: shape.batch, outputLength: shape.outputLength, x: staging, xStride: xStride,
        weight: matrix, scale: format == .int8 ? scale : nil, bias: isPlain ? nil : bias,
        relu: relu, accumulate: accumulate,
        y: MutableSamples(y.baseAddress!, stride: sampleCount + Self.gap))
    }
    return (0..<shape.batch).flatMap { n in
      (0..<sampleCount + Self.gap).map { y[n * (sampleCount + Self.gap) + $0] }
    }
  }

  /// As it is defined, with the gaps.
  func reference(relu: Bool, accumulate: Bool, isPlain: Bool = false) -> [Float] {
    let sums = format == .bfloat16 ? floatSums : wholeSums
    let sampleCount = shape.outputLength * shape.outputChannels
    return (0..<shape.batch).flatMap { n in
      (0..<sampleCount).map { i in
        let at = n * sampleCount + i
        var value = sums[at]
        if !isPlain { value += bias[at % shape.outputChannels] }
        if accumulate { value += start[at] }
        return relu && value < 0 ? 0 : value
      } + [Float](repeating: 7, count: Self.gap)
    }
  }

  /// Of two neighbours the later first, every sum rounded to a float; a run of the reduction that ends within a pair
  /// ends with a zero.
  private var floatSums: [Float] {
    let (x, weight) = (x.map(Self.rounded), weight.map(Self.rounded))
    let run = shape.dilation == 1 ? shape.kernelSize * shape.inputChannels : shape.inputChannels
    let runs = shape.kernelSize * shape.inputChannels / run
    return eachOutput { at, o in
      var sum: Float = 0
      for r in 0..<runs {
        for pair in stride(from: 0, to: run, by: 2) {
          for i in [pair + 1, pair] where i < run {
            let term = r * run + i
            if let index = at(term) {
              sum += x[index] * weight[term * shape.outputChannels + o]
            }
          }
        }
      }
      return sum
    }
  }

  private var wholeSums: [Float] {
    let x = x.map { Int(min(max(($0 * Self.inputScale).rounded(.toNearestOrEven), 0), 255)) }
    var scales = [Float](repeating: 0, count: shape.outputChannels)
    for (index, value) in weight.enumerated() {
      let o = index % shape.outputChannels
      scales[o] = max(scales[o], abs(value) / 127)
    }
    let whole = weight.enumerated().map { index, value in
      Int((value / scales[index % shape.outputChannels]).rounded(.toNearestOrEven))
    }
    return eachOutput { at, o in
      var sum = 0
      for term in 0..<shape.kernelSize * shape.inputChannels {
        if let index = at(term) { sum += x[index] * whole[term * shape.outputChannels + o] }
      }
      return Float(sum) * (scales[o] / Self.inputScale)
    }
  }

  /// `body` is given where a term of the reduction lies in `x`, `nil` in the padding, and the output channel.
  private func eachOutput(_ body: ((Int) -> Int?, Int) -> Float) -> [Float] {
    (0..<shape.outputCount).map { index in
      let o = index % shape.outputChannels
      let t = index / shape.outputChannels % max(1, shape.outputLength)
      let n = index / shape.outputChannels / max(1, shape.outputLength)
      return body(
        { term in
          let (k, c) = (term / shape.inputChannels, term % shape.inputChannels)
          let row = t * shape.stride + k * shape.dilation - shape.padding
          guard 0..<shape.length ~= row else { return nil }
          return (n * shape.length + row) * shape.inputChannels + c
        }, o)
    }
  }

  /// The nearest number whose lower 16 bits are zero, of two equally near the one with an even last bit.
  static func rounded(_ value: Float) -> Float {
    if value.isNaN { return .nan }
    if value.isInfinite { return value }
    if abs(value) < .leastNormalMagnitude { return value.sign == .minus ? -0.0 : 0 }
    let below = value.bitPattern & 0xffff_0000
    let (near, far) = (Float(bitPattern: below), Float(bitPattern: below &+ 0x1_0000))
    // Beyond the largest number comes 2^128, which a float calls infinite.
    let farther = far.isInfinite ? 0x1p128 : Double(far.magnitude)
    let (down, up) = (
      Double(value.magnitude) - Double(near.magnitude), farther - Double(value.magnitude)
    )
    if down == up { return below & 0x1_0000 == 0 ? near : far }
    return down < up ? near : far
  }
}
