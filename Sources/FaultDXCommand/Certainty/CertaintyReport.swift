import FaultDX
import FaultDXEvaluation
import FaultDXStorage

/// Whether models are as sure as they may be, on recordings that are labelled.
struct CertaintyReport {
  private let fitted: [Certainty]
  private let windows: Pair
  private let recordings: Pair
  private let coverage: Coverage?
  private let stated: Double?
  private let unknown: Int?
  private let asked: Int
  private let rate: Double?

  /// Without and with what the model knows.
  private struct Pair {
    let before: Reliability
    let after: Reliability

    init(_ said: CertaintyEvidence.Probabilities) {
      before = Reliability(truth: said.truth, probabilities: said.before)
      after = Reliability(truth: said.truth, probabilities: said.after)
    }

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
  init?(_ assessment: Assessment, of model: Model) {
    guard let evidence = CertaintyEvidence(assessment, of: model) else { return nil }
    self.init(evidence)
  }

  /// What several folds came to, as one test; of one it is that.
  init(_ evidence: CertaintyEvidence) {
    fitted = evidence.fitted
    windows = Pair(evidence.windows)
    recordings = Pair(evidence.recordings)
    coverage = Self.coverage(evidence.sets)
    stated = evidence.fitted.lazy.compactMap(\.sets).first?.coverage
    asked = evidence.asked.count
    unknown = evidence.asked.isEmpty ? nil : evidence.asked.count { $0.isUnknown }
    // Of folds that hold different rates none can be stated for all.
    let rates = Set(evidence.asked.map(\.rate))
    rate = rates.count == 1 ? rates.first ?? nil : nil
  }

  /// The share of recordings whose true class is in the set, each unit counting once.
  private static func coverage(_ sets: [CertaintyEvidence.PlausibleSet]) -> Coverage? {
    if sets.isEmpty { return nil }
    let units = Dictionary(grouping: sets, by: \.unit)
    // In the order of their names: a sum depends on it.
    let share =
      units.keys.sorted().reduce(0) { sum, name in
        let own = units[name] ?? []
        return sum + Double(own.count { $0.holdsTruth }) / Double(own.count)
      } / Double(units.count)
    let interval = Interval.wilson(rate: min(share, 1), trials: units.count)
    return Coverage(
      share: share, lower: interval.lower, upper: interval.upper, groups: units.count,
      meanSize: Double(sets.reduce(0) { $0 + $1.size }) / Double(sets.count))
  }

  /// What one model has learnt, or of several between which bounds they lie.
  private func range(_ figure: (Certainty) -> Double) -> String {
    let values = fitted.map { Format.fixed(figure($0), decimals: 2) }
    let (lowest, highest) = (
      fitted.map(figure).min().map { Format.fixed($0, decimals: 2) } ?? "",
      fitted.map(figure).max().map { Format.fixed($0, decimals: 2) } ?? ""
    )
    return Set(values).count > 1 ? "\(lowest) to \(highest)" : lowest
  }

  private var source: String {
    fitted.count == 1
      ? fitted[0].source
      : "fitted in each fold on what training held out"
  }

  /// The member `certainty` of `faultdx.evaluation/1`.
  var json: JSON {
    var members: JSONObject = [
      "source": .string(source), "temperature": figures(\.temperature),
      "recordingPower": figures(\.recordingPower),
      "windows": windows.json, "recordings": recordings.json,
    ]
    if let coverage, let stated {
      members["predictionSets"] = [
        "stated": .number(stated), "coverage": .number(coverage.share),
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

  private func figures(_ figure: (Certainty) -> Double) -> JSON {
    fitted.count == 1
      ? .number(figure(fitted[0])) : .array(fitted.map { .number(figure($0)) })
  }

  /// The same for people.
  var lines: [String] {
    var lines = [
      "How sure (temperature \(range(\.temperature)), power of recordings "
        + "\(range(\.recordingPower)); \(source)):",
      windows.sentence("windows"), recordings.sentence("recordings"),
    ]
    if let coverage, let stated {
      lines.append(
        "  \(Format.percent(stated)) sets hold the true class of \(Format.percent(coverage.share)) of "
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
