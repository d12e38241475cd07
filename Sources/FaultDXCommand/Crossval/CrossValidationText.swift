import FaultDXEvaluation

/// A cross-validation for people: what each fold tested, its figures, their spread, and all of it as one test.
struct CrossValidationText {
  private let whole: CrossValidation
  private let names: [String]

  init(_ whole: CrossValidation) {
    self.whole = whole
    names = whole.pooled.rows.map(\.name)
  }

  var text: String {
    var lines = whole.setting.lines
    lines += [""] + tested + [""] + figures + [""]
    lines += ["All folds as one test", ""] + ComparisonText(whole.pooled).lines + [""]
    if let certainty = whole.certainty { lines += certainty.lines + [""] }
    if let row = whole.pooled.network ?? whole.pooled.best {
      let outcomes = row.windows.outcomes
      lines += [
        "\(row.name), windows, \(outcomes.total): true classes are rows, "
          + "\(Format.percent(outcomes.accuracy)) right",
        "", outcomes.shown,
      ]
    }
    return lines.joined(separator: "\n")
  }

  /// Units that are named in full before they are only counted.
  private static let named = 12

  /// What every fold tests: all groups, unless they are many.
  private var tested: [String] {
    whole.results.map { result in
      let split = result.fold.split
      let units = split.units(in: .test)
      let amount = split.amount(in: .test)
      // Without the folders, which are the same for all.
      let shown = units.prefix(Self.named).map { unit in
        unit.split(separator: "/").last.map(String.init) ?? unit
      }.joined(separator: ", ")
      let more = units.count > Self.named ? " and \(units.count - Self.named) more" : ""
      return "\(result.fold.name): tests \(amount.recordings) "
        + "\(amount.recordings == 1 ? "recording" : "recordings") of \(shown)\(more); "
        + "trains on \(split.units(in: .training).count), "
        + "chooses on \(split.units(in: .validation).count) \(whole.setting.groups > 0 ? "groups" : "recordings")."
    }
  }

  private var figures: [String] {
    let width = max(12, whole.results.map(\.fold.name.count).max() ?? 0) + 2
    func line(_ name: String, _ cells: [String]) -> String {
      Format.leftAligned(name, width)
        + zip(cells, [""] + names).map { Format.padded($0, max(15, $1.count + 2)) }.joined()
    }
    func cells(_ first: String, _ cell: (String) -> String) -> [String] {
      [first] + names.map(cell)
    }
    var lines = [line("Accuracy", cells("windows") { $0 })]
    for result in whole.results {
      let rows = result.comparison.rows
      lines.append(
        line(
          result.fold.name,
          cells("\(rows.first?.windows.count ?? 0)") { name in
            rows.first { $0.name == name }.map {
              Format.percent($0.windows.metrics.accuracy)
            } ?? "-"
          }))
    }
    for (title, figure) in Self.spreads {
      lines.append(line(title, cells("") { text(whole.spread($0, figure)) }))
    }
    return lines
  }

  /// What is averaged over folds.
  private static let spreads: [(String, @Sendable (Comparison.Row) -> Double)] = [
    ("mean ± sd", { $0.windows.metrics.accuracy }),
    ("recordings", { $0.recordings.metrics.accuracy }),
    ("balanced", { $0.windows.metrics.balancedAccuracy }),
  ]

  private func text(_ spread: CrossValidation.Spread) -> String {
    Format.fixed(100 * spread.mean, decimals: 1)
      + (spread.deviation.map { " ± \(Format.fixed(100 * $0, decimals: 1))" } ?? "") + " %"
  }
}
