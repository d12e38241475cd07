import BenchmarkSupport
import FaultDXTensor

/// The three passes of one layer over one shard of a batch, on memory of its own.
struct ConvolutionBenchmark: ~Copyable {
  /// Samples of a shard: a batch of 64 is cut into 8 of them, whatever the number of threads.
  static let batch = 8

  let layer: ConvolutionLayer
  let kernels: Kernels
  private let x: Samples
  private let y: MutableSamples
  private let dy: Samples
  private let dx: MutableSamples
  private let weight: UnsafeMutablePointer<Float>
  private let dWeight: UnsafeMutablePointer<Float>
  private let bias: UnsafeMutablePointer<Float>
  private var memory = Workspace(capacity: 1 << 20)
  private var workspace = Workspace()

  init(_ layer: ConvolutionLayer, _ kernels: Kernels) {
    self.layer = layer
    self.kernels = kernels
    let geometry = layer.geometry
    let xStride = geometry.paddedLength(for: layer.length) * geometry.inputChannels
    let yStride = geometry.outputLength(for: layer.length) * geometry.outputChannels
    let dxStride = layer.length * geometry.inputChannels
    var generator = SystemRandomNumberGenerator()
    func filled(_ count: Int, _ memory: inout Workspace) -> UnsafeMutablePointer<Float> {
      let floats = memory.take(count)
      for i in 0..<count { floats[i] = Float.random(in: -1...1, using: &generator) }
      return floats
    }
    x = Samples(filled(Self.batch * xStride, &memory), stride: xStride)
    y = MutableSamples(filled(Self.batch * yStride, &memory), stride: yStride)
    dy = Samples(filled(Self.batch * yStride, &memory), stride: yStride)
    dx = MutableSamples(filled(Self.batch * dxStride, &memory), stride: dxStride)
    weight = filled(geometry.weightCount, &memory)
    dWeight = filled(geometry.weightCount, &memory)
    bias = filled(geometry.outputChannels, &memory)
    scratch = memory.take(kernels.scratchCount(geometry))
  }

  private var outputLength: Int { layer.geometry.outputLength(for: layer.length) }
  private var operations: Int { 2 * Self.batch * layer.geometry.multiplyAdds(for: layer.length) }
  private var scratch: UnsafeMutablePointer<Float>

  /// Forward over the shard; the weight is laid out once a batch, as training and inference do.
  func forward(isPacked: Bool = true) -> Measurement {
    let packed = kernels.packedForForward(layer.geometry, weight: weight)
    return Measurement(kernels, operations: operations) {
      kernels.conv1dForward(
        layer.geometry, batch: Self.batch, outputLength: outputLength, x: x,
        weight: isPacked ? .packed(packed) : .plain(weight), bias: bias, y: y,
        scratch: scratch)
    }
  }

  /// Forward over one sample, the latency of a service that classifies window by window.
  func forwardAlone() -> Measurement {
    let packed = kernels.packedForForward(layer.geometry, weight: weight)
    return Measurement(kernels, operations: operations / Self.batch) {
      kernels.conv1dForward(
        layer.geometry, batch: 1, outputLength: outputLength, x: x, weight: .packed(packed),
        bias: bias, relu: true, y: y, scratch: scratch)
    }
  }

  mutating func backwardInput(isPacked: Bool = true) -> Measurement {
    let packed = kernels.packedForBackwardInput(layer.geometry, weight: weight)
    return Measurement(kernels, operations: operations) {
      workspace.reset()
      kernels.conv1dBackwardInput(
        layer.geometry, batch: Self.batch, length: layer.length, dy: dy,
        weight: isPacked ? .packed(packed) : .plain(weight), dx: dx, workspace: &workspace)
    }
  }

  func backwardWeight() -> Measurement {
    Measurement(kernels, operations: operations) {
      kernels.conv1dBackwardWeight(
        layer.geometry, batch: Self.batch, outputLength: outputLength, x: x, dy: dy,
        dWeight: dWeight, scratch: scratch)
    }
  }
}
