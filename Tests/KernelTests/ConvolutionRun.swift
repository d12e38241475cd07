import FaultDXTensor
import FaultDXTestSupport

/// One convolution on given numbers, every pass of it through the kernels.
struct ConvolutionRun {
  let reference: ReferenceConvolution
  let kernels: Kernels
  let isPacked: Bool
  let method: ConvolutionMethod
  let x: [Float]
  let weight: [Float]
  let bias: [Float]
  let dy: [Float]

  /// Floats between samples of the outputs that belong to nobody.
  static let gap = 5

  init(
    _ reference: ReferenceConvolution, _ instructionSet: InstructionSet, isPacked: Bool = false,
    by method: ConvolutionMethod = .direct
  ) {
    self.reference = reference
    self.isPacked = isPacked
    self.method = method
    kernels = Kernels(instructionSet)
    var state: UInt64 = 0x9E37_79B9_7F4A_7C15
    func values(_ count: Int) -> [Float] {
      (0..<count).map { _ in
        state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
        return Float(Int32(truncatingIfNeeded: state >> 32)) / 2_147_483_648
      }
    }
    x = values(reference.inputCount)
    weight = values(reference.weightCount)
    bias = values(reference.outputChannels)
    dy = values(reference.outputCount)
  }

  /// The same weights on other numbers.
  init(_ reference: ReferenceConvolution, _ other: ConvolutionRun, x: [Float], dy: [Float]) {
    self.reference = reference
    self.x = x
    self.dy = dy
    kernels = other.kernels
    isPacked = other.isPacked
    method = other.method
    weight = other.weight
    bias = other.bias
  }

  var geometry: ConvolutionGeometry {
    ConvolutionGeometry(
      inputChannels: reference.inputChannels, outputChannels: reference.outputChannels,
      kernelSize: reference.kernelSize, stride: reference.stride, padding: reference.padding,
      dilation: reference.dilation)
  }

  /// `x` with its padding, and the floats from sample to sample.
  func padded(_ body: (Samples) -> Void) {
    let stride = geometry.paddedLength(for: reference.length) * reference.inputChannels
    var padded = [Float](repeating: .nan, count: max(1, reference.batch * stride))
    x.withUnsafeBufferPointer { x in
      padded.withUnsafeMutableBufferPointer { padded in
        let target = MutableSamples(padded.baseAddress!, stride: stride)
        if let base = x.baseAddress {
          kernels.pad(
            batch: reference.batch, length: reference.length, channels: reference.inputChannels,
            before: reference.padding, after: reference.padding,
            from: Samples(base, stride: reference.length * reference.inputChannels), to: target)
        }
        body(target.readOnly)
      }
    }
  }

  /// The output, or, where `start` is given, what it adds to that.
  func forward(relu: Bool = false, hasBias: Bool = true, onto start: Float? = nil) -> [Float] {
    var workspace = Workspace()
    let scratch = workspace.take(kernels.scratchCount(method, channels: reference.inputChannels))
    let count = reference.outputLength * reference.outputChannels
    return outputs(sampleCount: count, start: start) { y in
      weight.withUnsafeBufferPointer { weight in
        bias.withUnsafeBufferPointer { bias in
          padded { x in
            let base = weight.baseAddress!
            kernels.conv1dForward(
              geometry, batch: reference.batch, outputLength: reference.outputLength, x: x,
              weight: isPacked
                ? .packed(kernels.packedForForward(geometry, weight: base, by: method))
                : .plain(base),
              bias: hasBias ? bias.baseAddress! : nil, relu: relu, accumulate: start != nil, y: y,
              scratch: scratch)
          }
        }
      }
    }
  }

  func backwardInput() -> [Float] {
    outputs(sampleCount: reference.length * reference.inputChannels) { dx in
      weight.withUnsafeBufferPointer { weight in
        withDy { dy in
          let base = weight.baseAddress!
          var workspace = Workspace()
          kernels.conv1dBackwardInput(
            geometry, batch: reference.batch, length: reference.length, dy: dy,
            weight: isPacked
              ? .packed(kernels.packedForBackwardInput(geometry, weight: base, by: method))
              : .plain(base),
            dx: dx, workspace: &workspace)
        }
      }
    }
  }

  /// The gradient of the weight on top of `start`.
  func backwardWeight(onto start: Float) -> [Float] {
    var dWeight = [Float](repeating: start, count: reference.weightCount)
    var workspace = Workspace()
    let scratch = workspace.take(kernels.scratchCount(method, channels: reference.inputChannels))
    dWeight.withUnsafeMutableBufferPointer { dWeight in
      padded { x in
        withDy { dy in
          kernels.conv1dBackwardWeight(
            geometry, batch: reference.batch, outputLength: reference.outputLength, x: x, dy: dy,
            dWeight: dWeight.baseAddress!, by: method, scratch: scratch)
        }
      }
    }
    return dWeight
  }

  /// The gradient of the bias on top of `start`.
  func backwardBias(onto start: Float) -> [Float] {
    var dBias = [Float](repeating: start, count: reference.outputChannels)
    dBias.withUnsafeMutableBufferPointer { dBias in
      withDy { dy in
        kernels.conv1dBackwardBias(
          geometry, batch: reference.batch, outputLength: reference.outputLength, dy: dy,
          dBias: dBias.baseAddress!)
      }
    }
    return dBias
  }

  private func withDy(_ body: (Samples) -> Void) {
    let stride = reference.outputLength * reference.outputChannels
    (dy + [0]).withUnsafeBufferPointer { body(Samples($0.baseAddress!, stride: stride)) }
  }

  /// What `body` writes into samples that lie apart; a float between them that was touched shows as an extra one.
  private func outputs(
    sampleCount: Int, start: Float? = nil, _ body: (MutableSamples) -> Void
  ) -> [Float] {
    let stride = sampleCount + Self.gap
    var memory = [Float](repeating: .infinity, count: max(1, reference.batch * stride))
    if let start {
      for n in 0..<reference.batch {
        for i in 0..<sampleCount { memory[n * stride + i] = start }
      }
    }
    memory.withUnsafeMutableBufferPointer {
      body(MutableSamples($0.baseAddress!, stride: stride))
    }
    var dense: [Float] = []
    for n in 0..<reference.batch {
      dense += memory[n * stride..<n * stride + sampleCount]
      dense += memory[n * stride + sampleCount..<(n + 1) * stride].filter { $0 != .infinity }
    }
    return dense
  }
}
