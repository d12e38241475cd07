import FaultDXEvaluation
import FaultDXStorage

/// A run as one page: what the model is worth and on what that rests, before anything else.
public struct RunReport: Sendable {
  let run: RunRecord
  private let page: Page

  /// Makes the page of a run.
  public init(_ run: RunRecord) {
    self.run = run
    var page = Page(title: "\(run.name): report of a model")
    page.add(.tag("h1", [:], run.name))
    switch run.result {
    case .classes(let record): Self.add(record, of: run, to: &page)
    case .number(let record): Self.add(record, of: run, to: &page)
    case nil:
      Self.addModelAlone(run, to: &page)
      Self.noise(run, to: &page)
    }
    Self.addHistory(run, to: &page)
    Self.addRepetition(run, to: &page)
    self.page = page
  }

  /// The file: one page that needs nothing else.
  public var html: String { page.html(footer: "Written by faultdx \(run.version).") }

  /// Its figures, for those who want them one by one.
  public var figures: [any Figure] { page.figures }

  private static func add(_ record: EvaluationRecord, of run: RunRecord, to page: inout Page) {
    let network = record.network
    page.paragraph("A classifier of \(record.labels.joined(separator: ", ")).", style: "muted")
    page.paragraph(headline(record), style: "verdict")
    page.box(record.leaks, isWarning: true)
    page.box(run.remarks, isWarning: true)
    page.cards([
      Card(
        "windows right", NumberText.percent(network.windows.matrix.accuracy),
        bounds(network.windows.bounds) ?? "no bounds"),
      record.windowsAreRecordings
        ? nil
        : Card(
          "recordings right", NumberText.percent(network.recordings.matrix.accuracy),
          "\(network.recordings.matrix.correct) of \(network.recordings.matrix.total)"),
      record.best.map {
        Card("best simple classifier", NumberText.percent($0.windows.matrix.accuracy), $0.name)
      },
      record.predictions.isEmpty
        ? nil
        : Card("pieces of evidence", String(record.unitCount), record.unitName),
    ])
    meaning(record.meaning, record.warnings, leaks: record.leaks, to: &page)
    classifiers(record, to: &page)
    confusion(record, to: &page)
    examples(run, to: &page)
    certainty(record, to: &page)
    noise(run, to: &page)
    audit(record.json, leaks: record.leaks, to: &page)
    recordings(record, to: &page)
  }

  /// What was found and whether it is worth a network, in two sentences.
  private static func headline(_ record: EvaluationRecord) -> String {
    let windows = record.network.windows.matrix
    var text =
      "The model gets \(NumberText.percent(windows.accuracy)) of "
      + NumberText.counted(windows.total, "window") + " right"
    if !record.windowsAreRecordings {
      let recordings = record.network.recordings.matrix
      text +=
        " and names \(recordings.correct) of "
        + NumberText.counted(recordings.total, "recording") + " correctly"
    }
    text += "."
    if !record.leaks.isEmpty {
      text += " The test is not independent of training, so this says little about anything new."
    }
    guard let difference = record.difference else { return text }
    let points =
      (difference.difference < 0 ? "-" : "+")
      + NumberText.fixed(abs(100 * difference.difference), 1)
    switch (difference.verdict, difference.bounds) {
    case ("beats", let bounds?):
      text +=
        " It beats the best simple classifier (\(difference.against)) by \(points) points (95 %: "
        + "\(NumberText.fixed(100 * bounds.lowerBound, 1)) to \(NumberText.fixed(100 * bounds.upperBound, 1)))."
    case ("ahead", nil):
      text +=
        " It is ahead of the best simple classifier (\(difference.against), \(points) points), on too few "
        + "\(difference.unit) to tell that from chance."
    case ("ahead", _):
      text +=
        " It is ahead of the best simple classifier (\(difference.against), \(points) points) by no more than "
        + "chance allows."
    default:
      text +=
        " It does not beat the best simple classifier, \(difference.against) (\(points) points): that one "
        + "does the same job with less."
    }
    return text
  }

  /// The bounds of a share.
  static func bounds(_ bounds: ClosedRange<Double>?) -> String? {
    bounds.map {
      "95 %: \(NumberText.fixed(100 * $0.lowerBound, 1)) to \(NumberText.fixed(100 * $0.upperBound, 1)) %"
    }
  }

  static func meaning(
    _ meaning: [String], _ warnings: [String], leaks: [String], to page: inout Page
  ) {
    page.heading("What this means")
    for sentence in meaning where !sentence.hasPrefix("LEAKING") { page.paragraph(sentence) }
    if meaning.isEmpty {
      page.paragraph(
        "Measured on recordings that were given to evaluate; what they have in common with training is said "
          + "above, where it is known.")
    }
    let unsaid = warnings.filter { warning in !meaning.contains { $0.contains(warning) } }
    page.box(unsaid, isWarning: true)
  }

  private static func addModelAlone(_ run: RunRecord, to page: inout Page) {
    page.paragraph(
      "Nothing is left of the run but the model file: what it says of itself stands below, without matrix, "
        + "curves or windows.", style: "verdict")
    page.box(run.remarks, isWarning: true)
    guard let model = run.model else { return }
    let evaluation = model["evaluation"]
    page.cards([
      evaluation?["windowAccuracy"]?.doubleValue.map {
        Card(
          "windows right", NumberText.percent($0),
          bounds(ClosedRange(evaluation?["interval"]?[0], evaluation?["interval"]?[1])))
      },
      evaluation?["recordingAccuracy"]?.doubleValue.map {
        Card(
          "recordings right", NumberText.percent($0),
          (evaluation?["recordings"]?.intValue).map { "of \($0)" })
      },
    ])
    if let meaning = evaluation?["meaning"]?.stringValue {
      page.heading("What this means")
      page.paragraph(meaning)
    }
    page.box(evaluation?["leaks"].texts ?? [], isWarning: true)
    page.box(evaluation?["warnings"].texts ?? [], isWarning: true)
  }
}
