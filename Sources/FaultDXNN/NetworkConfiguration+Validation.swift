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
  /// The largest extent that any one number of a configuration may have: a guard against model files
  /// that ask for absurd memory, far above any network for signals.
  static let limit = 1 << 24

  /// Checks that a network can be built.
  ///
  /// - Throws: `ConfigurationError` for the first impossible value.
  public func validate() throws(ConfigurationError) {
    try check("windowLength", windowLength, in: 1...Self.limit)
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
    let hidden = widths.dropFirst().map {
      4 * Double($0) * Double(attention.hiddenUnits(channels: $0))
    }
    if parameterEstimate + hidden.reduce(0, +) > 0x1p28 {
      throw ConfigurationError(
        key: "widths", found: "\(widths)", expected: "fewer than \(1 << 28) parameters")
    }
  }

  /// The number of filter taps and of weights of the linear maps outside attention, in a type that cannot
  /// overflow: all networks have at least these, and few have twice as many.
  package var parameterEstimate: Double {
    var total = Double(stem.kernelSize) * Double(inputChannels) * Double(widths[0])
    for (input, output) in zip(widths, widths.dropFirst()) {
      let filters = 3 * Double(input) * Double(output)
      total += backbone == .plain ? filters : filters + 3 * Double(output) * Double(output)
    }
    return total + Double(headInputs) * Double(classes)
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
  func validate() throws(ConfigurationError) {
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
