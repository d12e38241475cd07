public import FaultDXStorage

extension Explanation.Source {
  /// `kind`, and `block` or `channel` counted from 1 where it has one.
  public var members: JSONObject {
    var members: JSONObject = ["kind": .string(kind)]
    if let block { members["block"] = .integer(block + 1) }
    if case .contribution(.some(let channel)) = self { members["channel"] = .integer(channel + 1) }
    return members
  }

  /// Reads these; `nil` where they are something else.
  public init?(_ json: JSON) {
    let block = json["block"]?.intValue.flatMap { $0 > 0 ? $0 - 1 : nil }
    switch (json["kind"]?.stringValue, block) {
    case ("attention", let block?): self = .attention(block: block)
    case ("attention-swing", let block?): self = .attentionSwing(block: block)
    case ("class-activation", let block?): self = .classActivation(block: block)
    case ("contribution", nil):
      self = .contribution(channel: json["channel"]?.intValue.map { $0 - 1 })
    default: return nil
    }
  }
}

extension Faithfulness.Comparison {
  /// For programs.
  public var json: JSON {
    [
      "attended": .number(attended), "random": .number(random), "gain": .number(gain),
      "interval": interval.json, "p": .number(p), "correctedP": .number(correctedP),
    ]
  }

  init?(_ json: JSON?) {
    guard let attended = json?["attended"]?.doubleValue, let random = json?["random"]?.doubleValue,
      let gain = json?["gain"]?.doubleValue, let p = json?["p"]?.doubleValue
    else { return nil }
    self.init(
      attended: attended, random: random, gain: gain, interval: ClosedRange(json?["interval"]),
      p: p,
      correctedP: json?["correctedP"]?.doubleValue ?? p)
  }
}

extension Faithfulness {
  /// For programs, without the part.
  public var members: JSONObject {
    var members = source.members
    members["fill"] = .string(fill.rawValue)
    members["windows"] = .integer(windows)
    members["units"] = .integer(units)
    members["deletion"] = deletion.json
    members["insertion"] = insertion.json
    members["faithful"] = .bool(isFaithful)
    return members
  }

  /// Reads these, with the number of the part from 1; `nil` where something is missing.
  public init?(_ json: JSON) {
    guard let source = Explanation.Source(json), let deletion = Comparison(json["deletion"]),
      let insertion = Comparison(json["insertion"]), let windows = json["windows"]?.intValue
    else { return nil }
    self.init(
      part: (json["part"]?.intValue ?? 1) - 1, source: source,
      fill: json["fill"]?.stringValue.flatMap { Fill(rawValue: $0) } ?? .scrambled,
      windows: windows, units: json["units"]?.intValue ?? windows, deletion: deletion,
      insertion: insertion)
  }
}

extension EventOverlap {
  /// For programs, without the part.
  public var members: JSONObject {
    var members = source.members
    members["windows"] = .integer(windows)
    members["units"] = .integer(units)
    members["events"] = .integer(events)
    members["attended"] = .number(attended)
    members["chance"] = .number(chance)
    members["interval"] = interval.json
    members["p"] = .number(p)
    members["correctedP"] = .number(correctedP)
    members["shuffled"] = ["attended": .number(shuffled), "p": .number(shuffledP)]
    members["untrained"] = ["attended": .number(untrained), "p": .number(untrainedP)]
    return members
  }

  /// Reads these, with the number of the part from 1; `nil` where something is missing.
  public init?(_ json: JSON) {
    guard let source = Explanation.Source(json), let windows = json["windows"]?.intValue,
      let attended = json["attended"]?.doubleValue, let chance = json["chance"]?.doubleValue,
      let p = json["p"]?.doubleValue
    else { return nil }
    self.init(
      part: (json["part"]?.intValue ?? 1) - 1, source: source, windows: windows,
      units: json["units"]?.intValue ?? windows, events: json["events"]?.intValue ?? 0,
      attended: attended, chance: chance, p: p, correctedP: json["correctedP"]?.doubleValue ?? p,
      interval: ClosedRange(json["interval"]),
      shuffled: json["shuffled"]?["attended"]?.doubleValue ?? .nan,
      shuffledP: json["shuffled"]?["p"]?.doubleValue ?? .nan,
      untrained: json["untrained"]?["attended"]?.doubleValue ?? .nan,
      untrainedP: json["untrained"]?["p"]?.doubleValue ?? .nan)
  }
}

extension UntrainedResemblance {
  /// For programs, without the part.
  public var members: JSONObject {
    var members = source.members
    members["networks"] = .integer(networks)
    members["windows"] = .integer(windows)
    members["correlation"] = .number(correlation)
    members["chance"] = .number(chance)
    members["p"] = .number(p)
    members["verdict"] = .string(verdict.rawValue)
    return members
  }

  /// Reads these, with the number of the part from 1; `nil` where something is missing.
  public init?(_ json: JSON) {
    guard let source = Explanation.Source(json), let networks = json["networks"]?.intValue,
      let windows = json["windows"]?.intValue,
      let correlation = json["correlation"]?.doubleValue, let chance = json["chance"]?.doubleValue,
      let p = json["p"]?.doubleValue
    else { return nil }
    self.init(
      part: (json["part"]?.intValue ?? 1) - 1, source: source, networks: networks,
      windows: windows, correlation: correlation, chance: chance, p: p)
  }
}

extension ClosedRange<Double>? {
  fileprivate var json: JSON { map { [.number($0.lowerBound), .number($0.upperBound)] } ?? .null }
}

extension ClosedRange<Double> {
  fileprivate init?(_ json: JSON?) {
    guard let lower = json?[0]?.doubleValue, let upper = json?[1]?.doubleValue, lower <= upper
    else { return nil }
    self = lower...upper
  }
}
