import FaultDX
import FaultDXEvaluation
import FaultDXNN
import FaultDXStorage
import FaultDXTensor

/// Whether a model is as sure as it may be, on recordings that are labelled.
struct CertaintyReport {
  private let certainty: Certainty
  private let windows: Pair
  private let recordings: Pair
  private let coverage: Coverage?
  private let unknown: Int?
  private let asked: Int
  private let rate: Double?

  /// Without and with what the model knows.
  private struct Pair {
    let before: Reliability
    let after: Reliability

    var json: JSON { ["before": Self.json(before), "after": Self.json(after)] }

    private static func json(_ reliability: Reliability) -> JSON {
      [
        "expectedCalibrationError": .number(reliability.expectedError),
        "adaptiveCalibrationError": .number(reliability.adaptiveError),
        "brierScore": .number(reliability.brierScore), "logLoss": .number(reliability.logLoss),
        "curve": .array(
          reliability.curve.map {
            [
              "count": .integer($0.count), "confidence": .number($0.confidence),
              "accuracy": .number($0.accuracy),
            ]
          }),
      ]
    }

    func sentence(_ name: String) -> String {
      func both(_ figure: (Reliability) -> Double) -> String {
        "\(Format.fixed(figure(before), decimals: 3)) -> \(Format.fixed(figure(after), decimals: 3))"
      }
      return "  \(Format.leftAligned(name, 11)) ECE \(both(\.expectedError))  adaptive "
        + "\(both(\.adaptiveError))  Brier \(both(\.brierScore))  NLL \(both(\.logLoss))"
    }
  }

  private struct Coverage {
    let share: Double
    let lower: Double
    let upper: Double
    let groups: Int
    let meanSize: Double
  }

  /// - Returns: `nil` where the model does not know how sure it may be.
  init?(_ assessment: Assessment, of model: Model, unknownRate: Double?) {
    guard let certainty = model.certainty, !assessment.items.isEmpty else { return nil }
    self.certainty = certainty
    let items = assessment.items
    let plain = items.map { item in
      item.diagnosis.windows.map { window in
        softmax(Tensor(shape: [1, window.logits.count], elements: window.logits)).elements
          .map(Double.init)
      }
    }
    let truths = items.map(\.truth)
    let windowTruths = items.flatMap { item in item.diagnosis.windows.map { _ in item.truth } }
    windows = Pair(
      before: Reliability(truth: windowTruths, probabilities: plain.flatMap { $0 }),
      after: Reliability(
        truth: windowTruths,
        probabilities: items.flatMap {
          $0.diagnosis.windows.map { $0.probabilities.map(Double.init) }
        }))
    recordings = Pair(
      before: Reliability(truth: truths, probabilities: plain.map(Self.mean)),
      after: Reliability(truth: truths, probabilities: items.map(\.diagnosis.probabilities)))
    coverage = Self.coverage(items)
    let asked = items.filter { $0.diagnosis.novelty?.threshold != nil }
    self.asked = asked.count
    unknown = asked.isEmpty ? nil : asked.count { $0.diagnosis.isUnknown }
    rate = asked.first?.diagnosis.novelty?.rate
  }

  /// The share of recordings whose true class is in the set, each unit counting once.
  private static func coverage(_ items: [Assessment.Item]) -> Coverage? {
    let known = items.filter { $0.diagnosis.plausible != nil }
    if known.isEmpty { return nil }
    let units = Dictionary(grouping: known, by: { $0.group ?? "\($0.file)#\($0.name)" })
    let share =
      units.values.reduce(0) { sum, items in
        let covered = items.count { $0.diagnosis.plausible?.contains($0.truth) ?? false }
        return sum + Double(covered) / Double(items.count)
      } / Double(units.count)
    let interval = Interval.wilson(rate: share, trials: units.count)
    let size = known.reduce(0) { $0 + ($1.diagnosis.plausible?.count ?? 0) }
    return Coverage(
      share: share, lower: interval.lower, upper: interval.upper, groups: units.count,
      meanSize: Double(size) / Double(known.count))
  }

  private static func mean(_ rows: [[Double]]) -> [Double] {
    rows.dropFirst().reduce(rows.first ?? []) { zip($0, $1).map(+) }
      .map { $0 / Double(rows.count) }
  }

  /// The member `certainty` of `faultdx.evaluation/1`.
  var json: JSON {
    var members: JSONObject = [
      "source": .string(certainty.source), "temperature": .number(certainty.temperature),
      "recordingPower": .number(certainty.recordingPower),
      "windows": windows.json, "recordings": recordings.json,
    ]
    if let coverage, let sets = certainty.sets {
      members["predictionSets"] = [
        "stated": .number(sets.coverage), "coverage": .number(coverage.share),
        "interval": .array([.number(coverage.lower), .number(coverage.upper)]),
        "groups": .integer(coverage.groups), "meanSize": .number(coverage.meanSize),
      ]
    }
    if let unknown {
      members["unknown"] = [
        "recordings": .integer(asked), "flagged": .integer(unknown),
        "statedRate": rate.map { .number($0) } ?? .null,
      ]
    }
    return .object(members)
  }

  /// The same for people.
  var lines: [String] {
    var lines = [
      "How sure (temperature \(Format.fixed(certainty.temperature, decimals: 2)), power of recordings "
        + "\(Format.fixed(certainty.recordingPower, decimals: 2)); \(certainty.source)):",
      windows.sentence("windows"), recordings.sentence("recordings"),
    ]
    if let coverage, let sets = certainty.sets {
      lines.append(
        "  \(Format.percent(sets.coverage)) sets hold the true class of \(Format.percent(coverage.share)) of "
          + "recordings (\(Format.fixed(coverage.lower, decimals: 2)) to "
          + "\(Format.fixed(coverage.upper, decimals: 2)), \(coverage.groups) units), "
          + "\(Format.fixed(coverage.meanSize, decimals: 2)) classes in the mean")
    }
    if let unknown {
      let stated = rate.map { ", stated \(Format.percent($0))" } ?? ", no rate can be stated"
      lines.append("  called unknown: \(unknown) of \(asked) recordings\(stated)")
    }
    return lines
  }
}
