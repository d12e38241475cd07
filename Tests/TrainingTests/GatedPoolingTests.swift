import FaultDXNN
import FaultDXTensor
import FaultDXTestSupport
import FaultDXTraining
import Testing

/// What computes normalisation, ReLU, gates and pairs without writing them, against the layers one after the other.
@Suite struct GatedPoolingTests {
  static let attentions: [AttentionConfiguration?] = [
    nil, AttentionConfiguration(),
    AttentionConfiguration(kind: .channel, descriptor: .average),
    AttentionConfiguration(kind: .channel, descriptor: .maximum, hasMLPBias: true),
    AttentionConfiguration(kind: .spatial, spatialKernelSize: 3, hasSpatialBias: true),
    AttentionConfiguration(mlp: .separate, minimumHiddenUnits: 2),
  ]
  static let shapes = [
    ReferenceShape(3, 9, 5), ReferenceShape(9, 8, 16), ReferenceShape(5, 40, 33),
    ReferenceShape(8, 2, 64), ReferenceShape(1, 130, 20),
  ]

  @Test(arguments: shapes, attentions)
  func `agrees with the layers one after the other`(
    shape: ReferenceShape, attention: AttentionConfiguration?
  ) {
    var random = SystemRandomNumberGenerator()
    var layers = Layers(
      norm: BatchNorm1d(channels: shape.channels),
      attention: attention.map {
        CBAM(channels: shape.channels, configuration: $0, using: &random)
      })
    var salt = 2
    layers.visitParameters("") { _, tensor, kind in
      salt += 1
      if kind.isTrained {
        tensor.elements = spreadNumbers(tensor.count, salt: salt).map { Float($0) }
      }
    }
    let x = Tensor(
      shape: [shape.batch, shape.length, shape.channels],
      elements: spreadNumbers(shape.count).map { Float($0) })
    let dy = spreadNumbers(shape.batch * (shape.length / 2) * shape.channels, salt: 1)
      .map { Float($0) }
    for set in InstructionSet.available {
      let separate = LayerRun(layers, parameters: layers, x: x, dy: dy, kernels: Kernels(set))
      layers.isFused = true
      let fused = LayerRun(layers, parameters: layers, x: x, dy: dy, kernels: Kernels(set))
      layers.isFused = false
      #expect(relativeDifference(fused.y, separate.y) < 1e-6, "\(set) output")
      #expect(relativeDifference(fused.dx, separate.dx) < 1e-5, "\(set) input")
      #expect(Set(fused.gradients.keys) == Set(separate.gradients.keys))
      // Together: a bias alone may be a sum that nearly cancels.
      let names = separate.gradients.keys.sorted()
      let (found, expected) = (
        names.flatMap { fused.gradients[$0] ?? [] }, names.flatMap { separate.gradients[$0] ?? [] }
      )
      #expect(relativeDifference(found, expected) < 1e-5, "\(set) parameters")
    }
  }

  @Test func `gates in parallel or the other way round are not for it`() {
    var random = SystemRandomNumberGenerator()
    for arrangement in [AttentionConfiguration.Arrangement.spatialFirst, .parallel] {
      let module = CBAM(
        channels: 4, configuration: AttentionConfiguration(arrangement: arrangement), using: &random
      )
      #expect(GatedPooling(BatchNorm1d(channels: 4), module) == nil)
    }
  }
}

private struct Layers: Trainable, Parameterized {
  var norm: BatchNorm1d
  var attention: CBAM?
  var isFused = false

  func record(_ x: Activation, _ path: String, in pass: TrainingPass) -> Activation {
    if isFused, let pooling = GatedPooling(norm, attention) {
      return pooling.record(x, norm: "norm", attention: "attention", in: pass)
    }
    let y = norm.record(x, "norm", relu: true, in: pass)
    let z = attention?.record(y, "attention", in: pass) ?? y
    return MaxPool1d(kernelSize: 2).record(z, "", in: pass)
  }

  mutating func visitParameters<Failure: Error>(
    _ path: String, _ visit: (String, inout Tensor, ParameterKind) throws(Failure) -> Void
  ) throws(Failure) {
    try norm.visitParameters("norm", visit)
    if var module = attention {
      try module.visitParameters("attention", visit)
      attention = module
    }
  }
}
