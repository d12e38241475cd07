import FaultDXNN
import FaultDXSignal
public import FaultDXStorage
public import FaultDXTensor

/// A run on disk: everything that the next epoch depends on, and what has been reported so far.
extension Trainer {
  /// The metadata key that holds everything but numbers in bulk.
  static let checkpointKey = "faultdx.checkpoint"

  /// The run as it is behind the last whole epoch.
  public func checkpoint() -> SafeTensors {
    let state: JSON = [
      "schema": "faultdx.checkpoint/2",
      "network": network.configuration.json,
      "training": configuration.json,
      "data": .string(fingerprint),
      "averaged": .integer(average.count),
      "steps": .integer(optimizerState.steps),
      "history": .array(history.map(\.json)),
    ]
    var file = SafeTensors(metadata: [Self.checkpointKey: state.serialized()])
    func add(_ entries: [SafeTensors.Entry], below prefix: String) {
      for var entry in entries {
        entry.name = "\(prefix).\(entry.name)"
        file.entries.append(entry)
      }
    }
    add(network.state, below: "network")
    add(bestNetwork.state, below: "best")
    for (name, values) in [("first", optimizerState.first), ("second", optimizerState.second)] {
      file.entries.append(
        SafeTensors.Entry(name: "optimizer.\(name)", shape: [values.count], values: values))
    }
    if average.count > 0 {
      file.entries.append(
        SafeTensors.Entry(
          name: "average", shape: [average.values.count], values: average.values))
    }
    return file
  }

  /// Goes on where a checkpoint was taken; the end is the same, byte for byte, as without the interruption.
  ///
  /// - Parameters:
  ///   - training: the same windows that the run was started with.
  ///   - validation: likewise.
  /// - Throws: `TrainingError` where the checkpoint is incomplete or belongs to other data.
  public convenience init(
    resuming checkpoint: SafeTensors, training: LabelledWindows,
    validation: LabelledWindows? = nil, parallelism: Parallelism = .serial
  ) throws(TrainingError) {
    let state = try Self.state(of: checkpoint)
    let configuration: TrainingConfiguration
    let shape: CBAMNetwork.Configuration
    do {
      configuration = try TrainingConfiguration(json: state["training"] ?? .null)
      shape = try CBAMNetwork.Configuration(json: state["network"] ?? .null)
    } catch {
      throw .configuration(error)
    }
    let network = try Self.network(shape, in: checkpoint, below: "network")
    let best = try Self.network(shape, in: checkpoint, below: "best")
    try self.init(
      network: network, training: training, validation: validation, configuration: configuration,
      parallelism: parallelism)
    bestNetwork = best
    guard state["data"]?.stringValue == fingerprint else {
      throw .checkpoint("it was taken from a run on other windows")
    }
    try restoreProgress(checkpoint, state)
  }

  private func restoreProgress(_ checkpoint: SafeTensors, _ state: JSON) throws(TrainingError) {
    guard let steps = state["steps"]?.intValue, steps >= 0,
      let reports = state["history"]?.arrayValue
    else { throw .checkpoint("the number of steps or the history is missing") }
    for json in reports {
      guard let report = EpochReport(json: json), report.epoch == history.count + 1 else {
        throw .checkpoint("the report of epoch \(history.count + 1) is not complete")
      }
      history.append(report)
    }
    guard steps == history.count * batchesPerEpoch else {
      throw .checkpoint("\(steps) steps do not make \(history.count) epochs")
    }
    func values(_ name: String, _ count: Int) throws(TrainingError) -> [Float] {
      guard let entry = checkpoint["optimizer.\(name)"], entry.values.count == count else {
        throw .checkpoint("the optimiser's memory does not fit the network")
      }
      return entry.values
    }
    optimizerState = OptimizerState(
      first: try values("first", optimizerState.first.count),
      second: try values("second", optimizerState.second.count), steps: steps)
    optimizerState.restore(runner.optimizer)
    guard let averaged = state["averaged"]?.intValue, averaged == expectedAverages else {
      throw .checkpoint("the averaged weights are not those of \(history.count) epochs")
    }
    guard averaged > 0 else { return }
    guard let entry = checkpoint["average"], entry.values.count == runner.parameters.values.count,
      entry.values.allSatisfy(\.isFinite)
    else { throw .checkpoint("the averaged weights do not fit the network") }
    average = AveragedWeights(values: entry.values, count: averaged)
  }

  /// How many weights have been averaged behind the epochs of the history.
  private var expectedAverages: Int {
    switch configuration.weightAveraging {
    case .none: 0
    case .exponential: history.count * batchesPerEpoch
    case .stochastic: max(0, history.count - firstAveragedEpoch)
    }
  }

  private static func state(of checkpoint: SafeTensors) throws(TrainingError) -> JSON {
    guard let text = checkpoint.metadata[checkpointKey] else {
      throw .checkpoint("the file is not a checkpoint: \"\(checkpointKey)\" is missing")
    }
    let state: JSON
    do {
      state = try JSON(parsing: text)
    } catch {
      throw .checkpoint("\(checkpointKey): \(error)")
    }
    guard state["schema"]?.stringValue == "faultdx.checkpoint/2" else {
      throw .checkpoint(
        "the schema is not faultdx.checkpoint/2; a run that another version began starts anew without --resume"
      )
    }
    return state
  }

  private static func network(
    _ configuration: CBAMNetwork.Configuration, in checkpoint: SafeTensors, below prefix: String
  ) throws(TrainingError) -> CBAMNetwork {
    let entries = checkpoint.entries.filter { $0.name.hasPrefix("\(prefix).") }.map {
      SafeTensors.Entry(
        name: String($0.name.dropFirst(prefix.count + 1)), shape: $0.shape, values: $0.values)
    }
    do {
      try configuration.expectSize(of: entries)
    } catch {
      throw .state(error)
    }
    var network: CBAMNetwork
    do { network = try CBAMNetwork(configuration: configuration) } catch {
      throw .configuration(error)
    }
    do { try network.load(entries) } catch { throw .state(error) }
    return network
  }

  /// A hash of all windows and samples: a run must not go on with other data.
  private var fingerprint: String {
    var hash = Fingerprint()
    for windows in [training, validation].compactMap(\.self) { hash.add(windows) }
    return String(hash.value, radix: 16)
  }
}

/// FNV-1a over words of 64 bits: not against malice, but against confusion.
private struct Fingerprint {
  var value: UInt64 = 0xCBF2_9CE4_8422_2325

  mutating func add(_ word: UInt64) { value = (value ^ word) &* 0x100_0000_01B3 }

  mutating func add(_ windows: LabelledWindows) {
    add(UInt64(windows.windowLength))
    for label in windows.labels {
      for byte in label.utf8 { add(UInt64(byte)) }
      add(0)
    }
    for byte in windows.normalization.name.utf8 { add(UInt64(byte)) }
    for byte in windows.conditioning.description.utf8 { add(UInt64(byte)) }
    for window in windows.windows {
      for number in [
        window.recording, window.start, window.label, window.range.lowerBound,
        window.range.upperBound,
      ] { add(UInt64(number)) }
    }
    for recording in windows.recordings {
      recording.samples.withUnsafeBufferPointer { samples in
        for sample in samples { add(UInt64(sample.bitPattern)) }
      }
    }
  }
}
