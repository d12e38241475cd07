import FaultDX
import FaultDXStorage

/// One examined recording for machines: a member of `recordings` in `faultdx.evidence/1`.
struct RecordingDiagnosisDocument {
  private let result: RecordingDiagnosis
  private let model: Model?

  init(_ result: RecordingDiagnosis, _ model: Model?) {
    self.result = result
    self.model = model
  }

  var members: JSONObject {
    var members: JSONObject = ["sampleRate": number(result.sampleRate)]
    members["seconds"] = number(result.duration)
    members["channel"] = .string(result.channelName)
    members["verdict"] = result.diagnosis.map(verdict) ?? .null
    members["evidence"] = evidence
    members["bearing"] = result.bearing.map { .object($0.members) } ?? .null
    members["speed"] = result.evidence.speed.map(Self.speed) ?? .null
    members["spectrum"] = result.envelope.map(Self.spectrum) ?? .null
    members["kurtogram"] = result.kurtogram.map(Self.kurtogram) ?? .null
    members["indicators"] = result.indicators.map(Self.indicators) ?? .null
    if let baseline = result.baseline {
      members["baseline"] = [
        "file": .string(baseline.recording), "indicators": Self.indicators(baseline.indicators),
        "remarks": .array(baseline.remarks.map { .string($0) }),
      ]
    }
    if let severity = result.severity {
      members["iso20816"] = [
        "machine": .string(severity.machine.rawValue), "velocityRMS": .number(severity.velocity),
        "zone": .string(severity.zone.rawValue),
      ]
    }
    return members
  }

  private func number(_ value: Double?) -> JSON { value.map { .number($0) } ?? .null }

  private func verdict(_ diagnosis: DiagnosisSummary) -> JSON {
    var members: JSONObject = [
      "label": .string(diagnosis.isUnknown ? "unknown" : diagnosis.label),
      "nearest": .string(diagnosis.label), "confidence": .number(diagnosis.confidence),
      "windows": .integer(diagnosis.windowCount),
    ]
    if let model {
      var probabilities: JSONObject = [:]
      for (label, value) in zip(model.labels, diagnosis.probabilities) {
        probabilities[label] = .number(value)
      }
      members["probabilities"] = .object(probabilities)
    }
    return .object(members)
  }

  private var evidence: JSON {
    let evidence = result.evidence
    var members: JSONObject = ["outcome": .string(evidence.outcome.name)]
    if case .cannotBeChecked(let obstacle) = evidence.outcome {
      members["reason"] = .string(obstacle.words)
    }
    members["sentence"] = .string(evidence.sentence)
    members["location"] = evidence.location.map { .string($0.rawValue) } ?? .null
    members["predicted"] = evidence.predicted.map { .string($0.location.lineName ?? "") } ?? .null
    members["found"] = .array(evidence.found.map { .string($0.location.rawValue) })
    members["series"] = .array(evidence.series.map(Self.series))
    return .object(members)
  }

  private static func series(_ series: LineSeries) -> JSON {
    [
      "location": .string(series.location.rawValue),
      "name": .string(series.location.lineName ?? ""), "found": .bool(series.isFound),
      "expected": .number(series.expected), "measured": .number(series.measured),
      "slip": .number(series.slip), "strength": .number(series.strength),
      "lines": .array(series.lines.map(line)), "sidebands": .array(series.sidebands.map(line)),
    ]
  }

  private static func line(_ line: SpectralLine) -> JSON {
    [
      "name": .string(line.name), "expected": .number(line.expected),
      "measured": .number(line.measured), "ratio": line.ratio.map { .number($0) } ?? .null,
      "stands": .bool(line.stands),
    ]
  }

  private static func speed(_ speed: ShaftSpeed) -> JSON {
    var members: JSONObject = ["rpm": .number(speed.revolutionsPerMinute)]
    switch speed.source {
    case .stated: members["source"] = "stated"
    case .tachometer(let channel):
      members["source"] = "tachometer"
      members["channel"] = .string(channel)
    case .estimated(let margin):
      members["source"] = "estimated"
      members["marginDecibels"] = .number(margin)
    }
    if let range = speed.range {
      members["range"] = [.number(range.lowerBound), .number(range.upperBound)]
    }
    return .object(members)
  }

  /// What the spectrum is; its lines are left to pictures.
  private static func spectrum(_ spectrum: SquaredEnvelopeSpectrum) -> JSON {
    [
      "resolution": .number(spectrum.resolution), "segments": .integer(spectrum.segments),
      "band": spectrum.band.map { .array([.number($0.lowerBound), .number($0.upperBound)]) }
        ?? .null,
      "whitening": spectrum.whitening.map { .number($0) } ?? .null,
      "isByAngle": .bool(spectrum.isByAngle),
    ]
  }

  private static func kurtogram(_ kurtogram: Kurtogram) -> JSON {
    let best = kurtogram.best()
    return [
      "samples": .integer(kurtogram.samples),
      "best": [
        "low": .number(best.frequencies.lowerBound), "high": .number(best.frequencies.upperBound),
        "kurtosis": .number(best.kurtosis),
      ],
    ]
  }

  private static func indicators(_ figures: Indicators) -> JSON {
    var members: JSONObject = ["rms": .number(figures.rms), "peak": .number(figures.peak)]
    for (name, value) in [
      ("crestFactor", figures.crestFactor), ("kurtosis", figures.kurtosis),
      ("shapeFactor", figures.shapeFactor), ("impulseFactor", figures.impulseFactor),
    ] { members[name] = value.map { .number($0) } ?? .null }
    return .object(members)
  }
}
