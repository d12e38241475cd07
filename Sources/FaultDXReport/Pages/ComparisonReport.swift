import FaultDXEvaluation
import FaultDXStorage

/// Runs side by side as one page: figures, curves, and whether the differences are more than chance.
public struct ComparisonReport: Sendable {
  let comparison: RunComparison
  private let names: [String]
  private let page: Page
  private let version: String

  /// Makes the page.
  public init(_ comparison: RunComparison, version: String) {
    self.comparison = comparison
    self.version = version
    names = comparison.runs.map(\.name)
    var page = Page(title: "Comparison of \(names.joined(separator: ", "))")
    page.add(.tag("h1", [:], "\(names.count) runs, compared with \(names[0])"))
    page.paragraph(Self.headline(comparison), style: "verdict")
    page.box(
      comparison.remarks + comparison.runs.flatMap { Self.leaks($0) }, isWarning: true)
    Self.figures(comparison, to: &page)
    Self.tests(comparison, to: &page)
    Self.curves(comparison, to: &page)
    page.heading("What each run is")
    for (index, run) in comparison.runs.enumerated() {
      page.add(.tag("h3", [:], run.name))
      let differences = comparison.differences(of: index)
      page.facts([
        (
          "differs by",
          index == 0
            ? nil
            : differences.isEmpty
              ? "nothing that was kept" : differences.prefix(12).joined(separator: "; ")
        ),
        ("measured on", Self.meaning(run)),
        (
          "command",
          (run.arguments?["command"]?.arrayValue?.compactMap(\.stringValue)).map {
            (["faultdx"] + $0).map(RunReport.shellQuoted).joined(separator: " ")
          }
        ),
      ])
    }
    self.page = page
  }

  /// The file: one page that needs nothing else.
  public var html: String { page.html(footer: "Written by faultdx \(version).") }

  /// Its figures, for those who want them one by one.
  public var figures: [any Figure] { page.figures }

  private static func leaks(_ run: RunRecord) -> [String] {
    switch run.result {
    case .classes(let record)?: record.leaks.map { "\(run.name): \($0)" }
    case .number(let record)?: record.leaks.map { "\(run.name): \($0)" }
    case nil: []
    }
  }

  private static func meaning(_ run: RunRecord) -> String? {
    switch run.result {
    case .classes(let record)?: record.meaning.first
    case .number(let record)?: record.meaning.first
    case nil: nil
    }
  }

  /// What the tests come to, in a sentence.
  static func headline(_ comparison: RunComparison) -> String {
    let first = comparison.runs[0].name
    let better = comparison.pairs.filter { $0.adjusted < 0.05 && $0.difference.difference > 0 }
    let worse = comparison.pairs.filter { $0.adjusted < 0.05 && $0.difference.difference < 0 }
    if comparison.pairs.isEmpty, comparison.numericPairs.isEmpty {
      return "None of these runs can be paired with \(first)."
    }
    if !comparison.numericPairs.isEmpty {
      let named = comparison.numericPairs.filter {
        $0.bounds.map { $0.upperBound < 0 || $0.lowerBound > 0 } ?? false
      }
      return named.isEmpty
        ? "No run's mean error differs from that of \(first) by more than chance allows."
        : "Beyond chance from \(first): "
          + named.map {
            "\(comparison.runs[$0.run].name) (\($0.difference < 0 ? "smaller" : "larger") error)"
          }.joined(separator: ", ") + "."
    }
    if better.isEmpty, worse.isEmpty {
      return
        "No run differs from \(first) by more than chance allows, on \(comparison.pairs[0].difference.units) "
        + "\(comparison.pairs[0].difference.unitName)."
    }
    return [("Better", better), ("Worse", worse)].filter { !$0.1.isEmpty }.map { word, pairs in
      "\(word) than \(first) beyond chance: \(pairs.map { comparison.runs[$0.run].name }.joined(separator: ", "))."
    }.joined(separator: " ")
  }

  private static func figures(_ comparison: RunComparison, to page: inout Page) {
    page.heading("Figures")
    let classes = comparison.runs.enumerated().compactMap { index, run in
      if case .classes(let record)? = run.result { (index, run.name, record) } else { nil }
    }
    let numbers = comparison.runs.enumerated().compactMap { index, run in
      if case .number(let record)? = run.result { (index, run.name, record) } else { nil }
    }
    func accuracy(
      _ name: String, _ title: String,
      _ part: (EvaluationRecord.Classifier) -> EvaluationRecord.Outcome
    ) -> IntervalFigure? {
      guard !classes.isEmpty else { return nil }
      return IntervalFigure(
        name: name, title: title,
        summary:
          "Bars are bounds at 95 % over units; runs that share units fail together, so overlapping bars can hide a difference and the tests below count.",
        axis: Axis("right", unit: "%", range: 0...1),
        rows: classes.map {
          .init(
            $0.1, part($0.2.network).matrix.accuracy, bounds: part($0.2.network).bounds,
            isOwn: $0.0 == 0)
        })
    }
    page.pairs([
      accuracy("accuracy-windows", "Windows right", \.windows),
      accuracy("accuracy-recordings", "Recordings right", \.recordings),
      numbers.isEmpty
        ? nil
        : IntervalFigure(
          name: "errors", title: "Mean error by recording",
          summary: "Bars are bounds at 95 % over units.",
          axis: Axis("mean error", unit: numbers[0].2.unit),
          rows: numbers.map {
            .init(
              $0.1, $0.2.network?.meanError, bounds: $0.2.network?.bounds, isOwn: $0.0 == 0)
          }),
    ])
    page.table(table(comparison)) { $0 == 0 ? "own" : nil }
  }

