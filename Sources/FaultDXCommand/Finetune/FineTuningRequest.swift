import FaultDX
import FaultDXStorage
import FaultDXTraining

/// What is to be fine-tuned, and how.
struct FineTuningRequest {
  let file: ModelFile
  let freezes: [FreezeRequest]
  let rateDecay: Double
  let keepsScale: Bool
  let bearing: String?

  var model: Model { file.model }

  /// How a network of the model learns.
  func fineTuning(_ network: CBAMNetwork.Configuration) -> FineTuning {
    let named = Set(freezes.flatMap { $0.layers(of: network) })
    return FineTuning(
      origin: file.sha256, frozen: network.layers.filter(named.contains), rateDecay: rateDecay)
  }

  /// Recordings made ready as the model's were: conditioned alike unless another conditioning is asked for, in windows
  /// of the model's length where recordings are long enough, scaled alike.
  ///
  /// - Parameter endToEnd: Whether training windows do not overlap unless it is asked for.
  func data(
    _ job: TrainingJob, _ originals: [Recording], endToEnd: Bool = false
  ) throws -> TrainingData {
    let conditioning =
      job.labelled.conditions.texts.isEmpty
      ? model.conditioning : job.labelled.conditions.conditioning
    var windows = job.labelled.windows
    if windows.window == nil {
      let format = try? WorkingFormat(for: originals, window: model.windowLength, hop: nil)
      // Where the model's windows do not fit, the data decide.
      if format != nil || !conditioning.recordingSteps.isEmpty {
        windows.window = model.windowLength
      }
    }
    if endToEnd, windows.hop == nil { windows.hop = windows.window }
    let data = try job.data(of: originals, conditioning, windows, model.waveformScaling.argument)
    if let rate = data.format.sampleRate, let own = model.sampleRate, rate != own {
      job.common.note(
        "\(file.path) is of signals at \(Format.short(own)) Hz, these are at \(Format.short(rate)) Hz: "
          + "its filters answer to other frequencies in Hz than they did (--condition resample:RATE makes "
          + "them the same).")
    }
    return data
  }

  /// The model for the record.
  func origin(leftOut: [String]) -> JSON {
    var members: JSONObject = [
      "file": .string(file.path), "sha256": .string(file.sha256),
      "labels": .array(model.labels.map { .string($0) }),
      "scale": .string(keepsScale ? "kept" : "fitted anew"),
    ]
    if !leftOut.isEmpty { members["leftOut"] = .array(leftOut.map { .string($0) }) }
    return .object(members)
  }
}

extension Model {
  /// How waveforms are scaled before the first network that sees any.
  fileprivate var waveformScaling: Normalization {
    members.lazy.compactMap { member in
      if case .waveform(let normalization) = member.representation { normalization } else { nil }
    }.first ?? .standard
  }
}

extension Normalization {
  /// What the command line calls its kind.
  fileprivate var argument: RecipeOptions.NormalizationName {
    switch self {
    case .none: .none
    case .standard: .standard
    case .minMax: .minmax
    case .fittedStandard: .fittedStandard
    case .fittedMinMax: .fittedMinMax
    }
  }
}
