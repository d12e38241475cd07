public import FaultDXStorage

/// What a model looked at in a window beside samples: what each band, line or component contributed, and how the channels
/// of its blocks were weighed.
public struct LookedAt: Sendable {
  /// What it is, in a few words: `bands of frequency`.
  public var title: String
  /// The unit of `positions`; `nil` for what has only names or numbers.
  public var unit: String?
  /// Where each value lies.
  public var positions: [Double]
  /// The name of each; empty where positions say it.
  public var names: [String]
  /// Above 0 what speaks for the verdict, below 0 what speaks against it; of channels their weights in 0…1.
  public var values: [Double]
  /// Whether these are weights in 0…1, which speak for nothing by themselves.
  public var areWeights: Bool

  /// Makes one.
  public init(
    _ title: String, unit: String? = nil, positions: [Double], names: [String] = [],
    values: [Double], areWeights: Bool = false
  ) {
    self.title = title
    self.unit = unit
    self.positions = positions
    self.names = names
    self.values = values
    self.areWeights = areWeights
  }

  /// As a run folder keeps it.
  public var json: JSON {
    func numbers(_ values: [Double]) -> JSON {
      .array(
        values.map { value in
          .number(Double(NumberText.significant(value, digits: 4)) ?? 0)
        })
    }
    var members: JSONObject = [
      "title": .string(title), "unit": unit.map { .string($0) } ?? .null,
      "positions": numbers(positions), "names": .array(names.map { .string($0) }),
      "values": numbers(values),
    ]
    if areWeights { members["areWeights"] = true }
    return .object(members)
  }

  /// Reads what `json` wrote.
  ///
  /// - Returns: `nil` where there is not one position for each value.
  public init?(_ json: JSON) {
    let (positions, values) = (json["positions"].numbers, json["values"].numbers)
    let names = json["names"].texts
    guard positions.count == values.count, !values.isEmpty,
      names.isEmpty || names.count == values.count
    else { return nil }
    self.init(
      json["title"]?.stringValue ?? "", unit: json["unit"]?.stringValue, positions: positions,
      names: names, values: values, areWeights: json["areWeights"]?.boolValue ?? false)
  }

  /// Its picture: a curve over positions, or the largest by name.
  func figure(name: String) -> any Figure {
    if areWeights {
      return LineChart(
        name: name, title: title,
        summary: "From 0, a channel that is silenced, to 1, one that passes as it is.",
        x: Axis("channel"), y: Axis("weight", range: 0...1),
        series: [.init("", zip(positions, values).map { ($0, $1) }, form: .columns)], height: 130)
    }
    if names.isEmpty, unit != nil || positions.count > 24 {
      return LineChart(
        name: name, title: title,
        summary:
          "Above 0 speaks for what the model said, below 0 against it. The largest is at "
          + "\(place(of: values.indices.max { abs(values[$0]) < abs(values[$1]) } ?? 0)).",
        x: unit == nil ? Axis("number") : Axis("frequency", unit: unit), y: Axis("contribution"),
        series: [.init("", zip(positions, values).map { ($0, $1) }, form: .columns)], height: 130)
    }
    let order = values.indices.sorted { abs(values[$0]) > abs(values[$1]) }.prefix(12)
    return IntervalFigure(
      name: name, title: title,
      summary:
        "The largest contributions; above 0 speaks for what the model said, below 0 against it.",
      axis: Axis("contribution"),
      rows: order.map {
        .init(
          names.isEmpty ? place(of: $0) : names[$0], values[$0],
          bounds: min(0, values[$0])...max(0, values[$0]), isOwn: values[$0] > 0)
      })
  }

  private func place(of index: Int) -> String {
    guard positions.indices.contains(index) else { return "–" }
    return "\(NumberText.significant(positions[index]))\(unit.map { " \($0)" } ?? "")"
  }
}
