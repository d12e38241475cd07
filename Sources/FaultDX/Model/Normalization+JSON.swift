public import FaultDXSignal
public import FaultDXStorage

extension Normalization {
  /// How a model file writes it: `{"kind": "standard"}`, with the fitted numbers where there are any.
  public var json: JSON {
    switch self {
    case .none, .standard, .minMax: ["kind": .string(name)]
    case .fittedStandard(let mean, let deviation):
      [
        "kind": .string(name), "mean": Self.array(mean), "deviation": Self.array(deviation),
      ]
    case .fittedMinMax(let minimum, let maximum):
      [
        "kind": .string(name), "minimum": Self.array(minimum), "maximum": Self.array(maximum),
      ]
    }
  }

  /// Reads what `json` wrote; `nil` for anything else.
  public init?(json: JSON) {
    switch json["kind"]?.stringValue {
    case "none": self = .none
    case "standard": self = .standard
    case "minmax": self = .minMax
    case "fitted-standard":
      guard let mean = Self.floats(json["mean"]), let deviation = Self.floats(json["deviation"]),
        mean.count == deviation.count, deviation.allSatisfy({ $0 > 0 })
      else { return nil }
      self = .fittedStandard(mean: mean, deviation: deviation)
    case "fitted-minmax":
      guard let minimum = Self.floats(json["minimum"]), let maximum = Self.floats(json["maximum"]),
        minimum.count == maximum.count, zip(minimum, maximum).allSatisfy({ $0 < $1 })
      else { return nil }
      self = .fittedMinMax(minimum: minimum, maximum: maximum)
    default: return nil
    }
  }

  private static func array(_ values: [Float]) -> JSON {
    .array(values.map { .number(Double($0)) })
  }

  private static func floats(_ json: JSON?) -> [Float]? {
    guard let array = json?.arrayValue, !array.isEmpty else { return nil }
    let values = array.compactMap { $0.doubleValue.map { Float($0) } }
    return values.count == array.count && values.allSatisfy(\.isFinite) ? values : nil
  }
}
