public import FaultDXSignal
public import FaultDXStorage

extension Conditioning {
  /// How a model file writes it: a list of steps, each with all of its numbers.
  public var json: JSON { .array(steps.map(\.json)) }

  /// Reads what `json` wrote; `nil` for anything else.
  ///
  /// - Throws: `ConditioningError.invalidStep` where a step has numbers that make no sense, or cannot stand where it
  ///   stands.
  public init?(json: JSON) throws(ConditioningError) {
    guard let array = json.arrayValue else { return nil }
    var steps: [ConditioningStep] = []
    for element in array {
      guard let step = try ConditioningStep(json: element) else { return nil }
      steps.append(step)
    }
    try self.init(steps)
  }
}

extension ConditioningStep {
  fileprivate var json: JSON {
    switch self {
    case .detrend(let what): return ["step": "detrend", "what": .string(what.rawValue)]
    case .resample(let rate): return ["step": "resample", "rate": .number(rate)]
    case .filter(let filter, let phase):
      return [
        "step": .string(filter.band.name),
        "edges": .array(filter.band.edges.map { .number($0) }), "order": .integer(filter.order),
        "phase": .string(phase.rawValue),
      ]
    case .envelope(let ofWindow):
      return ["step": "envelope", "of": ofWindow ? "window" : "recording"]
    case .orderTrack(let tracking):
      var members: JSONObject = [
        "step": "order-track", "samplesPerRevolution": .integer(tracking.samplesPerRevolution),
      ]
      if case .tachometer(let channel, let pulses) = tracking.source {
        members["tachometer"] = .string(channel)
        members["pulsesPerRevolution"] = .integer(pulses)
      }
      return .object(members)
    case .magnitudeSpectrum: return ["step": "fft"]
    case .envelopeSpectrum(let squared):
      return ["step": squared ? "squared-envelope-spectrum" : "envelope-spectrum"]
    }
  }

  fileprivate init?(json: JSON) throws(ConditioningError) {
    switch json["step"]?.stringValue {
    case "detrend":
      guard let what = json["what"]?.stringValue.flatMap(Detrending.init) else { return nil }
      self = .detrend(what)
    case "resample":
      guard let rate = json["rate"]?.doubleValue else { return nil }
      self = .resample(rate: rate)
    case "envelope":
      switch json["of"]?.stringValue {
      case "window": self = .envelope(ofWindow: true)
      case "recording": self = .envelope(ofWindow: false)
      default: return nil
      }
    case "order-track":
      guard let samples = json["samplesPerRevolution"]?.intValue else { return nil }
      var source = OrderTracking.Source.speed
      if let channel = json["tachometer"] {
        guard let channel = channel.stringValue, let pulses = json["pulsesPerRevolution"]?.intValue
        else { return nil }
        source = .tachometer(channel: channel, pulsesPerRevolution: pulses)
      }
      self = .orderTrack(try OrderTracking(samplesPerRevolution: samples, source: source))
    case "fft": self = .magnitudeSpectrum
    case "envelope-spectrum": self = .envelopeSpectrum(squared: false)
    case "squared-envelope-spectrum": self = .envelopeSpectrum(squared: true)
    case let name?:
      guard let filter = try Self.filter(name, json) else { return nil }
      self = filter
    case nil: return nil
    }
  }

  private static func filter(
    _ name: String, _ json: JSON
  ) throws(ConditioningError) -> ConditioningStep? {
    guard let order = json["order"]?.intValue,
      let phase = json["phase"]?.stringValue.flatMap(Phase.init),
      let numbers = json["edges"]?.arrayValue
    else { return nil }
    let edges = numbers.compactMap(\.doubleValue)
    guard edges.count == numbers.count else { return nil }
    let band: ButterworthFilter.Band
    switch (name, edges.count) {
    case ("lowpass", 1): band = .lowPass(edges[0])
    case ("highpass", 1): band = .highPass(edges[0])
    case ("bandpass", 2): band = .bandPass(edges[0], edges[1])
    case ("bandstop", 2): band = .bandStop(edges[0], edges[1])
    default: return nil
    }
    do throws(FilterError) {
      return .filter(try ButterworthFilter(band, order: order), phase: phase)
    } catch {
      throw .invalidStep(step: name, reason: error.description)
    }
  }
}
