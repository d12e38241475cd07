import FaultDXEvaluation

/// A comparison for people: a table of the windows, one of the recordings, and what they come to.
struct ComparisonText {
  private let comparison: Comparison

  init(_ comparison: Comparison) { self.comparison = comparison }

  private var rows: [Comparison.Row] { comparison.rows }

  /// The lines, without an empty one at the end.
  var lines: [String] {
    guard let any = rows.last else { return comparison.notes }
    let (windows, recordings) = (any.windows, any.recordings)
    var lines = table("By window (\(windows.count))") { ($0.windows, $0.windowInterval) }
    // Where every recording is one window, the second table would be the first again.
    if recordings.outcomes != windows.outcomes {
      lines += [""]
      lines += table("By recording (\(recordings.count))") { ($0.recordings, $0.recordingInterval) }
    }
    lines += [""] + intervals + settings + comparison.notes
    if let verdict { lines += ["", verdict] }
    return lines
  }

  private func table(
    _ title: String, _ part: (Comparison.Row) -> (Predictions, Interval?)
  ) -> [String] {
    let header = Self.row(
      title, ["accuracy", "95 % interval", "balanced", "macro F1", "kappa", "MCC", "AUROC"])
    return [header]
      + rows.map { row in
        let (predictions, interval) = part(row)
        let metrics = predictions.metrics
        let bounds = interval.map {
          "\(Format.fixed($0.lower, decimals: 2)) to \(Format.fixed($0.upper, decimals: 2))"
        }
        return Self.row(
          row.name,
          [
            Format.percent(metrics.accuracy), bounds ?? "-", Self.figure(metrics.balancedAccuracy),
            Self.figure(metrics.macro.f1), Self.figure(metrics.cohenKappa),
            Self.figure(metrics.matthewsCorrelation), Self.figure(metrics.areaUnderCurve),
          ])
      }
  }

  private static func row(_ name: String, _ cells: [String]) -> String {
    let filled = name + String(repeating: " ", count: max(0, 22 - name.count))
    return filled + zip(cells, [9, 15, 10, 10, 8, 8, 8]).map { Format.padded($0, $1) }.joined()
  }

  private static func figure(_ value: Double?) -> String {
    value.map { Format.fixed($0, decimals: 3) } ?? "-"
  }

  /// How the intervals were found: of each kind one sentence.
  private var intervals: [String] {
    let found = rows.flatMap { [$0.windowInterval, $0.recordingInterval] }.compactMap { $0 }
    var sentences: [String] = []
    for interval in found {
      let sentence =
        switch interval.method {
        case .bootstrap(let units, let draws):
          "\(draws) draws of \(units) whole \(interval.unitName)"
        case .wilson(let units):
          "Wilson's with each of \(units) \(interval.unitName) as one trial"
        }
      if !sentences.contains(sentence) { sentences.append(sentence) }
    }
    return sentences.isEmpty ? [] : ["Intervals: " + sentences.joined(separator: "; ") + "."]
  }

  private var settings: [String] {
    let chosen = comparison.baselines.filter { !$0.settings.isEmpty }
    return chosen.isEmpty
      ? []
      : ["Settings: " + chosen.map { "\($0.name) \($0.settings)" }.joined(separator: "; ") + "."]
  }

  private var verdict: String? {
    guard let best = comparison.best, let difference = comparison.difference,
      let verdict = comparison.verdict
    else { return nil }
    let sentence =
      switch verdict {
      case .beats: "The network beats the \(best.name), the best of the baselines."
      case .ahead where difference.bounds == nil:
        "The network is ahead of the \(best.name), the best of the baselines, on too few "
          + "\(difference.unitName) to tell it from chance."
      case .ahead:
        "The network is ahead of the \(best.name), the best of the baselines, but by no more than "
          + "chance allows."
      case .behind: "The network does not beat the \(best.name) on these windows."
      }
    return "\(sentence)\nNetwork less \(best.name): \(difference)."
  }
}
