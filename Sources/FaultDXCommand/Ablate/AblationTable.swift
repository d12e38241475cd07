import FaultDXEvaluation
import FaultDXStorage

/// The table of an ablation: cells of text, whatever they are then written as.
struct AblationTable {
  /// One line: of a network, and of what it is compared with.
  struct Row {
    let axis: String
    let value: String
    let cells: [String]
    /// The same in full precision, for programs.
    let exact: [String]
  }

  static let columns = [
    "accuracy", "95 %", "seeds ±", "recordings", "less reference", "95 %", "p", "parameters",
    "mult-adds", "epochs", "s",
  ]

  private static let exactColumns = [
    "axis", "value", "is_default", "reference", "accuracy", "lower", "upper", "seed_deviation",
    "recording_accuracy", "difference", "difference_lower", "difference_upper", "p",
    "corrected_p", "verdict", "parameters", "multiply_adds", "epochs", "processor_seconds",
  ]

  private let ablation: Ablation
  let rows: [Row]

  init(_ ablation: Ablation) {
    self.ablation = ablation
    rows = zip(ablation.plan.lines, ablation.contrasts).map { line, contrast in
      let measured = ablation.networks[line.network]
      let difference = contrast?.difference
      func share(_ value: Double) -> String { Format.fixed(100 * value, decimals: 1) }
      func optional(_ value: Double?) -> String { value.map { "\($0)" } ?? "" }
      let interval = measured.row.windowInterval
      let figures = measured.row.windows.outcomes.accuracy
      let whole = measured.row.recordings.outcomes.accuracy
      return Row(
        axis: line.axis.rawValue,
        value: line.value + (line.isDefault ? " (default)" : ""),
        cells: [
          share(figures), interval.map { "\(share($0.lower)) to \(share($0.upper))" } ?? "-",
          measured.deviation.map(share) ?? "-", share(whole),
          difference.map { Ablation.points($0.difference) } ?? "reference",
          difference.map { difference in
            difference.bounds.map {
              "\(Ablation.points($0.lowerBound)) to \(Ablation.points($0.upperBound))"
            } ?? "-"
          } ?? "",
          contrast.map { $0.correctedP < 0.0005 ? "<0.001" : Ablation.pValue($0.correctedP) } ?? "",
          "\(measured.network.parameters)", "\(measured.multiplyAdds)",
          Format.fixed(measured.epochs, decimals: 1), Format.fixed(measured.seconds, decimals: 1),
        ],
        exact: [
          line.axis.rawValue, line.value, "\(line.isDefault)",
          line.reference.map { ablation.networks[$0].network.name } ?? "",
          "\(figures)", optional(interval?.lower), optional(interval?.upper),
          optional(measured.deviation), "\(whole)", optional(difference?.difference),
          optional(difference?.bounds?.lowerBound), optional(difference?.bounds?.upperBound),
          optional(contrast?.p), optional(contrast?.correctedP),
          contrast?.verdict.rawValue ?? "", "\(measured.network.parameters)",
          "\(measured.multiplyAdds)", "\(measured.epochs)", "\(measured.seconds)",
        ])
    }
  }

  /// For spreadsheets.
  var csv: String {
    ([Self.exactColumns] + rows.map(\.exact)).map {
      $0.map(CSVField.quoted).joined(separator: ",") + "\n"
    }.joined()
  }

  /// For documents.
  var markdown: String {
    func line(_ cells: [String]) -> String { "| \(cells.joined(separator: " | ")) |" }
    let header = ["", ""] + Self.columns
    let table =
      [line(header), line(["---", "---"] + Self.columns.map { _ in "---:" })]
      + rows.enumerated().map { index, row in
        let isFirst = index == 0 || rows[index - 1].axis != row.axis
        return line([isFirst ? row.axis : "", row.value] + row.cells)
      }
    return (table + [""] + legend + [""] + ablation.conclusions.map { "**\($0)**" })
      .joined(separator: "\n") + "\n"
  }

  /// What the columns are, in sentences.
  var legend: [String] {
    let seeds = ablation.seeds.map(String.init).joined(separator: ", ")
    let counted = ablation.networks[0].row.windows
    let units = Set(counted.units).count
    return [
      "Accuracy by window in per cent over all folds and seeds (\(seeds)), bounds at 95 % over \(units) "
        + "\(counted.unitName), not windows; ± is the standard deviation from seed to seed.",
      "Kinds of attention are compared with none, everything else with the default, on the same windows: bounds by paired "
        + "bootstrap over \(counted.unitName), p by turning the signs of their gains, corrected for "
        + "\(ablation.comparisons) \(ablation.comparisons == 1 ? "comparison" : "comparisons") (Holm).",
      "s is processor time of training in all folds with one seed.",
    ]
  }
}
