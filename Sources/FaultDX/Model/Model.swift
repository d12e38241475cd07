public import FaultDXNN
public import FaultDXSignal
public import FaultDXStorage

/// A trained classifier and everything that is needed to use it: one `.safetensors` file.
///
/// The tensors carry PyTorch's names and layouts; `__metadata__` holds the rest as strings of JSON under
/// keys that begin with `faultdx.`.
public struct Model: Sendable {
  /// The networks, whose probabilities are averaged; at least one that is not hardened.
  public let members: [Member]
  /// What tells noisy windows, which the hardened networks answer for; there where there are such networks.
  public let gate: NoiseGate?
  /// The classes, in the order of the network's outputs.
  public let labels: [String]
  /// Frames in a window, as it is cut from a conditioned recording.
  public let windowLength: Int
  /// Frames from one window to the next when a recording is diagnosed.
  public let hop: Int
  /// The rate in Hz that recordings must have before they are conditioned; `nil` where the training data did not say.
  public let sampleRate: Double?
  /// The names of the channels of the training data, in order.
  public let channelNames: [String]
  /// What is done to recordings and windows before everything else.
  public let conditioning: Conditioning
  /// What was found of the model in each precision; `nil` where nobody looked.
  public let calibration: Calibration?
  /// How sure the model may be; `nil` where nobody looked: then probabilities are the plain softmax.
  public private(set) var certainty: Certainty?
  /// What the model was trained on and how, for people who read it later.
  public var training: JSON
  /// What the model was measured on and with which result.
  public var evaluation: JSON

  /// The version of the metadata of models without conditioning.
  public static let schema = "faultdx.model/1"
  /// The version with it, so that software that knows of none does not diagnose signals that it did not condition.
  public static let conditionedSchema = "faultdx.model/2"

  /// A model of one network over waveforms.
  ///
  /// - Parameter normalization: How each conditioned window is scaled before the network sees it.
  /// - Throws: `ModelError` where the parts contradict each other.
  public init(
    network: CBAMNetwork, labels: [String], windowLength: Int, hop: Int, sampleRate: Double?,
    channelNames: [String], conditioning: Conditioning = .none, normalization: Normalization,
    calibration: Calibration? = nil, certainty: Certainty? = nil,
    training: JSON = .null, evaluation: JSON = .null
  ) throws(ModelError) {
    try self.init(
      members: [Member(representation: .waveform(normalization), network: network)], gate: nil,
      labels: labels, windowLength: windowLength, hop: hop, sampleRate: sampleRate,
      channelNames: channelNames, conditioning: conditioning, calibration: calibration,
      certainty: certainty, training: training, evaluation: evaluation)
  }

  /// Brings together what a model is.
  ///
  /// - Throws: `ModelError` where the parts contradict each other.
  public init(
    members: [Member], gate: NoiseGate?, labels: [String], windowLength: Int, hop: Int,
    sampleRate: Double?, channelNames: [String], conditioning: Conditioning = .none,
    calibration: Calibration? = nil, certainty: Certainty? = nil, training: JSON = .null,
    evaluation: JSON = .null
  ) throws(ModelError) {
    self.members = members
    self.gate = gate
    self.labels = labels
    self.windowLength = windowLength
    self.hop = hop
    self.sampleRate = sampleRate
    self.channelNames = channelNames
    self.conditioning = conditioning
    self.calibration = calibration
    self.certainty = certainty
    self.training = training
    self.evaluation = evaluation
    try validate()
  }

  private func validate() throws(ModelError) {
    func expect(_ holds: Bool, _ problem: @autoclosure () -> String) throws(ModelError) {
      if !holds { throw ModelError(problem()) }
    }
    try expect(
      members.contains { !$0.isHardened }, "no network that answers for windows without noise")
    try expect(Set(labels).count == labels.count, "a label occurs twice in \(labels)")
    let inputs: Int
    do throws(ConditioningError) {
      inputs = try conditioning.outputChannels(of: channelNames).count
    } catch {
      throw ModelError("its conditioning does not fit its channels: \(error)")
    }
    try expect(
      (1...Self.longestWindow).contains(windowLength),
      "a window of \(windowLength) samples, expected 1 to \(Self.longestWindow)")
    try expect(
      (1...Self.longestWindow).contains(hop),
      "a hop of \(hop) samples, expected 1 to \(Self.longestWindow)")
    for member in members {
      try member.validate(
        windowLength: conditioning.outputLength(ofWindow: windowLength), channels: inputs,
        classes: labels.count, isSpectral: conditioning.makesSpectrum)
    }
    let isHardened = members.contains { $0.isHardened }
    try expect(isHardened == (gate != nil), "hardened networks and a gate go together")
    if let gate {
      try expect(
        gate.weights.count == NoiseGate.count(channels: inputs),
        "a gate of \(gate.weights.count) weights for \(inputs) channels")
    }
    if let sampleRate {
      try expect(sampleRate.isFinite && sampleRate > 0, "a sampling rate of \(sampleRate) Hz")
    }
    if let calibration {
      try expect(isPlain, "a calibration of one network for a model of others")
      let count = ActivationRanges.count(in: network.configuration)
      try expect(
        calibration.ranges.maxima.count == count,
        "\(calibration.ranges.maxima.count) activation ranges for a network that has \(count)")
    }
    try validate(certainty)
  }

  /// The same model, which knows how sure it may be.
  ///
  /// - Throws: `ModelError` where that is of another model.
  public func with(_ certainty: Certainty?) throws(ModelError) -> Model {
    try validate(certainty)
    var model = self
    model.certainty = certainty
    return model
  }

  private func validate(_ certainty: Certainty?) throws(ModelError) {
    guard let certainty else { return }
    let channels = windowChannels
    guard
      Certainty(json: certainty.json, classes: labels.count, channels: channels) != nil,
      certainty.known.map({ $0.bands <= windowLength / 2 }) ?? true
    else {
      throw ModelError(
        "a certainty that does not fit \(labels.count) classes and \(channels) channels")
    }
  }

  private static let longestWindow = 1 << 24
}

/// A model whose parts contradict each other or whose metadata cannot be understood.
public struct ModelError: Error, Equatable, CustomStringConvertible {
  /// The file, where the model came from one.
  public var file: String?
  /// What was found and what was expected.
  public var problem: String

  /// Describes a problem.
  public init(file: String? = nil, _ problem: String) {
    self.file = file
    self.problem = problem
  }

  /// One sentence.
  public var description: String { "\(file.map { "\($0): " } ?? "")not a usable model: \(problem)" }
}
