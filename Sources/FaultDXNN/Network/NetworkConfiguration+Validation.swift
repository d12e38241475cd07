/// A configuration that no network can have: which key, what it said, what it may say.
public struct ConfigurationError: Error, Equatable, Sendable, CustomStringConvertible {
  /// The key, with dots between levels, for example `attention.reduction`.
  public let key: String
  /// What was found there.
  public let found: String
  /// What would have been accepted.
  public let expected: String

  /// Creates an error.
  public init(key: String, found: String, expected: String) {
    self.key = key
    self.found = found
    self.expected = expected
  }

  /// One sentence.
  public var description: String {
    "network configuration: `\(key)` is \(found), expected \(expected)"
  }
}

extension CBAMNetwork.Configuration {
  /// The longest window, in samples per channel: far above any network for signals.
  private static let longestWindow = 1 << 24

  /// Checks that a network can be built.
  ///
  /// - Throws: `ConfigurationError` for the first impossible value.
  public func validate() throws(ConfigurationError) {
    try check("windowLength", windowLength, in: 1...Self.longestWindow)
    try check("inputChannels", inputChannels, in: 1...4096)
    try check("classes", classes, in: 1...65_536)
    try check("stem.kernelSize", stem.kernelSize, in: 1...65_536)
    try check("stem.stride", stem.stride, in: 1...65_536)
    try check("stem.padding", stem.padding, in: 0...65_536)
    if windowLength + 2 * stem.padding < stem.kernelSize {
      throw ConfigurationError(
        key: "stem.kernelSize", found: "\(stem.kernelSize)",
        expected: "at most the padded window's length, \(windowLength + 2 * stem.padding)")
    }
    try check("widths.count", widths.count, in: 1...64)
    for (index, width) in widths.enumerated() {
      try check("widths[\(index)]", width, in: 1...65_536)
    }
    for (index, block) in (attentionBlocks ?? []).enumerated() {
      if !(0..<blockCount).contains(block) || (attentionBlocks ?? [])[..<index].contains(block) {
        throw ConfigurationError(
          key: "attention.blocks", found: "\(attentionBlocks ?? [])",
          expected: "different numbers from 0 to \(blockCount - 1)")
      }
    }
    if !(dropout >= 0 && dropout < 1) {
      throw ConfigurationError(key: "dropout", found: "\(dropout)", expected: "0 or more, below 1")
    }
    try attention.validate()
    if stateCount > Self.largestState {
      throw ConfigurationError(
        key: "widths", found: "\(widths)",
        expected: "a network of at most \(Int(Self.largestState)) weights")
    }
    if activationCount > Self.largestActivations {
      throw ConfigurationError(
        key: "windowLength", found: "\(windowLength) with widths \(widths)",
        expected: "at most \(Int(Self.largestActivations)) activations for a window")
    }
  }

  /// The most numbers that a network may be made of: 1 GiB.
  private static let largestState = 0x1p28
  /// The most numbers that its layers may hand on for one window: 256 MiB.
  private static let largestActivations = 0x1p26

  /// The numbers that a model file of this network holds, running averages included, in a type that cannot
  /// overflow: what must be checked before any memory is asked for.
  package var stateCount: Double {
    func convolution(_ inputs: Int, _ outputs: Int, taps: Int) -> Double {
      // With the scale, shift, mean and variance of the normalisation behind it.
      Double(outputs) * (Double(taps) * Double(inputs) + 4)
    }
    var total = convolution(inputChannels, widths[0], taps: stem.kernelSize)
    for (block, (inputs, outputs)) in zip(widths, widths.dropFirst()).enumerated() {
      total += convolution(inputs, outputs, taps: 3)
      if backbone == .residual {
        total += convolution(outputs, outputs, taps: 3) + convolution(inputs, outputs, taps: 1)
      }
      if hasAttention(inBlock: block) { total += attention.stateCount(channels: outputs) }
    }
    return total + (Double(headInputs) + 1) * Double(classes)
  }

  /// The numbers between the layers for one window: the input, what each convolution gives, what the head reads.
  private var activationCount: Double {
    let behindStem = (windowLength + 2 * stem.padding - stem.kernelSize) / stem.stride + 1
    var total = Double(windowLength + 2 * stem.padding) * Double(inputChannels)
    total += Double(behindStem) * Double(widths[0])
    for (width, length) in zip(widths.dropFirst(), lengths) {
      total += 2 * Double(length) * Double(width)
    }
    return total + Double(headInputs)
  }

  /// The length behind the stem and behind each block.
  ///
  /// Pooling by 2 is left out where only one position is left.
  package var lengths: [Int] {
    func halved(_ length: Int) -> Int { length >= 2 ? length / 2 : length }
    let behindStem = (windowLength + 2 * stem.padding - stem.kernelSize) / stem.stride + 1
    var lengths = [halved(behindStem)]
    for _ in 0..<blockCount {
      let length = lengths[lengths.count - 1]
      lengths.append(backbone == .plain ? halved(length) : (length + 1) / 2)
    }
    return lengths
  }

  /// The number of inputs of the last linear map.
  package var headInputs: Int {
    let width = widths[widths.count - 1]
    switch head {
    case .average: return width
    case .averageAndMaximum: return 2 * width
    case .flatten: return width * lengths[lengths.count - 1]
    }
  }
}

extension AttentionConfiguration {
  /// The numbers that a module over so many channels is made of.
  fileprivate func stateCount(channels: Int) -> Double {
    let hidden = Double(hiddenUnits(channels: channels))
    let biases = hasMLPBias ? hidden + Double(channels) : 0
    let mlps: Double = mlp == .separate ? 2 : 1
    let channelGate = mlps * (2 * Double(channels) * hidden + biases)
    let spatialGate = 2 * Double(spatialKernelSize) + (hasSpatialBias ? 1 : 0)
    return (hasChannelGate ? channelGate : 0) + (hasSpatialGate ? spatialGate : 0)
  }

  fileprivate func validate() throws(ConfigurationError) {
    try check("attention.reduction", reduction, in: 1...65_536)
    try check("attention.minimumHiddenUnits", minimumHiddenUnits, in: 1...65_536)
    try check("attention.spatialKernelSize", spatialKernelSize, in: 1...1023)
    if spatialKernelSize % 2 == 0 {
      throw ConfigurationError(
        key: "attention.spatialKernelSize", found: "\(spatialKernelSize)", expected: "an odd number"
      )
    }
    if mlp == .separate, descriptor != .both {
      throw ConfigurationError(
        key: "attention.mlp", found: "\"separate\" with the descriptor \"\(descriptor.rawValue)\"",
        expected: "\"shared\", or the descriptor \"both\"")
    }
  }
}

private func check(
  _ key: String, _ value: Int, in range: ClosedRange<Int>
) throws(ConfigurationError) {
  if !range.contains(value) {
    throw ConfigurationError(
      key: key, found: "\(value)",
      expected: "a number from \(range.lowerBound) to \(range.upperBound)")
  }
}
