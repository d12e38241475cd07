public import FaultDXNN
import FaultDXSignal
public import FaultDXTensor

extension Calibration {
  /// Finds out what a trained network needs for each precision and what each costs.
  ///
  /// - Parameters:
  ///   - training: windows that the network was trained on; the largest inputs of its convolutions are looked for in
  ///     2048 of them at most, taken at equal distances, and narrowed where that brings the logits of 256 of them
  ///     closer to those in 32-bit floats.
  ///   - validation: windows on which accuracies are measured; neither trained on nor tested on.
  ///   - parallelism: how many threads share the windows; the result does not depend on it.
  /// - Returns: `nil` where there is no validation window, or where the network reaches what is no finite number.
  /// - Precondition: windows are as long and have as many channels as the network says.
  public init?(
    of network: CBAMNetwork, training: LabelledWindows, validation: LabelledWindows,
    parallelism: Parallelism = .serial
  ) {
    let chosen = training.spread(2048)
    guard let largest = ActivationRanges(of: network, over: chosen, parallelism: parallelism) else {
      return nil
    }
    let ranges = largest.narrowed(
      for: network, over: chosen.spread(256), parallelism: parallelism)
    var correct: [Precision: Int] = [:]
    for (precision, arithmetic) in [
      (Precision.float32, Arithmetic.float32), (.bfloat16, .bfloat16), (.int8, .int8(ranges)),
    ] {
      let logits = network.logits(
        for: validation, arithmetic: arithmetic, parallelism: parallelism)
      let classes = network.configuration.classes
      correct[precision] = validation.windows.indices.count { index in
        let row = logits.elements[index * classes..<(index + 1) * classes]
        return Array(row).firstMaximum == validation.windows[index].label
      }
    }
    self.init(
      ranges: ranges, trainingWindows: chosen.count, validationWindows: validation.count,
      correct: correct)
  }
}

extension LabelledWindows {
  /// At most so many of the windows, at equal distances.
  fileprivate func spread(_ limit: Int) -> LabelledWindows {
    selecting(stride(from: 0, to: count, by: max(1, (count + limit - 1) / limit)))
  }
}

extension ActivationRanges {
  /// What a network reaches on windows.
  ///
  /// - Parameter parallelism: how many threads share the windows; the result does not depend on it.
  /// - Returns: `nil` where it reaches what is no finite number.
  /// - Precondition: windows are as long and have as many channels as the network says.
  public init?(
    of network: CBAMNetwork, over windows: LabelledWindows, parallelism: Parallelism = .serial
  ) {
    let plan = InferencePlan(network)
    let count = Self.count(in: network.configuration)
    let share = 64
    let shards = (windows.count + share - 1) / share
    let maxima = Memory<Float>(count: shards * count)
    parallelism.forEach(shards: shards) { shard in
      var session = InferenceSession(plan)
      var own = [Float](repeating: 0, count: count)
      for index in shard * share..<min((shard + 1) * share, windows.count) {
        session.withWindow(0) { memory in
          if let base = memory.baseAddress { windows.fill(index, into: base) }
        }
        session.run(count: 1)
        session.raise(&own, count: 1)
      }
      for (index, value) in own.enumerated() { maxima.base[shard * count + index] = value }
    }
    let found = maxima.elements
    self.init(
      maxima: (0..<count).map { index in
        stride(from: index, to: found.count, by: max(1, count)).reduce(0) { max($0, found[$1]) }
      })
  }
}
