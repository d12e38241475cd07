import FaultDX
import FaultDXEvaluation
import FaultDXStorage
import FaultDXTraining

/// What a finished run came to: the model, and how good it is beside what needs no network.
struct TrainingResult {
  let model: Model
  let assessment: Assessment
  private let baselines: BaselineComparison
  private let meaning: [String]
  private let interval: Interval?

  /// Measures the best network of a run, once.
  init(
    data: TrainingData, trainer: Trainer, test: MeasuredOn, inputs: [String], common: CommonOptions
  )
    throws
  {
    let calibration = Calibration(
      of: trainer.bestNetwork, training: data.training, validation: data.validation,
      parallelism: common.parallelism)
    let bare = try Model(
      network: trainer.bestNetwork, labels: data.labels, windowLength: data.format.windowLength,
      hop: data.format.windowLength, sampleRate: data.format.sampleRate,
      channelNames: data.format.channelNames, normalization: data.normalization,
      calibration: calibration)
    assessment = try Assessment(
      of: test.recordings, by: Diagnoser(model: bare), parallelism: common.parallelism)
    baselines = BaselineComparison(training: data.training, test: test.recordings, bare)
    meaning = test.meaning
    let units = Interval.units(
      labels: data.labels,
      names: assessment.items.flatMap { item in
        [String](
          repeating: item.group ?? "\(item.file)#\(item.name)", count: item.diagnosis.windows.count)
      },
      truth: assessment.items.flatMap { item in item.diagnosis.windows.map { _ in item.truth } },
      predicted: assessment.items.flatMap { $0.diagnosis.windows.map(\.predicted) })
    let hasGroups = assessment.items.contains { $0.group != nil }
    interval = Interval.accuracy(
      of: units, unitName: hasGroups ? "groups" : "recordings", seed: common.seed)

    var finished = bare
    finished.training = [
      "inputs": .array(inputs.map { .string($0) }),
      "recordings": .integer(data.training.recordings.count),
      "windows": .integer(data.training.count),
      "split": .string(data.split.explanation.first ?? ""),
      "epochs": .integer(trainer.history.count),
      "bestEpoch": .integer(trainer.bestReport?.epoch ?? 0),
      "recipe": trainer.configuration.json,
    ]
    finished.evaluation = [
      "meaning": .string(meaning.first ?? ""),
      "windowAccuracy": .number(assessment.windows.accuracy),
      "windowMacroF1": .number(assessment.windows.macroF1),
      "recordingAccuracy": .number(assessment.recordings.accuracy),
      "recordings": .integer(assessment.recordings.total),
      "interval": interval.map { .array([.number($0.lower), .number($0.upper)]) } ?? .null,
      "baselines": baselines.json,
    ]
    model = finished
  }

  /// The document `faultdx.evaluation/1`, with what the figures mean and what they stand beside.
  var metrics: String {
    var document = assessment.json
    document["meaning"] = .array(meaning.map { .string($0) })
    if let interval {
      document["interval"] = [
        "lower": .number(interval.lower), "upper": .number(interval.upper),
        "how": .string(interval.description),
      ]
    }
    document["baselines"] = baselines.json
    if let calibration = model.calibration { document["calibration"] = calibration.json }
    return JSON.object(document).serialized(pretty: true) + "\n"
  }

  /// The same for people.
  var text: String {
    let accuracy = assessment.windows.accuracy
    var lines = meaning
    lines += ["", "accuracy                  windows  recordings"]
    lines += baselines.rows.map { row($0.name, $0.windows.accuracy, $0.recordings.accuracy) }
    lines.append(
      row("network", accuracy, assessment.recordings.accuracy)
        + (interval.map { "   windows \($0)" } ?? ""))
    if let best = baselines.best, best.windows.accuracy >= accuracy {
      lines += ["", "The network does not beat the \(best.name) on these windows."]
    }
    if let calibration = model.calibration {
      lines += ["", CalibrationText(calibration).sentence]
    }
    return lines.joined(separator: "\n") + "\n\n" + AssessmentText(assessment).text
  }

  private func row(_ name: String, _ windows: Double, _ recordings: Double) -> String {
    let filled = name + String(repeating: " ", count: max(0, 22 - name.count))
    return filled + Format.padded(Format.percent(windows), 11)
      + Format.padded(Format.percent(recordings), 12)
  }
}