  /// Every run in a row.
  static func table(_ comparison: RunComparison) -> DataTable {
    DataTable(
      columns: [
        "run", "windows right", "recordings right", "macro F1", "mean error", "parameters",
      ],
      rows: comparison.runs.map { run in
        let parameters: DataTable.Cell =
          run.model?["parameters"]?.intValue.map { .count($0) } ?? .none
        switch run.result {
        case .classes(let record)?:
          return [
            .text(run.name), .share(record.network.windows.matrix.accuracy),
            .share(record.network.recordings.matrix.accuracy),
            .score(record.network.windows.matrix.macroF1), .none, parameters,
          ]
        case .number(let record)?:
          return [
            .text(run.name), .none, .none, .none, .optional(record.network?.meanError), parameters,
          ]
        case nil: return [.text(run.name), .none, .none, .none, .none, parameters]
        }
      })
  }

  /// Every pair in a row.
  static func testTable(_ comparison: RunComparison) -> DataTable {
    func points(_ value: Double) -> DataTable.Cell {
      .text((value < 0 ? "" : "+") + NumberText.fixed(100 * value, 1))
    }
    var rows: [[DataTable.Cell]] = comparison.pairs.map { pair in
      let difference = pair.difference
      return [
        .text(comparison.runs[pair.run].name), points(difference.difference),
        difference.bounds.map {
          .text(
            "\(NumberText.fixed(100 * $0.lowerBound, 1)) to \(NumberText.fixed(100 * $0.upperBound, 1))"
          )
        } ?? .none, .score(pair.p), .score(pair.adjusted),
        .count(pair.verdicts.recordings.onlyFirst), .count(pair.verdicts.recordings.onlySecond),
        .optionalScore(pair.verdicts.midP), .count(difference.units),
      ]
    }
    rows += comparison.numericPairs.map { pair in
      [
        .text(comparison.runs[pair.run].name), .number(pair.difference),
        pair.bounds.map {
          .text(
            "\(NumberText.significant($0.lowerBound)) to \(NumberText.significant($0.upperBound))")
        } ?? .none, .none, .none, .none, .none, .none, .count(pair.recordings),
      ]
    }
    return DataTable(
      columns: [
        "run", comparison.numericPairs.isEmpty ? "points" : "difference", "95 %", "p", "p (Holm)",
        "recordings gained", "lost", "McNemar mid-p", "units",
      ], rows: rows)
  }

  private static func tests(_ comparison: RunComparison, to page: inout Page) {
    guard !comparison.pairs.isEmpty || !comparison.numericPairs.isEmpty else { return }
    page.heading(
      "Tests",
      "Each run less \(comparison.runs[0].name), on the same \(comparison.pairs.first?.windows == nil ? "recordings" : "windows")."
    )
    page.table(testTable(comparison))
    page.paragraph(
      "Bounds: whole units are drawn with replacement, both runs together. p: the signs of the units' gains are turned in all "
        + "ways; corrected for the number of comparisons (Holm). McNemar: recordings that exactly one of the two names "
        + "correctly; none where units have several recordings.", style: "muted")
  }

  private static func curves(_ comparison: RunComparison, to page: inout Page) {
    func chart(_ name: String, _ title: String, _ column: String, _ y: Axis) -> LineChart? {
      let series = comparison.runs.enumerated().compactMap { index, run -> LineChart.Series? in
        guard let points = run.history.first?[column], !points.isEmpty else { return nil }
        return .init(run.name, points.map { ($0.epoch, $0.value) }, colour: index)
      }
      guard !series.isEmpty else { return nil }
      return LineChart(
        name: name, title: title, summary: "Of the first network of each run, epoch by epoch.",
        x: Axis("epoch"), y: y, series: series)
    }
    let charts = [
      chart("loss", "Training loss", "training_loss", Axis("loss")),
      chart("validation-loss", "Validation loss", "validation_loss", Axis("loss")),
      chart("accuracy", "Training windows right", "training_accuracy", Axis("right", unit: "%")),
      chart(
        "validation-accuracy", "Validation windows right", "validation_accuracy",
        Axis("right", unit: "%")),
    ].compactMap { $0 }
    guard !charts.isEmpty else { return }
    page.heading("Training")
    page.pairs(charts)
  }
}
