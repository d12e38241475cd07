import FaultDXNN
import FaultDXTensor
import FaultDXTestSupport
import FaultDXTraining
import Testing

/// Gradients in two steps: central differences in `Double` check the readable reference, then the `Float`
/// kernels of every instruction set are checked against the reference, on shapes that do not fit registers.
@Suite struct GradientTests {
  static let shapes = [
    ReferenceShape(1, 5, 1), ReferenceShape(2, 7, 3), ReferenceShape(5, 1, 15),
    ReferenceShape(2, 4, 16), ReferenceShape(3, 3, 17), ReferenceShape(2, 3, 33),
  ]
  static let pooling = shapes.flatMap { shape in
    [(1, 1), (2, 2), (3, 2), (2, 3)].filter { $0.0 <= shape.length }.flatMap { kernel, stride in
      [true, false].map {
        ReferencePooling(shape, kernelSize: kernel, stride: stride, isMaximum: $0)
      }
    }
  }

  func check(
    _ reference: some ReferenceLayer, _ layer: some Trainable, parameters: some Parameterized,
    shape: ReferenceShape, outputs: Int, names: [String] = []
  ) {
    let x = spreadNumbers(shape.count)
    let dy = spreadNumbers(outputs, salt: 1)
    let values = parameters.parameters.filter(\.kind.isTrained).map {
      $0.tensor.elements.map(Double.init)
    }
    #expect(reference.gradientError(x, values, dy: dy) < 1e-6)

    let y = reference.forward(x, values)
    let (dx, gradients) = reference.backward(x, values, dy: dy)
    for set in InstructionSet.available {
      let run = LayerRun(
        layer, parameters: parameters,
        x: Tensor(
          shape: [shape.batch, shape.length, shape.channels], elements: x.map { Float($0) }),
        dy: dy.map { Float($0) }, kernels: Kernels(set), parallelism: .threads(2))
      #expect(relativeDifference(run.y, y.map { Float($0) }) < 1e-5, "\(set) output")
      #expect(relativeDifference(run.dx, dx.map { Float($0) }) < 1e-5, "\(set) input")
      for (name, gradient) in zip(names, gradients) {
        let found = run.gradients[name] ?? []
        #expect(relativeDifference(found, gradient.map { Float($0) }) < 1e-5, "\(set) \(name)")
      }
    }
  }

  @Test(arguments: shapes, [true, false])
  func `batch norm`(shape: ReferenceShape, relu: Bool) {
    var norm = BatchNorm1d(channels: shape.channels)
    fill(&norm)
    check(
      ReferenceNormalization(shape, relu: relu), NormLayer(norm: norm, relu: relu),
      parameters: norm, shape: shape, outputs: shape.count, names: ["weight", "bias"])
  }

  @Test(arguments: pooling)
  func `pooling over windows`(reference: ReferencePooling) {
    let (kernel, stride) = (reference.kernelSize, reference.stride)
    let outputs = reference.output.count
    if reference.isMaximum {
      check(
        reference, MaxPool1d(kernelSize: kernel, stride: stride), parameters: NoParameters(),
        shape: reference.shape, outputs: outputs)
    } else {
      check(
        reference, AveragePool1d(kernelSize: kernel, stride: stride), parameters: NoParameters(),
        shape: reference.shape, outputs: outputs)
    }
  }

  @Test(arguments: shapes)
  func `pooling over time`(shape: ReferenceShape) {
    for (isMaximum, kind) in [(true, GlobalPool1d.Kind.maximum), (false, .average)] {
      check(
        ReferencePooling(
          shape, kernelSize: shape.length, stride: 1, isMaximum: isMaximum), GlobalPool1d(kind),
        parameters: NoParameters(), shape: shape, outputs: shape.batch * shape.channels)
    }
  }

  @Test(arguments: shapes)
  func `channel attention`(shape: ReferenceShape) {
    var random = SystemRandomNumberGenerator()
    let configuration = AttentionConfiguration(
      kind: .channel, reduction: 4, minimumHiddenUnits: 2, hasMLPBias: true)
    var layer = ChannelAttention(
      channels: shape.channels, configuration: configuration, using: &random)
    fill(&layer)
    check(
      ReferenceChannelAttention(
        shape, hidden: configuration.hiddenUnits(channels: shape.channels)), layer,
      parameters: layer, shape: shape, outputs: shape.count,
      names: ["fc1.weight", "fc1.bias", "fc2.weight", "fc2.bias"])
  }

  @Test(arguments: shapes, [1, 3, 7])
  func `spatial attention`(shape: ReferenceShape, kernelSize: Int) {
    var random = SystemRandomNumberGenerator()
    var layer = SpatialAttention(
      configuration: AttentionConfiguration(
        kind: .spatial, spatialKernelSize: kernelSize, hasSpatialBias: true), using: &random)
    fill(&layer)
    check(
      ReferenceSpatialAttention(shape, kernelSize: kernelSize), layer, parameters: layer,
      shape: shape, outputs: shape.count, names: ["conv.weight", "conv.bias"])
  }

  @Test(arguments: [0.0, 0.2])
  func `cross-entropy`(smoothing: Double) {
    let reference = ReferenceCrossEntropy(
      labels: [2, 0, 1, 2], weights: [0.5, 2, 1], smoothing: smoothing)
    let logits = spreadNumbers(12).map { 3 * $0 }
    #expect(reference.gradientError(logits, [], dy: [1]) < 1e-6)
    let loss = CrossEntropy(weights: [0.5, 2, 1], smoothing: smoothing)
    for set in InstructionSet.available {
      var gradient = [Float](repeating: 0, count: 12)
      let value = loss(
        logits.map { Float($0) }, labels: reference.labels, gradient: &gradient,
        kernels: Kernels(set))
      #expect(abs(value - reference.forward(logits, [])[0]) < 1e-6)
      let expected = reference.backward(logits, [], dy: [1]).dx.map { Float($0) }
      #expect(relativeDifference(gradient, expected) < 1e-5)
    }
  }

  @Test func `dropout scales what stays and sends gradients the same way`() {
    let x = Tensor(shape: [8, 1, 100], repeating: 1)
    let run = LayerRun(Dropout(probability: 0.25), x: x, dy: [Float](repeating: 1, count: 800))
    #expect(Set(run.y) == [0, Float(1 / 0.75)])
    #expect(run.y == run.dx)
    let kept = run.y.filter { $0 > 0 }.count
    #expect((540...660).contains(kept))
  }

  /// Numbers that look random for every parameter.
  func fill(_ layer: inout some Parameterized) {
    var salt = 2
    layer.visitParameters("") { _, tensor, kind in
      salt += 1
      if kind.isTrained {
        tensor.elements = spreadNumbers(tensor.count, salt: salt).map { Float($0) }
      }
    }
  }
}

/// Batch norm with or without its ReLU.
private struct NormLayer: Trainable {
  var norm: BatchNorm1d
  var relu: Bool

  func record(_ x: Activation, _ path: String, in pass: TrainingPass) -> Activation {
    norm.record(x, path, relu: relu, in: pass)
  }
}
