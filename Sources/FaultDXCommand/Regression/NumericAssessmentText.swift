import FaultDX
import FaultDXEvaluation

/// Estimators for people: their errors by window and by recording, what they come to, and every recording in a picture.
struct NumericAssessmentText {
  private let assessment: NumericAssessment

  init(_ assessment: NumericAssessment) { self.assessment = assessment }

  private var rows: [NumericAssessment.Row] { assessment.rows }

  /// The lines, without an empty one at the end.
  var lines: [String] {
    guard let any = rows.last else { return assessment.notes }
    var lines = ["\(assessment.quantity.title): how far estimates are off", ""]
    lines += table("By window (\(any.windows.truth.count))", \.windows)
    if any.recordings.truth.count != any.windows.truth.count {
      lines += [""] + table("By recording (\(any.recordings.truth.count))", \.recordings)
    }
    lines += [""] + [intervals] + settings + assessment.notes
    if let coverage { lines.append(coverage) }
    if let verdict = assessment.verdict { lines += ["", verdict] }
    if !assessment.items.isEmpty { lines += [""] + ScatterText(assessment).lines }
    return lines
  }

  private func table(
    _ title: String, _ part: (NumericAssessment.Row) -> NumericPredictions
  ) -> [String] {
    let header = Self.row(
      title, ["mean", "95 % interval", "root of squares", "median", "R2", "Spearman"])
    return [header]
      + rows.map { row in
        let predictions = part(row)
        let metrics = predictions.metrics
        let bounds = predictions.errorInterval(seed: assessment.seed).map {
          "\(Format.significant($0.lower)) to \(Format.significant($0.upper))"
        }
        return Self.row(
          row.name,
          [
            Format.significant(metrics.meanAbsoluteError), bounds ?? "-",
            Format.significant(metrics.rootMeanSquaredError),
            Format.significant(metrics.medianAbsoluteError),
            metrics.determination.map { Format.fixed($0, decimals: 3) } ?? "-",
            metrics.rankCorrelation.map { Format.fixed($0, decimals: 3) } ?? "-",
          ])
      }
  }

  private static func row(_ name: String, _ cells: [String]) -> String {
    Format.leftAligned(name, 20)
      + zip(cells, [11, 22, 17, 11, 9, 10]).map { Format.padded($0, $1) }.joined()
  }

  private var intervals: String {
    guard let row = rows.last else { return "" }
    let units = Set(row.windows.units).count
    return row.windows.errorInterval(seed: assessment.seed) == nil
      ? "No intervals: \(units) \(row.windows.unitName) are too few for a bootstrap, which wants "
        + "\(Interval.fewestUnits)."
      : "Intervals: bootstrap over \(units) \(row.windows.unitName)."
  }

  private var settings: [String] {
    rows.filter { !$0.settings.isEmpty }.map { "\($0.name): \($0.settings)." }
  }

  private var coverage: String? {
    guard let covered = assessment.covered, let coverage = assessment.coverage else { return nil }
    return
      "Intervals that state \(Format.percent(coverage)): \(covered.count) of \(covered.of) recordings have their "
      + "number within (\(Format.percent(Double(covered.count) / Double(covered.of))))."
  }
}

/// Every recording's estimate over its true number, with the line on which they would be the same.
struct ScatterText {
  private let points: [(truth: Double, estimate: Double)]
  private let title: String
  private static let width = 57
  private static let height = 19

  init(_ assessment: NumericAssessment) {
    points = assessment.items.map { ($0.truth, $0.estimate.value) }
    title = assessment.quantity.title
  }

  /// The picture; a digit is that many recordings, + is ten or more.
  var lines: [String] {
    let values = points.flatMap { [$0.truth, $0.estimate] }
    guard let low = values.min(), let high = values.max(), low < high else { return [] }
    var counts = [[Int]](repeating: [Int](repeating: 0, count: Self.width), count: Self.height)
    func place(_ value: Double, _ cells: Int) -> Int {
      min(cells - 1, max(0, Int((value - low) / (high - low) * Double(cells - 1) + 0.5)))
    }
    for point in points {
      counts[place(point.estimate, Self.height)][place(point.truth, Self.width)] += 1
    }
    let labels = [Self.height - 1: Format.significant(high), 0: Format.significant(low)]
    let margin = max(8, labels.values.map(\.count).max() ?? 0)
    var lines = ["Estimate over true \(title), by recording"]
    for row in counts.indices.reversed() {
      let cells = counts[row].indices.map { column -> String in
        let count = counts[row][column]
        if count > 9 { return "+" }
        if count > 0 { return "\(count)" }
        let same =
          (Double(column) / Double(Self.width - 1) * Double(Self.height - 1)).rounded()
        return Int(same) == row ? "." : " "
      }
      let line = Format.padded(labels[row] ?? "", margin) + " |" + cells.joined()
      lines.append(String(line.reversed().drop { $0 == " " }.reversed()))
    }
    lines.append(
      String(repeating: " ", count: margin) + " +" + String(repeating: "-", count: Self.width))
    let (left, right) = (Format.significant(low), Format.significant(high))
    lines.append(
      String(repeating: " ", count: margin + 2) + left
        + Format.padded(right, Self.width - left.count))
    return lines
  }
}
