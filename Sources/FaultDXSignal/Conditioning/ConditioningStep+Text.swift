extension ConditioningStep: CustomStringConvertible {
  /// The step as `init(parsing:)` reads it: `bandpass:2000-5000:order=4`.
  public var description: String {
    switch self {
    case .detrend(let what): return "detrend:\(what.rawValue)"
    case .resample(let rate): return "resample:\(rate.plainText)"
    case .filter(let filter, let phase):
      let edges = filter.band.edges.map(\.plainText).joined(separator: "-")
      return
        "\(filter.band.name):\(edges):order=\(filter.order)\(phase == .causal ? ":causal" : "")"
    case .envelope(let ofWindow): return ofWindow ? "envelope:window" : "envelope"
    case .orderTrack(let tracking):
      let start = "order-track:\(tracking.samplesPerRevolution)"
      guard case .tachometer(let channel, let pulses) = tracking.source else { return start }
      return "\(start):tacho=\(channel):pulses=\(pulses)"
    case .magnitudeSpectrum: return "fft"
    case .envelopeSpectrum(let squared):
      return squared ? "squared-envelope-spectrum" : "envelope-spectrum"
    }
  }

  /// What can be written, one step a line.
  public static let forms = [
    "detrend[:linear|:constant]", "resample:RATE", "lowpass:EDGE", "highpass:EDGE",
    "bandpass:LOW-HIGH", "bandstop:LOW-HIGH", "envelope[:window]",
    "order-track:SAMPLES[:tacho=CHANNEL[:pulses=N]]", "fft", "envelope-spectrum",
    "squared-envelope-spectrum",
  ]

  /// Reads a step: a name, then what it needs, between colons.
  ///
  /// Frequencies are in Hz (`2000` or `2k`), or in orders behind `order-track`. Filters take `:order=N` (4 unless
  /// given) and `:causal`.
  ///
  /// - Throws: `ConditioningError.syntax` or `.invalidStep`.
  public init(parsing text: String) throws(ConditioningError) {
    var words = StepWords(text)
    switch words.name {
    case "detrend":
      let what = words.nextPlain() ?? Detrending.linear.rawValue
      guard let detrending = Detrending(rawValue: what) else {
        throw words.wrong("expected linear or constant, found \"\(what)\"")
      }
      self = .detrend(detrending)
    case "resample":
      self = .resample(rate: try words.frequency("a rate in Hz, as in resample:12000"))
    case "lowpass": self = try words.filter { .lowPass($0[0]) }
    case "highpass": self = try words.filter { .highPass($0[0]) }
    case "bandpass": self = try words.filter(edges: 2) { .bandPass($0[0], $0[1]) }
    case "bandstop": self = try words.filter(edges: 2) { .bandStop($0[0], $0[1]) }
    case "envelope":
      let what = words.nextPlain()
      guard what == nil || what == "window" else {
        throw words.wrong("expected nothing or window behind it, found \"\(what ?? "")\"")
      }
      self = .envelope(ofWindow: what != nil)
    case "order-track":
      let samples = try words.count(
        "samples in a revolution, as in order-track:64", words.nextPlain())
      let channel = words.option("tacho")
      let pulses = words.option("pulses")
      if pulses != nil, channel == nil { throw words.wrong("pulses= goes with tacho=") }
      if channel == "" { throw words.wrong("tacho= wants a channel, by name or by number from 1") }
      let source = try channel.map { channel throws(ConditioningError) in
        OrderTracking.Source.tachometer(
          channel: channel,
          pulsesPerRevolution: try words.count("pulses in a revolution", pulses ?? "1"))
      }
      self = .orderTrack(
        try OrderTracking(samplesPerRevolution: samples, source: source ?? .speed))
    case "fft": self = .magnitudeSpectrum
    case "envelope-spectrum": self = .envelopeSpectrum(squared: false)
    case "squared-envelope-spectrum": self = .envelopeSpectrum(squared: true)
    default:
      throw .syntax(text: text, reason: "expected one of \(Self.forms.joined(separator: ", "))")
    }
    if let rest = words.rest { throw words.wrong("there is no \"\(rest)\" to it") }
  }
}

