import FaultDXEvaluation
import FaultDXStorage

/// What one network said in one fold with one seed: what an ablation keeps on disk so that it is not trained again.
struct AblationCell {
  let windows: Predictions
  let recordings: Predictions
  let epochs: Int
  /// Processor time of training.
  let seconds: Double

  /// Takes what was said.
  init(
    _ said: (windows: Predictions, recordings: Predictions), epochs: Int, seconds: Double
  ) {
    windows = said.windows
    recordings = said.recordings
    self.epochs = epochs
    self.seconds = seconds
  }

  static let schema = "faultdx.ablation-cell/1"

  /// - Parameter key: What it depends on.
  func json(key: String) -> JSON {
    [
      "schema": .string(Self.schema), "key": .string(key), "epochs": .integer(epochs),
      "seconds": .number(seconds), "labels": .array(windows.labels.map { .string($0) }),
      "unitName": .string(windows.unitName), "windows": Self.json(windows),
      "recordings": Self.json(recordings),
    ]
  }

  /// Reads what `json` wrote; `nil` for anything else.
  init?(json: JSON) {
    guard json["schema"]?.stringValue == Self.schema, let epochs = json["epochs"]?.intValue,
      let seconds = json["seconds"]?.doubleValue,
      let labels = json["labels"]?.arrayValue?.compactMap(\.stringValue),
      let unitName = json["unitName"]?.stringValue,
      let windows = Self.predictions(json["windows"], labels, unitName),
      let recordings = Self.predictions(json["recordings"], labels, unitName)
    else { return nil }
    self.epochs = epochs
    self.seconds = seconds
    self.windows = windows
    self.recordings = recordings
  }

  private static func json(_ said: Predictions) -> JSON {
    [
      "truth": .array(said.truth.map { .integer($0) }),
      "predicted": .array(said.predicted.map { .integer($0) }),
      "recordings": .array(said.recordings.map { .integer($0) }),
      "units": .array(said.units.map { .string($0) }),
      "probabilities": .array(
        said.probabilities.map { row in .array(row.map { .number($0) }) }),
    ]
  }

  private static func predictions(
    _ json: JSON?, _ labels: [String], _ unitName: String
  ) -> Predictions? {
    guard let truth = numbers(json?["truth"], below: labels.count),
      let predicted = numbers(json?["predicted"], below: labels.count),
      let recordings = numbers(json?["recordings"], below: .max),
      let units = json?["units"]?.arrayValue?.compactMap(\.stringValue),
      let rows = json?["probabilities"]?.arrayValue
    else { return nil }
    let probabilities = rows.map { ($0.arrayValue ?? []).compactMap(\.doubleValue) }
    guard !truth.isEmpty, predicted.count == truth.count, recordings.count == truth.count,
      units.count == truth.count, probabilities.count == truth.count,
      probabilities.allSatisfy({ $0.count == labels.count })
    else { return nil }
    return Predictions(
      labels: labels, truth: truth, probabilities: probabilities, predicted: predicted,
      recordings: recordings, units: units, unitName: unitName)
  }

  private static func numbers(_ json: JSON?, below limit: Int) -> [Int]? {
    guard let array = json?.arrayValue else { return nil }
    let numbers = array.compactMap(\.intValue).filter { (0..<limit).contains($0) }
    return numbers.count == array.count ? numbers : nil
  }
}
