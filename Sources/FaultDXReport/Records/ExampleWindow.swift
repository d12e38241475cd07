public import FaultDXStorage

/// One window that shows how a model works: its samples, what was said of it, and what the network looked at.
public struct ExampleWindow: Sendable {
  /// Where it is from.
  public var recording: String
  /// Its first frame, counted at `sampleRate`.
  public var start: Int
  /// Its frames.
  public var length: Int
  /// Frames per second, or per unit of the axis; `nil` where nothing said.
  public var sampleRate: Double?
  /// The unit along it: `s`, `rev`.
  public var unit: String
  /// The true class; `nil` where it is not known.
  public var label: String?
  /// What the model said.
  public var predicted: String
  /// How probable that is, in 0…1.
  public var probability: Double
  /// The channels, as the networks' windows were cut.
  public var channels: [(name: String, trace: PeakEnvelope)]
  /// Where the networks looked; none where that is not known.
  public var attention: [WaveformFigure.Strip]

  /// What else was looked at: bands, lines, components; channels of blocks.
  public var lookedAt: [LookedAt] = []

  /// Instants of known events in it, along the axis of the recording.
  public var events: [Double] = []

  /// Makes an example.
  public init(
    recording: String, start: Int, length: Int, sampleRate: Double?, unit: String = "s",
    label: String?, predicted: String, probability: Double,
    channels: [(name: String, trace: PeakEnvelope)], attention: [WaveformFigure.Strip] = []
  ) {
    self.recording = recording
    self.start = start
    self.length = length
    self.sampleRate = sampleRate
    self.unit = unit
    self.label = label
    self.predicted = predicted
    self.probability = probability
    self.channels = channels
    self.attention = attention
  }

  /// Whether the model was right; `nil` where nobody knows.
  public var isRight: Bool? { label.map { $0 == predicted } }
}

extension ExampleWindow {
  /// As a run folder keeps it: numbers in four digits, which is more than a drawing shows.
  public var json: JSON {
    func rounded(_ values: [Float]) -> JSON {
      .array(
        values.map { value in
          let text = NumberText.significant(Double(value), digits: 4)
          return Double(text).map { $0 == 0 ? .integer(0) : .number($0) } ?? .integer(0)
        })
    }
    var members: JSONObject = [
      "recording": .string(recording), "start": .integer(start), "length": .integer(length),
      "sampleRate": sampleRate.map { .number($0) } ?? .null, "unit": .string(unit),
      "label": label.map { .string($0) } ?? .null, "predicted": .string(predicted),
      "probability": .number(probability),
    ]
    members["channels"] = .array(
      channels.map { channel in
        var members: JSONObject = ["name": .string(channel.name)]
        if channel.trace.isWhole {
          members["samples"] = rounded(channel.trace.maximum)
        } else {
          members["smallest"] = rounded(channel.trace.minimum)
          members["largest"] = rounded(channel.trace.maximum)
        }
        return .object(members)
      })
    if !attention.isEmpty {
      members["attention"] = .array(
        attention.map { ["name": .string($0.name), "shares": rounded($0.values)] })
    }
    if !events.isEmpty { members["events"] = .array(events.map { .number($0) }) }
    if !lookedAt.isEmpty { members["lookedAt"] = .array(lookedAt.map(\.json)) }
    return .object(members)
  }

  /// Reads what `json` wrote.
  ///
  /// - Returns: `nil` where it is something else.
  public init?(_ json: JSON) {
    guard let start = json["start"]?.intValue, let length = json["length"]?.intValue, start >= 0,
      (1..<1 << 40).contains(length), let predicted = json["predicted"]?.stringValue
    else { return nil }
    var channels: [(name: String, trace: PeakEnvelope)] = []
    for channel in json["channels"]?.arrayValue ?? [] {
      let samples = channel["samples"].numbers.map(Float.init)
      let low = samples.isEmpty ? channel["smallest"].numbers.map(Float.init) : samples
      let high = samples.isEmpty ? channel["largest"].numbers.map(Float.init) : samples
      guard let trace = PeakEnvelope(minimum: low, maximum: high, count: length) else { return nil }
      channels.append((channel["name"]?.stringValue ?? "", trace))
    }
    self.init(
      recording: json["recording"]?.stringValue ?? "", start: start, length: length,
      sampleRate: json["sampleRate"]?.doubleValue.flatMap { $0 > 0 && $0.isFinite ? $0 : nil },
      unit: json["unit"]?.stringValue ?? "s",
      label: json["label"]?.stringValue, predicted: predicted,
      probability: json["probability"]?.doubleValue ?? 0, channels: channels,
      attention: (json["attention"]?.arrayValue ?? []).map {
        WaveformFigure.Strip($0["name"]?.stringValue ?? "", $0["shares"].numbers.map(Float.init))
      })
    events = json["events"].numbers
    lookedAt = (json["lookedAt"]?.arrayValue ?? []).compactMap { LookedAt($0) }
  }

  /// Its picture.
  func figure(name: String, title: String? = nil) -> WaveformFigure {
    let rate = sampleRate ?? 1
    let axis =
      sampleRate == nil ? Axis("sample") : Axis(unit == "s" ? "time" : "position", unit: unit)
    let said = "\(predicted), \(NumberText.percent(probability))"
    let truth = label.map { $0 == predicted ? " – right" : " – wrong, it is \($0)" } ?? ""
    let place =
      sampleRate == nil
      ? "from sample \(start)"
      : "from \(NumberText.significant(Double(start) / rate, digits: 4)) \(unit)"
    let marked = events.isEmpty ? "" : " The ticks above the signal are known events."
    return WaveformFigure(
      name: name, title: title ?? "\(said)\(truth)",
      summary:
        "\(recording.split(separator: "/").last.map(String.init) ?? recording) \(place), \(length) samples.\(marked)",
      channels: channels,
      extent: Double(start) / rate...Double(start + length) / rate, axis: axis,
      strips: attention, events: events)
  }

  /// What the strips below a window say, and what they do not.
  static func stripsMeaning(isTried: Bool) -> String {
    "The strips show where the networks looked, each from its least (0) to its most (1). A strip is no proof: "
      + (isTried
        ? "whether it mattered stands below." : "faultdx explain tries whether it mattered.")
  }
}
