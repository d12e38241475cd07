import FaultDXNN
import FaultDXStorage
import FaultDXTensor
import FaultDXTestSupport
import FaultDXTraining
import Testing

/// Forward and backward passes of single layers against `Tests/Fixtures/pytorch/generate.py`.
@Suite struct LayerGoldenTests {
  static func names(_ fixture: String, _ prefix: String = "") -> [String] {
    ((try? Golden(fixture))?.cases ?? []).compactMap { $0["name"]?.stringValue }
      .filter { $0.hasPrefix(prefix) }
  }

  /// Compares everything that PyTorch knows about a case; returns the largest relative difference.
  func difference(_ run: LayerRun, _ layer: some Parameterized, _ golden: Golden, _ name: String)
    throws -> Double
  {
    var worst = relativeDifference(run.y, try golden.tensor(name, "y").channelsLast.values)
    worst = max(
      worst, relativeDifference(run.dx, try golden.tensor(name, "dx").channelsLast.values))
    for gradient in golden.tensors(name, below: "gradients.") {
      let found = layer.inFileLayout(gradient.name, run.gradients[gradient.name] ?? [])
      worst = max(worst, relativeDifference(found, gradient.values))
    }
    return worst
  }

  @Test(arguments: names("layers", "conv1d"))
  func `a convolution agrees with PyTorch`(name: String) throws {
    let golden = try Golden("layers")
    let settings = try golden.settings(name)
    let filters = try golden.tensor(name, "parameters.weight").shape
    var random = SystemRandomNumberGenerator()
    var layer = Conv1d(
      geometry: ConvolutionGeometry(
        inputChannels: filters[1], outputChannels: filters[0], kernelSize: filters[2],
        stride: settings["stride"]?.intValue ?? 0, padding: settings["padding"]?.intValue ?? 0,
        dilation: settings["dilation"]?.intValue ?? 0),
      hasBias: settings["bias"]?.boolValue ?? false, using: &random)
    try layer.loadGolden(golden.tensors(name, below: "parameters."))
    let x = try golden.tensor(name, "x").activations
    let run = LayerRun(
      layer, parameters: layer, x: x, dy: try golden.tensor(name, "dy").channelsLast.values)
    #expect(try difference(run, layer, golden, name) < 1e-5)
    #expect(relativeDifference(layer(x).elements, run.y) < 1e-6)
  }

  @Test(arguments: names("layers", "linear"))
  func `a linear map agrees with PyTorch`(name: String) throws {
    let golden = try Golden("layers")
    let weights = try golden.tensor(name, "parameters.weight").shape
    var random = SystemRandomNumberGenerator()
    var layer = Linear(
      inputs: weights[1], outputs: weights[0],
      hasBias: try golden.settings(name)["bias"]?.boolValue ?? false, using: &random)
    try layer.loadGolden(golden.tensors(name, below: "parameters."))
    let run = LayerRun(
      layer, parameters: layer, x: try golden.tensor(name, "x").activations,
      dy: try golden.tensor(name, "dy").values)
    #expect(try difference(run, layer, golden, name) < 1e-5)
  }

  @Test(arguments: names("layers", "norm").filter { $0.hasSuffix("training") })
  func `a batch norm in training agrees with PyTorch`(name: String) throws {
    let golden = try Golden("layers")
    var layer = BatchNorm1d(channels: try golden.tensor(name, "x").shape[1])
    try layer.loadGolden(golden.tensors(name, below: "parameters."))
    let run = LayerRun(
      layer, parameters: layer, x: try golden.tensor(name, "x").activations,
      dy: try golden.tensor(name, "dy").channelsLast.values)
    #expect(try difference(run, layer, golden, name) < 1e-5)
    for after in golden.tensors(name, below: "after.") {
      #expect(relativeDifference(run.statistics[after.name] ?? [], after.values) < 1e-5)
    }
  }

