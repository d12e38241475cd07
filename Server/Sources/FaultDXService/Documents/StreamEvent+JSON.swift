import FaultDX

extension StreamEvent {
  /// The members of an event for programs: `faultdx.event/1` without its number in the service.
  func json(sensor: String, sequence: Int, model served: ServedModel) -> JSON {
    var object: JSONObject = [
      "sensor": .string(sensor), "sequence": .integer(sequence), "kind": .string(kind.name),
    ]
    switch kind {
    case .raised(let label): object["label"] = .string(label)
    case .changed(let from, let to):
      object["label"] = .string(to)
      object["from"] = .string(from)
    case .cleared(let from): object["from"] = from.map { .string($0) } ?? "unknown"
    case .unknown(let nearest): object["nearest"] = .string(nearest)
    case .invalidInput(let defect):
      object["reason"] = .string(
        defect.map { "\($0)" } ?? "the network's answer is not a number")
    case .validInput: break
    case .gap(let gap):
      switch gap {
      case .missing(let frames): object["missing"] = .integer(frames)
      case .counterRestarted(let from): object["counterRestartedAt"] = .integer(from)
      case .clockJumped(let seconds): object["clockJumped"] = .number(seconds)
      }
    }
    object["position"] = .integer(position)
    object["time"] = time.map { .number($0) } ?? .null
    if model != nil {
      object["model"] = .string(served.name)
      object["modelSha256"] = .string(served.digest)
      object["confidence"] = .number(confidence)
      object["distance"] = distance.map { .number($0) } ?? .null
    }
    return .object(object)
  }
}

extension StreamEvent.Kind {
  /// The word of documents and metrics.
  var name: String {
    switch self {
    case .raised: "raised"
    case .changed: "changed"
    case .cleared: "cleared"
    case .unknown: "unknown"
    case .invalidInput: "invalid_input"
    case .validInput: "valid_input"
    case .gap: "gap"
    }
  }
}

extension StoredEvent {
  /// The event with its number in the service, as JSON.
  public var json: String { "{\"id\":\(id)," + document.dropFirst() }
}
