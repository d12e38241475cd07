import FaultDXSignal

/// Whether something that is no fault tells the classes apart.
struct PropertyComparison {
  private(set) var findings: [DataAudit.Finding] = []

  private struct Property {
    let kind: DataAudit.Kind
    let name: String
    let unit: String
    /// One for each recording.
    let values: [Double]
    /// The least difference between the medians of a class and of the others that matters.
    let least: Double
    /// Whether `least` is relative to the others' median.
    let isRatio: Bool
  }

  private let recordings: [Recording]
  private let properties: [RecordingProperties]
  private let labels: [String]
  private let units: [String]

  init(_ recordings: [Recording], _ properties: [RecordingProperties]) {
    self.recordings = recordings
    self.properties = properties
    labels = recordings.map { $0.label ?? "" }
    units = recordings.enumerated().map { $1.group ?? "recording \($0)" }
    let candidates = candidates()
    let tests = max(1, candidates.count * (Set(labels).count + 1))
    findings = candidates.compactMap { finding($0, tests: tests) }
  }

  /// The properties that all recordings have and not all share.
  private func candidates() -> [Property] {
    let rates = properties.compactMap(\.rate)
    let hasRates = rates.count == properties.count
    var result = [
      Property(
        kind: .length, name: "length", unit: hasRates ? "s" : "frames",
        values: properties.map { Double($0.frames) / (hasRates ? $0.rate ?? 1 : 1) }, least: 0.01,
        isRatio: true),
      Property(
        kind: .amplitude, name: "RMS", unit: "", values: properties.map(\.deviation), least: 0.2,
        isRatio: true),
      Property(
        kind: .offset, name: "mean", unit: "RMS",
        values: properties.map { $0.deviation > 0 ? $0.offset / $0.deviation : 0 }, least: 0.02,
        isRatio: false),
      Property(
        kind: .clipping, name: "share of clipped samples", unit: "",
        values: properties.map(\.clipping), least: 0.002, isRatio: false),
      Property(
        kind: .silence, name: "share of constant stretches", unit: "",
        values: properties.map(\.silence), least: 0.005, isRatio: false),
    ]
    if hasRates {
      result.append(
        Property(
          kind: .rate, name: "sampling rate", unit: "Hz", values: rates, least: 0.001, isRatio: true
        )
      )
    }
    for (frequency, hum) in [("50", \RecordingProperties.hum50), ("60", \.hum60)] {
      let values = properties.compactMap { $0[keyPath: hum] }
      if values.count == properties.count {
        result.append(
          Property(
            kind: .mains, name: "line at \(frequency) Hz", unit: "dB", values: values, least: 10,
            isRatio: false))
      }
    }
    let numbers = properties.compactMap(\.number)
    if numbers.count == properties.count, Set(numbers).count == numbers.count {
      result.append(
        Property(
          kind: .order, name: "number in the name", unit: "", values: numbers, least: 0,
          isRatio: false))
    }
    return result.filter { Set($0.values).count > 1 }
  }

  private func finding(_ property: Property, tests: Int) -> DataAudit.Finding? {
    // Rates are settings and do not differ by chance: neither other properties nor the number of units
    // make them less remarkable.
    let test = PropertyTest(
      values: property.values, labels: labels,
      units: property.kind == .rate ? recordings.indices.map(String.init) : units,
      tests: property.kind == .rate ? Set(labels).count + 1 : tests)
    let separated = test.separated.filter { isMaterial(property, $0.label) }
    let informative = test.isInformative && Set(labels).contains { isMaterial(property, $0) }
    guard !separated.isEmpty || informative else { return nil }
    let percent = { (share: Double) in fixedPoint(100 * share, digits: 1) + " %" }
    var what =
      "the \(property.name) alone gives \(percent(test.accuracy)) of recordings their class "
      + "(the most common class: \(percent(test.chance)))"
    if let best = separated.max(by: { $0.balancedAccuracy < $1.balancedAccuracy }) {
      let (own, others) = medians(property, best.label)
      let all = separated.count > 1 && separated.count == Set(labels).count
      let names =
        all ? "every class" : enumerated(separated.map { "\"\($0.label)\"" }, limit: 4)
      what =
        "the \(property.name) alone tells \(names) from the others in "
        + "\(percent(best.balancedAccuracy)) of recordings (\"\(best.label)\" "
        + "\(signed(own))\(suffix(property)), others \(signed(others))\(suffix(property)))"
    }
    let (grade, meaning) = judgement(property, separated.map(\.label))
    var figures = [
      DataAudit.Figure("accuracy", test.accuracy), DataAudit.Figure("chance", test.chance),
    ]
    if let best = separated.map(\.balancedAccuracy).max() {
      figures.append(.init("balancedAccuracy", best))
    }
    let named = Set(separated.map(\.label))
    return .init(
      property.kind, grade, "\(what): \(meaning).",
      recordings: recordings.filter { named.contains($0.label ?? "") }.map(\.identity),
      figures: figures)
  }

