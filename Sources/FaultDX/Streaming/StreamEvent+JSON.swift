public import FaultDXStorage

extension StreamEvent.Kind {
  /// The word of documents, metrics and programs, which never changes: `raised`, `changed`, `cleared`, `unknown`,
  /// `invalid_input`, `valid_input` or `gap`.
  public var name: String {
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

extension StreamEvent {
  /// The event for programs, as the service and `faultdx watch` tell it.
  ///
  /// Its members are `sensor` where there is a name, `sequence`, `kind` (``Kind/name``), what belongs to the kind (`label`, `from`,
  /// `nearest`, `reason`, `missing`, `counterRestartedAt`, `clockJumped`), `position`, `time` (`null` without time
  /// stamps) and, of all but gaps, `model`, `confidence` and `distance` (`null` where the model does not know). What was
  /// cleared of an unknown has the `from` of `"unknown"`.
  ///
  /// - Parameters:
  ///   - sensor: The name of what was listened to.
  ///   - name: What the model is called; `nil` for its number in the stream.
  public func json(sensor: String? = nil, model name: String? = nil) -> JSON {
    var object = JSONObject()
    if let sensor { object["sensor"] = .string(sensor) }
    object["sequence"] = .integer(sequence)
    object["kind"] = .string(kind.name)
    switch kind {
    case .raised(let label): object["label"] = .string(label)
    case .changed(let from, let to):
      object["label"] = .string(to)
      object["from"] = .string(from)
    case .cleared(let from): object["from"] = .string(from ?? "unknown")
    case .unknown(let nearest): object["nearest"] = .string(nearest)
    case .invalidInput(let defect):
      object["reason"] = .string(
        defect.map { "\($0)" } ?? "the network's answer is not a number")
    case .validInput: break
    case .gap(.missing(let frames)): object["missing"] = .integer(frames)
    case .gap(.counterRestarted(let from)): object["counterRestartedAt"] = .integer(from)
    case .gap(.clockJumped(let seconds)): object["clockJumped"] = .number(seconds)
    }
    object["position"] = .integer(position)
    object["time"] = time.map { .number($0) } ?? .null
    if let model {
      object["model"] = name.map { .string($0) } ?? .integer(model)
      object["confidence"] = .number(confidence)
      object["distance"] = distance.map { .number($0) } ?? .null
    }
    return .object(object)
  }
}