  @Test(arguments: names("layers", "norm").filter { $0.hasSuffix("evaluation") })
  func `a batch norm in evaluation agrees with PyTorch`(name: String) throws {
    let golden = try Golden("layers")
    var layer = BatchNorm1d(channels: try golden.tensor(name, "x").shape[1])
    try layer.loadGolden(golden.tensors(name, below: "parameters."))
    let y = layer(try golden.tensor(name, "x").activations)
    let expected = try golden.tensor(name, "y").channelsLast.values
    #expect(relativeDifference(y.elements, expected) < 1e-5)
  }

  @Test(arguments: ["relu", "sigmoid"])
  func `an activation agrees with PyTorch`(name: String) throws {
    let golden = try Golden("layers")
    let x = try golden.tensor(name, "x").activations
    let dy = try golden.tensor(name, "dy").channelsLast.values
    let run =
      name == "relu" ? LayerRun(ReLU(), x: x, dy: dy) : LayerRun(Sigmoid(), x: x, dy: dy)
    #expect(try difference(run, NoParameters(), golden, name) < 1e-5)
  }

  @Test(arguments: names("layers", "maximum") + names("layers", "average"))
  func `pooling over windows agrees with PyTorch`(name: String) throws {
    let golden = try Golden("layers")
    let settings = try golden.settings(name)
    let (kernel, stride) = (
      settings["kernelSize"]?.intValue ?? 0, settings["stride"]?.intValue ?? 0
    )
    let x = try golden.tensor(name, "x").activations
    let dy = try golden.tensor(name, "dy").channelsLast.values
    let isMaximum = name.hasPrefix("maximum")
    let run =
      isMaximum
      ? LayerRun(MaxPool1d(kernelSize: kernel, stride: stride), x: x, dy: dy)
      : LayerRun(AveragePool1d(kernelSize: kernel, stride: stride), x: x, dy: dy)
    #expect(try difference(run, NoParameters(), golden, name) < 1e-5)
  }

  @Test(arguments: [GlobalPool1d.Kind.average, .maximum, .averageAndMaximum, .flatten])
  func `pooling over time agrees with PyTorch`(kind: GlobalPool1d.Kind) throws {
    let golden = try Golden("layers")
    let name = "head.\(kind)"
    let x = try golden.tensor(name, "x").activations
    let (length, channels) = (x.shape[1], x.shape[2])
    // PyTorch flattens [channels, length], this library [length, channels].
    func reordered(_ rows: [Float]) -> [Float] {
      guard kind == .flatten else { return rows }
      return rows.indices.map { index in
        let (n, rest) = index.quotientAndRemainder(dividingBy: length * channels)
        let (t, c) = rest.quotientAndRemainder(dividingBy: channels)
        return rows[n * length * channels + c * length + t]
      }
    }
    let run = LayerRun(
      GlobalPool1d(kind), x: x, dy: reordered(try golden.tensor(name, "dy").values))
    #expect(
      relativeDifference(run.y, reordered(try golden.tensor(name, "y").values)) < 1e-5)
    let dx = try golden.tensor(name, "dx").channelsLast.values
    #expect(relativeDifference(run.dx, dx) < 1e-5)
  }

  @Test(arguments: names("losses"))
  func `the cross-entropy agrees with PyTorch`(name: String) throws {
    let golden = try Golden("losses")
    let settings = try golden.settings(name)
    let loss = CrossEntropy(
      weights: try golden.tensor(name, "weights").values,
      smoothing: settings["smoothing"]?.doubleValue ?? 0)
    let logits = try golden.tensor(name, "logits").values
    let labels = (settings["labels"]?.arrayValue ?? []).compactMap(\.intValue)
    var gradient = [Float](repeating: 0, count: logits.count)
    let value = logits.withUnsafeBufferPointer { logits in
      gradient.withUnsafeMutableBufferPointer { gradient in
        logits.baseAddress.map { loss($0, labels: labels, gradient: gradient.baseAddress) }
      }
    }
    let expected = try golden.tensor(name, "loss").values
    #expect(relativeDifference([Float(value ?? .nan)], expected) < 1e-6)
    #expect(relativeDifference(gradient, try golden.tensor(name, "gradient").values) < 1e-5)
  }
}