  private func suffix(_ property: Property) -> String {
    property.unit.isEmpty ? "" : " \(property.unit)"
  }

  /// Whether the class and the others differ by more than what no classifier would care for.
  private func isMaterial(_ property: Property, _ label: String) -> Bool {
    let (own, others) = medians(property, label)
    if property.kind == .offset, !isShifted(label) { return false }
    if property.isRatio {
      return max(own, others) > (1 + property.least) * max(min(own, others), .leastNormalMagnitude)
    }
    return (own - others).magnitude >= property.least
  }

  /// Whether the means differ in the signal's own unit too: one offset under signals of different
  /// strength is of the strength.
  private func isShifted(_ label: String) -> Bool {
    let values = zip(properties, labels)
    let own = median(values.filter { $0.1 == label }.map(\.0.offset))
    let others = median(values.filter { $0.1 != label }.map(\.0.offset))
    return (own - others).magnitude >= 0.02 * median(properties.map(\.deviation))
  }

  private func medians(_ property: Property, _ label: String) -> (own: Double, others: Double) {
    let values = zip(property.values, labels)
    return (
      median(values.filter { $0.1 == label }.map(\.0)),
      median(values.filter { $0.1 != label }.map(\.0))
    )
  }

  private func judgement(
    _ property: Property, _ separated: [String]
  ) -> (DataAudit.Grade, String) {
    switch property.kind {
    case .rate:
      return (
        .suspicious,
        "brought to one rate, the one still holds nothing where the other's filter cut, which a "
          + "network finds before it finds a fault"
      )
    case .length:
      return (
        .suspicious,
        "they were recorded or cut differently; make sure that nothing depends on it (padding, "
          + "interpolation, the number of windows)"
      )
    case .amplitude:
      if let flat = separated.first(where: isScaled) {
        return (
          .suspicious,
          "\"\(flat)\" differs by the same factor in all bands of frequency, as a gain or a unit does "
            + "and a fault does not; scale windows (the default) or correct it"
        )
      }
      return (
        .note,
        "a fault may well shake more, but then a threshold does what the model does; with scaled windows "
          + "(the default) the model cannot use it"
      )
    case .offset:
      return (
        .suspicious,
        "an offset is the sensor's or the converter's, not the fault's; scale windows (the default) or "
          + "remove it"
      )
    case .clipping:
      return (
        .suspicious,
        "the input range was set differently, or a stronger signal met the same range; clipping leaves "
          + "harmonics that a network finds first"
      )
    case .silence:
      return (
        .suspicious,
        "dead or padded stretches are a matter of recording; cut them off"
      )
    case .mains:
      return (
        .suspicious,
        "hum comes from wiring and shielding, not from a fault; unless the signal is a supply's own, record "
          + "all classes with the same set-up"
      )
    default:
      return (
        .note,
        "classes were recorded, or at least numbered, one after the other, so whatever drifted meanwhile "
          + "(temperature, mounting, load) tells them apart as well"
      )
    }
  }

  /// Whether a class's spectrum is the others', multiplied by one factor.
  private func isScaled(_ label: String) -> Bool {
    guard properties.allSatisfy({ $0.bands.count == RecordingProperties.bandCount }) else {
      return false
    }
    let differences = (0..<RecordingProperties.bandCount).map { band in
      let values = zip(properties, labels).map { ($0.bands[band], $1) }
      return median(values.filter { $0.1 == label }.map(\.0))
        - median(values.filter { $0.1 != label }.map(\.0))
    }.sorted()
    // The outer bands hold what filters and offsets leave.
    let inner = differences.dropFirst(2).dropLast(2)
    guard let least = inner.first, let most = inner.last else { return false }
    let middle = median(differences)
    return middle.magnitude > 3 && most - least < max(3, 0.35 * middle.magnitude)
  }
}

/// The middle value, the upper of two; 0 for none.
func median(_ values: [Double]) -> Double {
  values.isEmpty ? 0 : values.sorted()[values.count / 2]
}

/// Three significant digits with a sign where it is needed.
func signed(_ value: Double) -> String {
  value < 0 ? "-" + short(-value) : short(value)
}