extension ButterworthFilter.Band {
  /// What the command line and the model file call it.
  public var name: String {
    switch self {
    case .lowPass: "lowpass"
    case .highPass: "highpass"
    case .bandPass: "bandpass"
    case .bandStop: "bandstop"
    }
  }
}

/// The words of a step, taken one after the other.
private struct StepWords {
  let text: String
  let name: String
  private var words: [String]

  init(_ text: String) {
    self.text = text
    var words = text.split(separator: ":", omittingEmptySubsequences: false).map(Self.trimmed)
    name = words.removeFirst().lowercased()
    self.words = words
  }

  private static func trimmed(_ text: Substring) -> String {
    var text = text
    while text.first?.isWhitespace == true { text.removeFirst() }
    while text.last?.isWhitespace == true { text.removeLast() }
    return String(text)
  }

  /// A word that nothing has asked for.
  var rest: String? { words.first }

  func wrong(_ reason: String) -> ConditioningError { .syntax(text: text, reason: reason) }

  /// The next word, where it is no option.
  mutating func nextPlain() -> String? {
    guard let first = words.first, !first.contains("=") else { return nil }
    return words.removeFirst()
  }

  /// The value of `name=value`, wherever it stands.
  mutating func option(_ name: String) -> String? {
    guard let index = words.firstIndex(where: { $0.hasPrefix("\(name)=") }) else { return nil }
    return String(words.remove(at: index).dropFirst(name.count + 1))
  }

  private mutating func flag(_ name: String) -> Bool {
    guard let index = words.firstIndex(of: name) else { return false }
    words.remove(at: index)
    return true
  }

  func count(_ what: String, _ word: String?) throws(ConditioningError) -> Int {
    guard let word, let count = Int(word), count > 0 else {
      throw wrong("expected \(what), found \(word.map { "\"\($0)\"" } ?? "nothing")")
    }
    return count
  }

  mutating func frequency(_ what: String) throws(ConditioningError) -> Double {
    let word = nextPlain() ?? ""
    guard let frequency = Self.frequency(word) else {
      throw wrong("expected \(what), found \(word.isEmpty ? "nothing" : "\"\(word)\"")")
    }
    return frequency
  }

  mutating func filter(
    edges count: Int = 1, _ band: ([Double]) -> ButterworthFilter.Band
  ) throws(ConditioningError) -> ConditioningStep {
    let form =
      count == 1 ? "an edge in Hz, as in \(name):5000" : "two edges in Hz, as in \(name):2000-5000"
    let word = nextPlain() ?? ""
    let parts = Self.parts(word)
    let edges = parts.compactMap(Self.frequency)
    guard parts.count == count, edges.count == count else {
      throw wrong("expected \(form), found \(word.isEmpty ? "nothing" : "\"\(word)\"")")
    }
    let isCausal = flag("causal")
    let order = try self.count("an order", option("order") ?? "4")
    do throws(FilterError) {
      return .filter(
        try ButterworthFilter(band(edges), order: order), phase: isCausal ? .causal : .zero)
    } catch {
      throw .invalidStep(step: text, reason: error.description)
    }
  }

  /// `2000-5000` at the hyphen that is not part of a number such as `1e-3`.
  private static func parts(_ word: String) -> [String] {
    var parts = [""]
    for character in word {
      let isPartOfNumber =
        parts[parts.count - 1].isEmpty || parts[parts.count - 1].last?.lowercased() == "e"
      if character == "-", !isPartOfNumber {
        parts.append("")
      } else {
        parts[parts.count - 1].append(character)
      }
    }
    return parts
  }

  /// A positive number, with a k for thousands.
  private static func frequency(_ word: String) -> Double? {
    let isThousands = word.last == "k"
    guard let value = Double(isThousands ? String(word.dropLast()) : word), value > 0,
      value.isFinite
    else { return nil }
    return isThousands ? value * 1000 : value
  }
}
