import FaultDXTensor

extension CBAMNetwork.Configuration {
  /// The shape of a network that computes an affine map of its input, and nothing else.
  ///
  /// - Parameters:
  ///   - length: positions of the input.
  ///   - channels: of the input.
  ///   - classes: logits.
  public static func linear(length: Int, channels: Int, classes: Int) -> Self {
    Self(
      windowLength: length, inputChannels: channels, classes: classes,
      stem: Stem(kernelSize: length, stride: 1, padding: 0), widths: [2 * classes],
      attention: AttentionConfiguration(kind: .none), head: .flatten)
  }

  /// Whether it is such a shape.
  public var isLinear: Bool {
    self == .linear(length: windowLength, channels: inputChannels, classes: classes)
  }
}

extension CBAMNetwork {
  /// The network whose logits are `weights · x + constants`, so that a classifier fitted in closed form is asked, kept
  /// and loaded like any other network.
  ///
  /// The stem computes every logit and its negative as one tap over the whole input; behind the ReLU the head takes
  /// the difference, and `max(z, 0) − max(−z, 0) = z`.
  ///
  /// - Parameters:
  ///   - weights: `[classes, length · channels]`, numbers of one position together.
  ///   - constants: `[classes]`.
  ///   - length: positions of the input.
  ///   - channels: of the input.
  /// - Throws: `ConfigurationError` for a size that no network can have.
  /// - Precondition: a constant and `length · channels` weights for each class.
  public init(
    linear weights: [[Float]], constants: [Float], length: Int, channels: Int
  ) throws(ConfigurationError) {
    let classes = weights.count
    require(
      constants.count == classes && weights.allSatisfy { $0.count == length * channels },
      "a linear map needs a constant and \(length * channels) weights for each class")
    try self.init(
      configuration: .linear(length: length, channels: channels, classes: classes))
    let outputs = 2 * classes
    // The normalisation divides by √(1 + ε), which its factor takes back.
    let factor = Float((1 + stem.norm.epsilon).squareRoot())
    stem.norm.scale = Tensor(shape: [outputs], repeating: factor)
    var taps = [Float](repeating: 0, count: length * channels * outputs)
    var shift = [Float](repeating: 0, count: outputs)
    var differences = [Float](repeating: 0, count: outputs * classes)
    for label in 0..<classes {
      for (input, weight) in weights[label].enumerated() {
        taps[input * outputs + label] = weight
        taps[input * outputs + classes + label] = -weight
      }
      shift[label] = constants[label]
      shift[classes + label] = -constants[label]
      differences[label * classes + label] = 1
      differences[(classes + label) * classes + label] = -1
    }
    stem.conv.weight = Tensor(shape: stem.conv.weight.shape, elements: taps)
    stem.norm.shift = Tensor(shape: [outputs], elements: shift)
    head.weight = Tensor(shape: head.weight.shape, elements: differences)
    head.bias = Tensor(shape: [classes])
  }
}
