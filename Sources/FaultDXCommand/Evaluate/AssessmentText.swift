import FaultDXEvaluation

/// An assessment for people: the confusion matrices and scikit-learn's report.
struct AssessmentText {
  private let assessment: Assessment

  init(_ assessment: Assessment) { self.assessment = assessment }

  var text: String {
    let windows = assessment.windows
    let recordings = assessment.recordings
    // Where every recording is one window, the second matrix would be the first again.
    let byRecording =
      recordings == windows
      ? ""
      : """
      Recordings, \(recordings.total): \(recordings.correct) right, \(Format.percent(recordings.accuracy))

      \(recordings.table())

      """
    return """
      Windows, \(windows.total): true classes are rows, \(Format.percent(windows.accuracy)) right

      \(windows.table())
      \(byRecording)Report on the windows

      \(assessment.report)
      """
  }
}
