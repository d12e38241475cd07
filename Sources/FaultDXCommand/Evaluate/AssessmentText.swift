import FaultDXEvaluation

/// An assessment for people: the confusion matrices and scikit-learn's report.
struct AssessmentText {
  private let assessment: Assessment

  init(_ assessment: Assessment) { self.assessment = assessment }

  var text: String {
    let windows = assessment.windows
    let recordings = assessment.recordings
    return """
      Windows, \(windows.total): true classes are rows, \(Format.percent(windows.accuracy)) right

      \(windows.table())
      Recordings, \(recordings.total): \(recordings.correct) right, \(Format.percent(recordings.accuracy))

      \(recordings.table())
      Report on the windows

      \(assessment.report)
      """
  }
}
