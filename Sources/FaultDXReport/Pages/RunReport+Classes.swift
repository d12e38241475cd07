import FaultDXEvaluation
import FaultDXStorage

/// The sections on a classifier.
extension RunReport {
  static func classifiers(_ record: EvaluationRecord, to page: inout Page) {
    let all = record.baselines + [record.network]
    guard all.count > 1 else { return }
    page.heading(
      "Beside simple classifiers",
      "A network that does not beat what is fitted in a second is not worth its trouble.")
    func figure(
      _ name: String, _ title: String,
      _ part: (EvaluationRecord.Classifier) -> EvaluationRecord.Outcome
    ) -> IntervalFigure {
      IntervalFigure(
        name: name, title: title,
        summary: "Bars are bounds at 95 %: \(part(record.network).how ?? "none").",
        axis: Axis("right", unit: "%", range: 0...1),
        rows: all.map {
          IntervalFigure.Row(
            $0.name, part($0).matrix.accuracy, bounds: part($0).bounds,
            isOwn: $0.name == record.network.name)
        })
    }
    page.pairs([
      figure("accuracy-windows", "Windows right", \.windows),
      record.windowsAreRecordings
        ? nil : figure("accuracy-recordings", "Recordings right", \.recordings),
    ])
    let table = DataTable(
      columns: [
        "by window", "right", "balanced", "macro F1", "kappa", "MCC", "AUROC", "settings",
      ],
      rows: all.map { classifier in
        let metrics = ClassificationMetrics(classifier.windows.matrix)
        return [
          .text(classifier.name), .share(metrics.accuracy), .share(metrics.balancedAccuracy),
          .score(metrics.macro.f1), .optionalScore(metrics.cohenKappa),
          .score(metrics.matthewsCorrelation), .optionalScore(classifier.windows.areaUnderCurve),
          .text(classifier.settings),
        ]
      })
    page.table(table) { $0 == all.count - 1 ? "own" : nil }
  }

  static func confusion(_ record: EvaluationRecord, to page: inout Page) {
    page.heading("What is taken for what")
    let windows = record.network.windows.matrix
    if !record.ambiguous.isEmpty {
      let groups = record.ambiguous.map { $0.joined(separator: " and ") }.joined(separator: "; ")
      page.paragraph(
        "Told apart by no classifier here: \(groups) (\(AmbiguityGroups.test)). As one class each, "
          + "\(NumberText.percent(record.json["ambiguity"]?["accuracy"]?.doubleValue ?? 0)) of windows are right."
      )
    }
    let byWindow = ConfusionFigure(
      name: "confusion-windows", title: "By window", matrix: windows, noun: "windows")
    if record.windowsAreRecordings || windows.classCount > 10 {
      page.figure(byWindow)
      if !record.windowsAreRecordings {
        page.figure(
          ConfusionFigure(
            name: "confusion-recordings", title: "By recording",
            matrix: record.network.recordings.matrix, noun: "recordings"))
      }
    } else {
      page.pairs([
        byWindow,
        ConfusionFigure(
          name: "confusion-recordings", title: "By recording",
          matrix: record.network.recordings.matrix, noun: "recordings"),
      ])
    }
    classes(record, to: &page)
  }

  private static func classes(_ record: EvaluationRecord, to page: inout Page) {
    let windows = record.network.windows.matrix
    let scores = ClassificationMetrics(windows).classes
    page.figure(
      BarsFigure(
        name: "classes", title: "Class by class, by window",
        summary:
          "Precision: how often the class is right where it is named. Recall: how much of it is found. F1: their "
          + "harmonic mean.",
        series: ["precision", "recall", "F1"],
        groups: zip(record.labels, scores).map {
          ($0, $1.support > 0 ? [$1.precision, $1.recall, $1.f1] : [$1.precision, nil, nil])
        }))
    page.table(
      DataTable(
        columns: ["class", "windows", "recordings", record.unitName, "precision", "recall", "F1"],
        rows: zip(record.labels, scores).enumerated().map { index, item in
          let own = record.predictions.filter { $0.label == item.0 }
          return [
            .text(item.0), .count(item.1.support),
            .count(record.network.recordings.matrix.support(of: index)),
            own.isEmpty ? .none : .count(Set(own.map(\.unit)).count), .share(item.1.precision),
            item.1.support > 0 ? .share(item.1.recall) : .none, .score(item.1.f1),
          ]
        }))
  }

