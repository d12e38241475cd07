import FaultDXNN
import FaultDXSignal
import FaultDXStorage
import FaultDXTensor
import FaultDXTestSupport
import FaultDXTraining
import Testing

/// Adaptation without labels, against PyTorch and NumPy.
@Suite struct AdaptationTests {
  /// Windows as they stand in a fixture, one recording each, with labels that mean nothing.
  static func windows(_ x: Tensor, labels: [Int]? = nil) throws -> LabelledWindows {
    let (count, length, channels) = (x.shape[0], x.shape[1], x.shape[2])
    let size = length * channels
    let recordings = (0..<count).map { n in
      Recording(
        file: "\(n)", samples: Array(x.elements[n * size..<(n + 1) * size]),
        channelNames: (0..<channels).map(String.init))
    }
    return try LabelledWindows(
      recordings: recordings,
      windows: (0..<count).map {
        .init(recording: $0, start: 0, label: labels?[$0] ?? 0, range: 0..<length)
      }, labels: ["a", "b", "c"], windowLength: length, normalization: .none)
  }

  private func network(_ name: String) throws -> CBAMNetwork {
    let golden = try Golden("transfer")
    let settings = try golden.settings(name)
    var network = try CBAMNetwork(
      configuration: CBAMNetwork.Configuration(json: settings["network"] ?? .null))
    try network.load(golden.tensors(name, below: "parameters."))
    return network
  }

