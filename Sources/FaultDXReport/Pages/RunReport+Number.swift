/// The sections on an estimator of a number.
extension RunReport {
  static func add(_ record: RegressionRecord, of run: RunRecord, to page: inout Page) {
    let quantity = Axis(record.quantity, unit: record.unit)
    page.paragraph(
      "An estimator of \(record.quantity == "value" ? "a number" : record.quantity)\(record.unit.map { " in \($0)" } ?? ""). There are no classes, so there is "
        + "no confusion matrix, no calibration of probabilities and no verdict of unknown.",
      style: "muted")
    let unit = record.unit.map { " \($0)" } ?? ""
    if let network = record.network {
      page.paragraph(
        "The estimates of \(NumberText.counted(record.predictions.count, "recording")) are off by "
          + "\(NumberText.significant(network.meanError))\(unit) in the mean. \(record.verdict ?? "")",
        style: "verdict")
    }
    page.box(record.leaks, isWarning: true)
    page.box(run.remarks, isWarning: true)
    let simple = record.estimators.filter { $0.name != "network" }
    let best = simple.min { $0.meanError < $1.meanError }
    page.cards([
      record.network.map { network in
        Card(
          "mean error", NumberText.significant(network.meanError) + unit,
          network.bounds.map {
            "95 %: \(NumberText.significant($0.lowerBound)) to \(NumberText.significant($0.upperBound))"
          })
      },
      best.map {
        Card("best simple estimator", NumberText.significant($0.meanError) + unit, $0.name)
      },
      record.network?.determination.map { Card("R²", NumberText.fixed($0, 3)) },
      record.predictions.isEmpty
        ? nil
        : Card(
          "pieces of evidence", String(Set(record.predictions.map(\.unit)).count),
          record.predictions.contains { $0.group != nil } ? "groups" : "recordings"),
    ])
    meaning(record.meaning, record.warnings, leaks: record.leaks, to: &page)
    page.heading("Estimates and the truth")
    page.pairs([
      record.predictions.isEmpty
        ? nil
        : EstimateFigure(
          name: "estimates", title: "Every recording",
          summary:
            "The estimate of each recording over its true number; on the diagonal it is right. Bars are the intervals "
            + "that the model states, where it states any.",
          quantity: quantity,
          points: record.predictions.map {
            .init(truth: $0.truth, estimate: $0.estimate, bounds: $0.bounds)
          }),
      IntervalFigure(
        name: "errors", title: "Mean error by recording",
        summary:
          "The network beside simple estimators; smaller is better. Bars are bounds at 95 %.",
        axis: Axis("mean error", unit: record.unit),
        rows: (simple + record.estimators.filter { $0.name == "network" }).map {
          .init($0.name, $0.meanError, bounds: $0.bounds, isOwn: $0.name == "network")
        }),
    ])
    page.table(
      DataTable(
        columns: ["by recording", "mean error", "root mean square", "median", "R²", "Spearman"],
        rows: record.estimators.map {
          [
            .text($0.name), .number($0.meanError), .optional($0.squareError),
            .optional($0.medianError), .optional($0.determination), .optional($0.rankCorrelation),
          ]
        })
    ) { record.estimators[$0].name == "network" ? "own" : nil }
    let stated = record.predictions.compactMap { item in
      item.bounds.map { $0.contains(item.truth) }
    }
    if let margin = record.margin {
      page.paragraph(
        "Intervals: \(margin)."
          + (stated.isEmpty
            ? ""
            : " They hold the true number of \(stated.count { $0 }) of "
              + "\(NumberText.counted(stated.count, "recording"))."))
    }
    // No window of an estimator is right or wrong.
    if !run.examples.isEmpty { examples(run, to: &page) }
    audit(record.json, leaks: record.leaks, to: &page)
  }
}
