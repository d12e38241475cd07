public import FaultDXNN
import FaultDXSignal
public import FaultDXTensor

/// How a network is brought to recordings of another machine, load or sensor without knowing what is wrong there.
///
/// No label is read: what is adapted does not depend on any. The classes must be those that the network knows.
public enum Adaptation: Sendable, Equatable {
  /// The running averages of batch norms are measured anew on the new windows, everything else stays (AdaBN: Li et al.,
  /// "Revisiting batch normalization for practical domain adaptation", 2016, arXiv 1603.04779).
  case batchNorm
  /// What the head reads is whitened as the new windows are and coloured as the old ones, in closed form and folded into
  /// the head (CORAL: Sun, Feng and Saenko, AAAI 2016, arXiv 1511.05547; the other way round, so that the head need not
  /// be trained again). Needs windows of the old recordings.
  ///
  /// `share` of the mean variance is added to both covariances.
  case correlation(share: Double = 0.01)
  /// `batchNorm`, and scales and shifts of batch norms learn until what the head reads is distributed as with the old
  /// windows (maximum mean discrepancy with Gaussian kernels of five widths: Gretton et al., JMLR 2012; Long et al.,
  /// ICML 2015, arXiv 1502.02791). Needs windows of the old recordings.
  case discrepancy(epochs: Int = 10, learningRate: Double = 1e-3)
  /// `batchNorm`, and scales and shifts of batch norms learn until predictions are decided (TENT: Wang et al., ICLR 2021,
  /// arXiv 2006.10726).
  case entropy(epochs: Int = 5, learningRate: Double = 1e-3)

  /// What the command line calls it.
  public var name: String {
    switch self {
    case .batchNorm: "adabn"
    case .correlation: "coral"
    case .discrepancy: "mmd"
    case .entropy: "entropy"
    }
  }

  /// Whether windows of the old recordings are needed.
  public var needsSource: Bool {
    switch self {
    case .correlation, .discrepancy: true
    case .batchNorm, .entropy: false
    }
  }

  /// A network adapted to windows.
  ///
  /// - Parameters:
  ///   - windows: of the new recordings, as the network reads them; their labels are not looked at.
  ///   - source: windows of the old recordings; `nil` where none are needed.
  ///   - batchSize: windows in a batch, at most.
  ///   - seed: draws the batches.
  ///   - parallelism: how many threads share a batch; the result does not depend on it.
  /// - Throws: `AdaptationError`.
  public func adapted(
    _ network: CBAMNetwork, to windows: LabelledWindows, source: LabelledWindows? = nil,
    batchSize: Int = 256, seed: UInt64, parallelism: Parallelism = .serial
  ) throws(AdaptationError) -> CBAMNetwork {
    if network.configuration.isLinear { throw .affine }
    if windows.count < 2 { throw .tooFewWindows(windows.count) }
    if needsSource, (source?.count ?? 0) < 2 { throw .tooFewSourceWindows(source?.count ?? 0) }
    var pass: AdaptationPass {
      AdaptationPass(network, over: windows, capacity: batchSize, parallelism: parallelism)
    }
    let result: CBAMNetwork
    switch self {
    case .batchNorm:
      let pass = pass
      pass.measureStatistics(seed: seed)
      result = pass.adapted
    case .correlation(let share):
      guard let source else { throw .tooFewSourceWindows(0) }
      let count = network.configuration.headInputs
      if count > CorrelationAlignment.mostFeatures { throw .tooManyFeatures(count) }
      let alignment = CorrelationAlignment(
        source: network.features(of: source, parallelism: parallelism),
        target: network.features(of: windows, parallelism: parallelism), share: share)
      var adapted = network
      adapted.head = alignment.folded(into: network.head)
      result = adapted
    case .entropy(let epochs, let rate):
      let pass = pass
      try pass.descend(epochs: epochs, rate: rate, seed: seed) { outputs, count, gradient, _ in
        predictionEntropy(
          outputs, rows: count, classes: network.configuration.classes, gradient: gradient)
      }
      pass.measureStatistics(seed: seed)
      result = pass.adapted
    case .discrepancy(let epochs, let rate):
      guard let source else { throw .tooFewSourceWindows(0) }
      let size = network.configuration.headInputs
      let old = network.features(of: source, parallelism: parallelism)
      let kernel = MeanDiscrepancy(scale: old)
      let features = AdaptationPass(
        network.featureNetwork, over: windows, capacity: batchSize, parallelism: parallelism)
      try features.descend(epochs: epochs, rate: rate, seed: seed) {
        outputs, count, gradient, step in
        var random = RandomPurpose.adaptation.generator(seed: seed, round: step, index: 1)
        let drawn = random.shuffled(0..<old.count).prefix(count).map { old[$0] }
        return kernel(outputs, rows: count, size: size, against: Array(drawn), gradient: gradient)
      }
      features.measureStatistics(seed: seed)
      result = features.adapted.reshaped(head: network.head) {
        $0.classes = network.configuration.classes
      }
    }
    guard result.parameters.allSatisfy({ $0.tensor.elements.allSatisfy(\.isFinite) }) else {
      throw .diverged
    }
    return result.reshaped { $0 = network.configuration }
  }
}

extension AdaptationPass {
  /// Learns from every window once an epoch.
  ///
  /// - Parameter loss: gets outputs, their rows, where the gradient goes, and the number of the step.
  fileprivate func descend(
    epochs: Int, rate: Double, seed: UInt64,
    _ loss: (UnsafePointer<Float>, Int, UnsafeMutablePointer<Float>, Int) -> Double
  ) throws(AdaptationError) {
    var step = 0
    for epoch in 0..<epochs {
      for batch in batches(seed: seed, epoch: epoch) {
        let value = learn(batch, rate: rate) { loss($0, batch.count, $1, step) }
        step += 1
        if !value.isFinite { throw .diverged }
      }
    }
  }
}

/// Why a network cannot be adapted.
public enum AdaptationError: Error, Equatable, Sendable, CustomStringConvertible {
  /// Statistics need more than one window.
  case tooFewWindows(Int)
  /// The network is one affine map, fitted in closed form.
  case affine
  /// There are not enough windows of the old recordings.
  case tooFewSourceWindows(Int)
  /// The head reads so many numbers that their covariance is out of reach.
  case tooManyFeatures(Int)
  /// The loss or a weight is no longer a number.
  case diverged

  /// One sentence.
  public var description: String {
    switch self {
    case .tooFewWindows(let count):
      "adaptation needs at least 2 sound windows of the new recordings, there "
        + (count == 1 ? "is 1" : "are \(count)")
    case .tooFewSourceWindows(let count):
      "this method needs at least 2 sound windows of the recordings that the model was trained on, there "
        + (count == 1 ? "is 1" : "are \(count)")
    case .affine: "it is one affine map, in which there is nothing to adapt"
    case .tooManyFeatures(let count):
      "the head reads \(count) numbers, more than the \(CorrelationAlignment.mostFeatures) whose covariance "
        + "can be aligned"
    case .diverged: "adaptation diverged; a lower learning rate may help"
    }
  }
}
