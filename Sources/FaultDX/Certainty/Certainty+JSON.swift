public import FaultDXStorage

extension Certainty {
  /// How a model file writes it.
  public var json: JSON {
    var members: JSONObject = [
      "temperature": .number(temperature), "recordingPower": .number(recordingPower),
      "source": .string(source),
    ]
    if let sets {
      members["sets"] = [
        "coverage": .number(sets.coverage), "groups": .integer(sets.groups),
        "thresholds": .array(sets.thresholds.map { .number($0) }),
      ]
    }
    if let known {
      members["known"] = [
        "bands": .integer(known.bands),
        "references": .array(
          known.references.map { .array($0.map { .number($0) }) }),
        "classes": .array(known.classes.map { .integer($0) }),
        "windowVariance": .number(known.windowVariance),
        "distances": .array(known.distances.map { .number($0) }),
        "separation": known.separation.map { .number($0) } ?? .null,
        "units": known.unitsAreGroups ? "groups" : "recordings",
      ]
    }
    return .object(members)
  }

  /// Reads what `json` wrote; `nil` for anything else.
  ///
  /// - Parameters:
  ///   - classes: How many labels the model has.
  ///   - channels: How many channels.
  public init?(json: JSON, classes: Int, channels: Int) {
    guard let temperature = json["temperature"]?.doubleValue, temperature.isFinite, temperature > 0,
      let power = json["recordingPower"]?.doubleValue, power.isFinite, power > 0,
      let source = json["source"]?.stringValue
    else { return nil }
    self.init(temperature: temperature, recordingPower: power, source: source)
    if let json = json["sets"] {
      guard let coverage = json["coverage"]?.doubleValue, coverage > 0, coverage < 1,
        let groups = json["groups"]?.intValue, groups > 0,
        let thresholds = Self.numbers(json["thresholds"]), thresholds.count == classes
      else { return nil }
      sets = PredictionSets(coverage: coverage, thresholds: thresholds, groups: groups)
    }
    if let json = json["known"] {
      guard let known = KnownSpectra(json: json, classes: classes, channels: channels) else {
        return nil
      }
      self.known = known
    }
  }

  fileprivate static func numbers(_ json: JSON?) -> [Double]? {
    guard let array = json?.arrayValue else { return nil }
    let numbers = array.compactMap(\.doubleValue).filter(\.isFinite)
    return numbers.count == array.count ? numbers : nil
  }
}

extension KnownSpectra {
  fileprivate init?(json: JSON, classes: Int, channels: Int) {
    guard let bands = json["bands"]?.intValue, (1...4096).contains(bands),
      let rows = json["references"]?.arrayValue, !rows.isEmpty,
      let variance = json["windowVariance"]?.doubleValue, variance.isFinite, variance >= 0,
      let distances = Certainty.numbers(json["distances"]), distances.allSatisfy({ $0 >= 0 }),
      let separation = json["separation"]
    else { return nil }
    let references = rows.compactMap { Certainty.numbers($0) }
    let numbers = (json["classes"]?.arrayValue ?? []).compactMap(\.intValue)
    guard references.count == rows.count, numbers.count == rows.count,
      references.allSatisfy({ $0.count == bands * channels }),
      numbers.allSatisfy((0..<classes).contains)
    else { return nil }
    if separation != .null {
      guard let value = separation.doubleValue, value.isFinite, value >= 0 else { return nil }
    }
    let units = json["units"]?.stringValue ?? "groups"
    guard units == "groups" || units == "recordings" else { return nil }
    self.init(
      bands: bands, references: references, classes: numbers, windowVariance: variance,
      distances: distances, separation: separation.doubleValue,
      unitsAreGroups: units == "groups")
  }
}
