public import FaultDXNN
public import FaultDXSignal

extension Model {
  /// One network of a model and what it sees.
  public struct Member: Sendable, Equatable {
    /// What a window becomes before the network.
    public let representation: Representation
    /// The network.
    public let network: CBAMNetwork
    /// Whether it was trained under noise and answers for windows that the model's gate takes for noisy.
    public let isHardened: Bool

    /// Brings both together.
    public init(representation: Representation, network: CBAMNetwork, isHardened: Bool = false) {
      self.representation = representation
      self.network = network
      self.isHardened = isHardened
    }
  }

  /// The first network.
  public var network: CBAMNetwork { members[0].network }

  /// How waveforms are scaled before the first network; `.none` where it sees no waveform.
  public var normalization: Normalization {
    if case .waveform(let normalization) = members[0].representation {
      normalization
    } else {
      .none
    }
  }

  /// Interleaved channels of a conditioned window.
  public var windowChannels: Int {
    // Checked when the model was made.
    (try? conditioning.outputChannels(of: channelNames).count) ?? channelNames.count
  }

  /// Whether it is one network over waveforms.
  public var isPlain: Bool {
    members.count == 1 && members[0].representation.kind == .waveform
  }

  /// Whether a window is described by what lies around it too, so that a recording must be there as a whole.
  public var needsContext: Bool { members.contains { $0.representation.needsContext } }
}

extension Model.Member {
  /// Checks that the network reads what the representation makes of windows.
  ///
  /// - Parameters:
  ///   - windowLength: frames of a window, conditioned.
  ///   - channels: of a window, conditioned.
  ///   - isSpectral: whether windows were made spectra by the conditioning.
  func validate(
    windowLength: Int, channels: Int, classes: Int, isSpectral: Bool
  ) throws(ModelError) {
    let configuration = network.configuration
    func expect(_ holds: Bool, _ problem: @autoclosure () -> String) throws(ModelError) {
      if !holds { throw ModelError(problem()) }
    }
    try expect(
      classes == configuration.classes,
      "\(classes) labels for a network with \(configuration.classes) outputs")
    if case .waveform(let normalization) = representation {
      try expect(
        channels == configuration.inputChannels,
        "\(channels) channel names for a network with \(configuration.inputChannels) inputs")
      try expect(
        windowLength == configuration.windowLength,
        "a window of \(windowLength) samples for a network over \(configuration.windowLength)")
      if let fitted = normalization.channels {
        try expect(
          fitted == channels, "a normalisation fitted to \(fitted) channels for \(channels)")
      }
      try expect(
        Normalization(json: normalization.json) != nil,
        "a normalisation of numbers that are not finite or fit no scale: \(normalization)")
      return
    }
    try expect(!isSpectral, "\(representation.kind.rawValue) of windows that are spectra already")
    let length: Int
    var inputs = channels
    var count: Int
    switch representation {
    case .waveform: return
    case .spectrum(let bands, let scale):
      try expect(
        windowLength >= 2 && 1...windowLength / 2 ~= bands,
        "\(bands) bands of windows of \(windowLength) samples")
      (length, count) = (bands, scale.count)
      try expect(scale.isUsable, "a scale of numbers that are not finite or fit no scale")
    case .components(let directions, let scale):
      (length, count) = (directions.count, scale.count)
      inputs = 1
      try expect(!directions.isEmpty, "components without a direction")
      try expect(
        directions.allSatisfy {
          $0.count == windowLength * channels && $0.allSatisfy(\.isFinite)
        }, "components whose directions are not \(windowLength * channels) finite numbers")
      try expect(scale.isUsable, "a scale of numbers that are not finite or fit no scale")
    case .lines(let geometry, let scale):
      try expect(geometry.isPossible, "lines of a bearing that cannot be: \(geometry)")
      (length, count) = (BearingLines(geometry).count, scale.count)
      try expect(scale.isUsable, "a scale of numbers that are not finite or fit no scale")
    }
    try expect(
      count == length * inputs, "a scale of \(count) numbers for \(length) times \(inputs)")
    try expect(
      configuration.windowLength == length && configuration.inputChannels == inputs,
      "\(length) times \(inputs) numbers for a network over \(configuration.windowLength) times "
        + "\(configuration.inputChannels)")
  }
}
