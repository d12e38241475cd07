import FaultDXEvaluation

/// An assessment for people: the confusion matrices and scikit-learn's report.
struct AssessmentText {
  private let assessment: Assessment
  private let ambiguity: AmbiguityGroups

  init(_ assessment: Assessment, _ ambiguity: AmbiguityGroups) {
    self.assessment = assessment
    self.ambiguity = ambiguity
  }

  var text: String {
    let windows = assessment.windows
    let recordings = assessment.recordings
    // Where every recording is one window, the second matrix would be the first again.
    let byRecording =
      recordings == windows
      ? ""
      : """
      Recordings, \(recordings.total): \(recordings.correct) right, \(Format.percent(recordings.accuracy))

      \(recordings.shown)

      """
    return """
      Windows, \(windows.total): true classes are rows, \(Format.percent(windows.accuracy)) right

      \(windows.shown)
      \(merged)\(byRecording)Report on the windows

      \(assessment.report)
      """
  }

  /// The windows once more with classes merged that no classifier tells apart; nothing where there are none.
  private var merged: String {
    guard !ambiguity.ambiguous.isEmpty else { return "" }
    let matrix = ambiguity.merging(assessment.windows)
    let groups = zip(ambiguity.names, ambiguity.groups).filter { $0.1.count > 1 }.map(\.0)
      .joined(separator: " and ")
    return """
      Not told apart: \(groups): \(AmbiguityGroups.test).
      Windows with each of these as one class: \(Format.percent(matrix.accuracy)) right

      \(matrix.shown)

      """
  }
}

extension ConfusionMatrix {
  /// As wide as standard output and, on a terminal, in colours.
  var shown: String { table(width: Terminal.width, painted: Terminal.painted) }
}
