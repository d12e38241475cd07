public import FaultDXNN
public import FaultDXSignal
public import FaultDXTensor

/// A trained network and what it sees.
public struct TrainedMember: Sendable {
  /// What windows become before the network.
  public let representation: Representation
  /// The network.
  public let network: CBAMNetwork

  /// Brings both together.
  public init(representation: Representation, network: CBAMNetwork) {
    self.representation = representation
    self.network = network
  }

  /// Trains a member on windows, without a validation and to the last epoch.
  ///
  /// - Parameters:
  ///   - windows: as they were cut from recordings.
  ///   - parallelism: how many threads share each batch; the result does not depend on it.
  ///   - isCancelled: asked behind each batch.
  /// - Returns: `nil` where it was cancelled.
  /// - Throws: `LabelledWindowsError`, `ConfigurationError`, `TrainingError`.
  /// - Precondition: as `MemberWindows.init`.
  public init?(
    _ recipe: MemberRecipe, on windows: LabelledWindows, parallelism: Parallelism = .serial,
    isCancelled: () -> Bool = { false }
  ) throws {
    try self.init(
      recipe, on: MemberWindows(recipe, fittedTo: windows, parallelism: parallelism),
      parallelism: parallelism, isCancelled: isCancelled)
  }

  /// Trains a member on what it sees of windows.
  ///
  /// - Returns: `nil` where it was cancelled.
  /// - Throws: `ConfigurationError`, `TrainingError`.
  init?(
    _ recipe: MemberRecipe, on encoded: MemberWindows, parallelism: Parallelism = .serial,
    isCancelled: () -> Bool = { false }
  ) throws {
    if recipe.fit == .logistic {
      self = try TrainedMember(linear: encoded)
      return
    }
    let trainer = try Trainer(recipe, on: encoded.training, parallelism: parallelism)
    while !trainer.isFinished {
      guard try trainer.runEpoch(isCancelled: isCancelled) != nil else { return nil }
    }
    self.init(representation: encoded.representation, network: trainer.bestNetwork)
  }

  /// The probability of each class for windows as they were cut from recordings, `[windows, classes]`.
  ///
  /// - Precondition: windows as those of training.
  public func probabilities(
    for windows: LabelledWindows, parallelism: Parallelism = .serial
  ) -> Tensor {
    softmax(logits(for: windows, parallelism: parallelism))
  }

  /// The probability of each class for windows whose unscaled numbers are known, `[windows, classes]`.
  func probabilities(ofNumbers rows: [[Double]]) -> Tensor {
    let configuration = network.configuration
    let size = configuration.windowLength * configuration.inputChannels
    guard let scale = representation.scale else { fatalError("waveforms have no numbers") }
    var input = [Float](repeating: 0, count: rows.count * size)
    input.withUnsafeMutableBufferPointer { input in
      for (index, row) in rows.enumerated() {
        scale.scale(
          row, into: UnsafeMutableBufferPointer(rebasing: input[index * size..<(index + 1) * size]))
      }
    }
    return softmax(
      InferencePlan(network).logits(
        Tensor(
          shape: [rows.count, configuration.windowLength, configuration.inputChannels],
          elements: input)))
  }

  /// The logits for windows as they were cut from recordings, `[windows, classes]`.
  ///
  /// - Precondition: windows as those of training.
  public func logits(for windows: LabelledWindows, parallelism: Parallelism = .serial) -> Tensor {
    if case .waveform(let normalization) = representation {
      return network.logits(
        for: windows.scaled(by: normalization), parallelism: parallelism)
    }
    let encoder = WindowEncoder(
      representation, windowLength: windows.windowLength, channels: windows.channels)
    let size = encoder.length * encoder.channels
    let input = Tensor(
      shape: [windows.count, encoder.length, encoder.channels],
      elements: windows.inputs(encoder, size: size, parallelism))
    return InferencePlan(network).logits(input, parallelism: parallelism)
  }
}

extension Trainer {
  /// A run from fresh weights.
  ///
  /// - Throws: `ConfigurationError`, `TrainingError`.
  public convenience init(
    _ recipe: MemberRecipe, on windows: LabelledWindows, validation: LabelledWindows? = nil,
    parallelism: Parallelism = .serial
  ) throws {
    var generator = RandomPurpose.initialization.generator(seed: recipe.training.seed)
    try self.init(
      network: CBAMNetwork(configuration: recipe.network, generator: &generator),
      training: windows, validation: validation, configuration: recipe.training,
      parallelism: parallelism)
  }
}

extension LabelledWindows {
  /// What a network reads of every window, one after the other.
  fileprivate func inputs(
    _ encoder: WindowEncoder, size: Int, _ parallelism: Parallelism
  ) -> [Float] {
    let inputs = Memory<Float>(count: count * size)
    let share = 32
    parallelism.forEach(shards: (count + share - 1) / share) { shard in
      for index in shard * share..<min((shard + 1) * share, count) {
        encode(
          index, encoder,
          into: UnsafeMutableBufferPointer(start: inputs.base + index * size, count: size))
      }
    }
    return inputs.elements
  }
}
