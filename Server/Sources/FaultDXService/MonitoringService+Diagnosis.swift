import CoreMetrics
public import FaultDX

extension MonitoringService {
  /// Diagnoses recordings.
  ///
  /// - Parameter explains: Whether it is told what the model looked at in the most telling window.
  /// - Returns: What `POST /v1/diagnose` answers.
  /// - Throws: `ServiceError` where they cannot be diagnosed.
  public func diagnose(_ body: SampleBody, explains: Bool = false) async throws -> JSON {
    let served = try model(body.description.model)
    measures.recordings.increment(by: body.recordings.count)
    return try await slowWorkers.run {
      var documents: [JSON] = []
      for recording in body.recordings {
        do throws(DiagnosisError) {
          let chosen = recording.choosing(served.diagnoser.model.channelNames)
          if explains {
            let explainer = try Explainer(served.diagnoser, chosen)
            var document = Self.document(chosen, explainer.diagnosis, served.diagnoser.model)
            if let explanation = try? explainer.explanation(ofWindow: explainer.mostTellingWindow) {
              document["explanation"] = explanation.json
            }
            documents.append(.object(document))
          } else {
            let diagnosis = try served.diagnoser.diagnose(chosen)
            documents.append(.object(Self.document(chosen, diagnosis, served.diagnoser.model)))
          }
        } catch {
          throw ServiceError.unprocessable(error.code, "\(error)")
        }
      }
      return [
        "schema": "faultdx.diagnosis/1",
        "model": ["name": .string(served.name), "sha256": .string(served.digest)],
        "notes": .array(body.notes.map { .string($0) }),
        "recordings": .array(documents),
      ]
    }
  }

  /// What the model looked at in the last window of a stream.
  ///
  /// - Returns: What `GET /v1/streams/{sensor}/window` answers.
  /// - Throws: `ServiceError` where there is no stream, or no whole window since the service began.
  public func lastWindow(of sensor: SensorName) async throws -> JSON {
    let stream = try kept(sensor)
    guard let recording = stream.lastWindow else {
      throw ServiceError(
        404, "no_window", "there was no whole window of \(sensor) since the service began")
    }
    let diagnoser = stream.model.diagnoser
    return try await slowWorkers.run {
      do throws(DiagnosisError) {
        let chosen = recording.choosing(diagnoser.model.channelNames)
        let explainer = try Explainer(diagnoser, chosen)
        guard let explanation = try? explainer.explanation(ofWindow: explainer.windowCount - 1)
        else {
          throw .notFinite(recording: recording.identity, start: 0)
        }
        return explanation.json
      } catch {
        throw ServiceError(409, error.code, "\(error)")
      }
    }
  }

  /// One recording of `faultdx.diagnosis/1`.
  private static func document(
    _ recording: Recording, _ diagnosis: Diagnosis, _ model: Model
  ) -> JSONObject {
    func byLabel(_ values: [JSON]) -> JSON {
      var object: JSONObject = [:]
      for (label, value) in zip(model.labels, values) { object[label] = value }
      return .object(object)
    }
    func position(_ frame: Int) -> JSON {
      diagnosis.sampleRate.map { .number(Double(frame) / $0) } ?? .integer(frame)
    }
    var object: JSONObject = [
      "recording": .string(recording.name),
      "label": .string(diagnosis.label),
      "confidence": .number(diagnosis.confidence),
      "probabilities": byLabel(diagnosis.probabilities.map { .number($0) }),
      "verdict": .string(diagnosis.isUnknown ? "unknown" : diagnosis.label),
    ]
    if let plausible = diagnosis.plausible, let sets = model.certainty?.sets {
      object["predictionSet"] = [
        "coverage": .number(sets.coverage),
        "labels": .array(plausible.map { .string(model.labels[$0]) }),
      ]
    }
    if let novelty = diagnosis.novelty {
      object["novelty"] = [
        "distance": .number(novelty.distance), "nearest": .string(novelty.nearest),
        "threshold": novelty.threshold.map { .number($0) } ?? .null,
      ]
    }
    object["windows"] = .integer(diagnosis.windows.count)
    object["invalidWindows"] = .integer(diagnosis.invalidWindows.count)
    object["votes"] = byLabel(diagnosis.votes.map { .integer($0) })
    object["sampleRate"] = diagnosis.sampleRate.map { .number($0) } ?? .null
    object["resampledFrom"] = diagnosis.resampledFrom.map { .number($0) } ?? .null
    object["frames"] = .integer(recording.frames)
    object["spans"] = .array(
      diagnosis.spans(windowLength: model.windowLength, labels: model.labels).map {
        [
          "start": position($0.frames.lowerBound), "end": position($0.frames.upperBound),
          "label": $0.label.map { .string($0) } ?? .null,
        ]
      })
    return object
  }
}

extension DiagnosisError {
  /// The word for programs.
  fileprivate var code: String {
    switch self {
    case .tooShort: "too_short"
    case .invalidInput: "invalid_input"
    case .notFinite: "no_answer"
    case .sampleRate: "wrong_rate"
    default: "wrong_samples"
    }
  }
}

extension Recording {
  /// The channels that a model knows, where all of them are there by name; else what it is.
  fileprivate func choosing(_ names: [String]) -> Recording {
    if names == channelNames { return self }
    let numbers = names.compactMap { channelNames.firstIndex(of: $0) }
    guard numbers.count == names.count else { return self }
    var result = self
    result.channelNames = names
    result.samples = []
    result.samples.reserveCapacity(frames * names.count)
    for frame in 0..<frames {
      for number in numbers { result.samples.append(samples[frame * channels + number]) }
    }
    return result
  }
}
