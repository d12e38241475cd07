import FaultDX

extension SensorStream {
  /// What is known of the stream at this moment.
  var json: JSON {
    let state = now
    let status = state.diagnoser.status
    let configuration = state.diagnoser.configuration
    let model = state.model
    let labels = model.diagnoser.model.labels
    var object: JSONObject = ["sensor": .string(name.description)]
    switch status.verdicts[0] {
    case .undecided: object["state"] = "undecided"
    case .normal(let label):
      object["state"] = "normal"
      object["label"] = .string(label)
    case .fault(let label):
      object["state"] = "fault"
      object["label"] = .string(label)
    case .unknown: object["state"] = "unknown"
    }
    object["valid"] = .bool(status.isValid[0])
    if let last = state.last, last.isValid {
      var probabilities: JSONObject = [:]
      for (label, probability) in zip(labels, last.probabilities) {
        probabilities[label] = .number(Double(probability))
      }
      object["lastWindow"] = [
        "label": last.label.map { .string($0) } ?? .null, "confidence": .number(last.confidence),
        "probabilities": .object(probabilities),
        "distance": last.distance.map { .number($0) } ?? .null,
      ]
    } else {
      object["lastWindow"] = .null
    }
    object["nextSample"] = .integer(status.position)
    object["time"] = status.time.map { .number($0) } ?? .null
    object["windows"] = .integer(status.windows)
    object["nextEvent"] = .integer(state.firstSequence + status.nextSequence)
    object["updated"] = .number(state.updated)
    object["model"] = .string(model.name)
    object["modelSha256"] = .string(model.digest)
    let rate = configuration.sampleRate ?? model.diagnoser.model.sampleRate
    object["sampleRate"] = rate.map { .number($0) } ?? .null
    object["channels"] =
      configuration.channelNames.map { .array($0.map { .string($0) }) }
      ?? .integer(state.diagnoser.channels)
    return .object(object)
  }
}