  private func expect(
    _ network: CBAMNetwork, agreesWith name: String, within tolerance: Double
  ) throws {
    let found = Dictionary(uniqueKeysWithValues: network.state.map { ($0.name, $0.values) })
    for expected in try Golden("transfer").tensors(name, below: "after.") {
      #expect(
        relativeDifference(found[expected.name] ?? [], expected.values) < tolerance,
        "\(expected.name)")
    }
  }

  @Test(arguments: ["adabn.plain", "adabn.residual"])
  func `statistics measured anew agree with PyTorch`(name: String) throws {
    let golden = try Golden("transfer")
    let before = try network(name)
    let x = try golden.tensor(name, "x").activations
    let adapted = try Adaptation.batchNorm.adapted(
      before, to: Self.windows(x), seed: 1, parallelism: .threads(2))
    try expect(adapted, agreesWith: name, within: 1e-5)
    #expect(
      relativeDifference(adapted(x).elements, try golden.tensor(name, "logits").values) < 1e-4)
    for (old, new) in zip(before.parameters, adapted.parameters) where old.kind.isTrained {
      #expect(old.tensor == new.tensor, "\(old.name)")
    }
  }

  @Test func `statistics of several batches are the mean over batches`() throws {
    let golden = try Golden("transfer")
    let network = try network("entropy.plain")
    let x = try golden.tensor("entropy.plain", "x").activations
    // Of the first convolution nothing that is adapted comes before: its means are those of all windows.
    let whole = try Adaptation.batchNorm.adapted(network, to: Self.windows(x), seed: 1)
    let parts = try Adaptation.batchNorm.adapted(
      network, to: Self.windows(x), batchSize: 3, seed: 1)
    #expect(
      relativeDifference(
        parts.stem.norm.runningMean.elements, whole.stem.norm.runningMean.elements) < 1e-5)
    #expect(parts != whole)
  }

  @Test(arguments: ["entropy.plain", "entropy.residual"])
  func `less entropy by scales and shifts agrees with PyTorch`(name: String) throws {
    let golden = try Golden("transfer")
    let settings = try golden.settings(name)
    let before = try network(name)
    let adapted = try Adaptation.entropy(
      epochs: try #require(settings["steps"]?.intValue),
      learningRate: try #require(settings["rate"]?.doubleValue)
    ).adapted(before, to: Self.windows(golden.tensor(name, "x").activations), seed: 1)
    try expect(adapted, agreesWith: name, within: 1e-3)
    for (old, new) in zip(before.parameters, adapted.parameters)
    where old.kind == .convolutionWeight || old.kind == .linearWeight {
      #expect(old.tensor == new.tensor, "\(old.name)")
    }
  }

  private func rows(_ entry: SafeTensors.Entry) -> [[Double]] {
    (0..<entry.shape[0]).map { row in
      entry.values[row * entry.shape[1]..<(row + 1) * entry.shape[1]].map(Double.init)
    }
  }

  @Test func `aligned correlations agree with NumPy, folded into the head`() throws {
    let golden = try Golden("transfer")
    let target = try rows(golden.tensor("coral", "target"))
    let alignment = CorrelationAlignment(
      source: try rows(golden.tensor("coral", "source")), target: target,
      share: try #require(golden.settings("coral")["share"]?.doubleValue))
    var random = CounterGenerator(seed: 1)
    var head = Linear(inputs: 7, outputs: 3, using: &random)
    let weight = try golden.tensor("coral", "weight")
    for output in 0..<3 {
      for input in 0..<7 {
        head.weight.elements[input * 3 + output] = weight.values[output * 7 + input]
      }
    }
    head.bias = Tensor(shape: [3], elements: try golden.tensor("coral", "bias").values)
    let folded = alignment.folded(into: head)
    let x = Tensor(shape: [target.count, 7], elements: target.joined().map { Float($0) })
    #expect(
      relativeDifference(folded(x).elements, try golden.tensor("coral", "logits").values) < 1e-4)
  }

  @Test func `features that never fire do not keep correlations from being aligned`() {
    var random = CounterGenerator(seed: 5)
    func draw() -> [[Double]] {
      (0..<30).map { _ in [random.normal(), 0, 2 * random.normal() + 1, 0] }
    }
    let alignment = CorrelationAlignment(source: draw(), target: draw(), share: 0.01)
    let isFinite = (alignment.matrix + [alignment.offset]).joined().allSatisfy { $0.isFinite }
    #expect(isFinite)
  }

  @Test func `the discrepancy is that of its formula, and its slope that of differences`() {
    var random = CounterGenerator(seed: 2)
    let size = 3
    let old = (0..<5).map { _ in (0..<size).map { _ in random.normal() } }
    let new = (0..<4 * size).map { _ in Float(random.normal() + 0.5) }
    let kernel = MeanDiscrepancy(scale: old)
    func value(_ x: [Float]) -> (Double, [Float]) {
      var gradient = [Float](repeating: 0, count: x.count)
      let value = x.withUnsafeBufferPointer { x in
        gradient.withUnsafeMutableBufferPointer { gradient in
          x.baseAddress.flatMap { x in
            gradient.baseAddress.map { kernel(x, rows: 4, size: size, against: old, gradient: $0) }
          }
        }
      }
      return (value ?? .nan, gradient)
    }
    let (found, slope) = value(new)
    #expect(found > 0)
    // A sample is as far from itself as nothing is.
    #expect(abs(value(old.joined().prefix(4 * size).map { Float($0) }).0) < found)
    for index in new.indices {
      var (low, high) = (new, new)
      low[index] -= 1e-2
      high[index] += 1e-2
      let difference = (value(high).0 - value(low).0) / Double(high[index] - low[index])
      #expect(abs(difference - Double(slope[index])) < 1e-4)
    }
  }

  @Test(arguments: [
    Adaptation.batchNorm, .entropy(epochs: 2), .correlation(), .discrepancy(epochs: 1),
  ])
  func `threads do not matter, nor labels, and what is trained for may drop out`(
    method: Adaptation
  ) throws {
    let network = try Synthetic.makeNetwork(dropout: 0.3)
    let windows = try Synthetic.windows(seed: 21)
    var shuffled = windows.windows
    for index in shuffled.indices { shuffled[index].label = (index * 7) % 3 }
    let others = try LabelledWindows(
      recordings: windows.recordings, windows: shuffled, labels: windows.labels, windowLength: 64)
    let source = method.needsSource ? try Synthetic.windows() : nil
    let results = try [
      (windows, Parallelism.serial), (windows, .threads(3)), (others, .threads(2)),
    ].map { windows, parallelism in
      try method.adapted(
        network, to: windows, source: source, batchSize: 40, seed: 4, parallelism: parallelism)
    }
    #expect(results[0] == results[1])
    #expect(results[0] == results[2])
    #expect(results[0] != network)
    #expect(results[0].configuration == network.configuration)
  }

  @Test func `too few windows are refused`() throws {
    let network = try Synthetic.makeNetwork()
    let windows = try Synthetic.windows()
    #expect(throws: AdaptationError.tooFewWindows(1)) {
      try Adaptation.batchNorm.adapted(network, to: windows.selecting([0]), seed: 1)
    }
    #expect(throws: AdaptationError.tooFewSourceWindows(0)) {
      try Adaptation.correlation().adapted(network, to: windows, seed: 1)
    }
  }

  @Test func `a network that was fitted in closed form stays what it is`() throws {
    let map = try CBAMNetwork(
      linear: [[Float]](repeating: [Float](repeating: 1, count: 64), count: 3),
      constants: [0, 1, 2], length: 64, channels: 1)
    #expect(throws: AdaptationError.affine) {
      try Adaptation.batchNorm.adapted(map, to: Synthetic.windows(), seed: 1)
    }
  }
}