  static func certainty(_ record: EvaluationRecord, to page: inout Page) {
    page.heading("How sure it may be")
    guard let certainty = record.json["certainty"] else {
      page.paragraph(
        "Nobody looked: the model's probabilities are those of its softmax, with no held-out recordings to check "
          + "them on.")
      return
    }
    func chart(_ kind: String, _ noun: String) -> LineChart? {
      let reliability = certainty[kind]
      func curve(_ when: String, _ name: String, _ colour: Int) -> LineChart.Series {
        let bins = (reliability?[when]?["curve"]?.arrayValue ?? []).filter {
          $0["confidence"]?.doubleValue != nil && $0["accuracy"]?.doubleValue != nil
        }
        return .init(
          name,
          bins.map { ($0["confidence"]?.doubleValue ?? 0, $0["accuracy"]?.doubleValue ?? 0) },
          form: .dotted, colour: colour, weights: bins.map { $0["count"]?.doubleValue ?? 0 })
      }
      let after = curve("after", "calibrated", 0)
      guard !after.points.isEmpty else { return nil }
      let error = reliability?["after"]?["expectedCalibrationError"]?.doubleValue
      return LineChart(
        name: "reliability-\(kind)", title: "Stated and true, \(noun)",
        summary:
          "How often the verdict is right where the model is so sure; on the diagonal it is as often right as it "
          + "says. A dot's area is how many cases it stands for. Expected calibration error \(error.map { NumberText.significant($0) } ?? "–").",
        x: Axis("stated probability", unit: "%", range: 0...1),
        y: Axis("right", unit: "%", range: 0...1),
        series: [
          .init("as stated", [(0, 0), (1, 1)], form: .reference),
          curve("before", "plain softmax", 4), after,
        ])
    }
    page.pairs([
      chart("windows", "windows"),
      record.windowsAreRecordings ? nil : chart("recordings", "recordings"),
    ])
    let sets = certainty["predictionSets"]
    let unknown = certainty["unknown"]
    page.facts([
      ("fitted", certainty["source"]?.stringValue),
      ("temperature", certainty["temperature"]?.doubleValue.map { NumberText.significant($0) }),
      (
        "sets",
        sets.map {
          let (stated, found) = ($0["stated"]?.doubleValue ?? 0, $0["coverage"]?.doubleValue ?? 0)
          return
            "\(NumberText.percent(stated)) sets hold the true class of \(NumberText.percent(found)) of "
            + "recordings (\($0["groups"]?.intValue ?? 0) units), "
            + "\(NumberText.fixed($0["meanSize"]?.doubleValue ?? 0, 2)) classes in the mean"
        }
      ),
      (
        "called unknown",
        unknown.map {
          "\($0["flagged"]?.intValue ?? 0) of \($0["recordings"]?.intValue ?? 0) recordings"
            + ($0["statedRate"]?.doubleValue.map { ", stated \(NumberText.percent($0))" }
              ?? ", no rate can be stated")
        }
      ),
    ])
  }

  /// Without its folders, which are the same for all and are named under "To repeat it".
  private static func shortName(_ item: EvaluationRecord.Prediction) -> String {
    let file = item.file.split(separator: "/").last.map(String.init) ?? item.file
    return item.recording.isEmpty ? file : "\(file)#\(item.recording)"
  }

  /// How many recordings a page lists.
  private static let mostRecordings = 200

  static func recordings(_ record: EvaluationRecord, to page: inout Page) {
    guard !record.predictions.isEmpty else { return }
    page.heading("What it was tested on")
    let wrong = record.predictions.filter { $0.label != $0.predicted }
    page.paragraph(
      "\(NumberText.counted(record.predictions.count, "recording")) of \(record.unitCount) \(record.unitName), "
        + (wrong.isEmpty
          ? "all named correctly." : "\(wrong.count) named wrong; these stand first."))
    let sorted = wrong + record.predictions.filter { $0.label == $0.predicted }
    let shown = Array(sorted.prefix(mostRecordings))
    let hasVotes = shown.contains { !$0.votes.isEmpty }
    page.table(
      DataTable(
        columns: ["recording", "unit", "true", "verdict", "probability"]
          + (hasVotes ? ["windows for it"] : []),
        rows: shown.map { item in
          let votes = record.labels.firstIndex(of: item.predicted).flatMap {
            item.votes.indices.contains($0) ? item.votes[$0] : nil
          }
          return [
            .text(shortName(item)), .text(item.group ?? "–"), .text(item.label),
            .text(item.predicted), .share(item.confidence),
          ]
            + (hasVotes
              ? [votes.map { .text("\($0) of \(item.votes.reduce(0, +))") } ?? .none] : [])
        })
    ) { shown[$0].label != shown[$0].predicted ? "wrong" : nil }
    if sorted.count > shown.count {
      page.paragraph(
        "… and \(sorted.count - shown.count) more, which metrics.json has.", style: "muted")
    }
  }
}
