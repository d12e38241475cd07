public import FaultDXNN
public import FaultDXStorage

extension Calibration {
  /// How a model file writes it.
  public var json: JSON {
    var right: JSONObject = [:]
    for precision in Precision.allCases {
      right[precision.rawValue] = .integer(correct[precision] ?? 0)
    }
    return [
      "trainingWindows": .integer(trainingWindows),
      "ranges": .array(ranges.maxima.map { .number(Double($0)) }),
      "validationWindows": .integer(validationWindows),
      "correct": .object(right),
    ]
  }

  /// Reads what `json` wrote; `nil` for anything else.
  public init?(json: JSON) {
    guard let array = json["ranges"]?.arrayValue,
      let training = json["trainingWindows"]?.intValue,
      let validation = json["validationWindows"]?.intValue,
      let right = json["correct"]?.objectValue
    else { return nil }
    let maxima = array.compactMap { $0.doubleValue.map { Float($0) } }
    guard maxima.count == array.count, let ranges = ActivationRanges(maxima: maxima) else {
      return nil
    }
    var correct: [Precision: Int] = [:]
    for member in right {
      guard let precision = Precision(rawValue: member.key), let count = member.value.intValue
      else { return nil }
      correct[precision] = count
    }
    self.init(
      ranges: ranges, trainingWindows: training, validationWindows: validation, correct: correct)
  }
}
