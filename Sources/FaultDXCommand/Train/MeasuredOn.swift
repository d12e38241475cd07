import FaultDX
import FaultDXEvaluation

/// The recordings that a finished model is measured on, and what a figure on them means.
struct MeasuredOn {
  let recordings: [Recording]
  /// First the sentence that stands for the figure, then whatever limits it.
  let meaning: [String]

  /// The stretches that a split set aside.
  init(split: Split, stretches: [Recording], checkedBy diagnoser: Diagnoser) throws {
    var sound: [Recording] = []
    for stretch in stretches {
      do throws(DiagnosisError) {
        try diagnoser.check(stretch)
        sound.append(stretch)
      } catch .invalidInput {
        // Said with the windows that were left out; a stretch without a sound window measures nothing.
        continue
      }
    }
    guard !sound.isEmpty else {
      throw CommandFailure("no stretch set aside for the test has a sound window")
    }
    recordings = sound
    meaning = [split.meaning]
  }

  /// Recordings of a separate test input, brought to the model's rate and checked before any training.
  init(separate originals: [Recording], trainedOn: [Recording], checkedBy diagnoser: Diagnoser)
    throws
  {
    let labels = diagnoser.model.labels
    var recordings: [Recording] = []
    for original in originals {
      guard let label = original.label else {
        throw CommandFailure("\(original.identity) has no class; the test needs labels")
      }
      guard labels.contains(label) else {
        throw CommandFailure(
          "\(original.identity) is of the class \"\(label)\", which is not among those trained on "
            + "(\(labels.joined(separator: ", ")))")
      }
      try diagnoser.check(original)
      guard let rate = diagnoser.model.sampleRate, original.sampleRate != nil else {
        recordings.append(original)
        continue
      }
      recordings.append(try original.resampled(to: rate))
    }
    guard !recordings.isEmpty else { throw CommandFailure("the test input holds no recording") }
    self.recordings = recordings
    let audit = LeakAudit(training: trainedOn, test: recordings)
    let count = recordings.count
    meaning =
      ["Measured on the separate test input: \(count) \(count == 1 ? "recording" : "recordings")."]
      + audit.findings.prefix(Self.shownFindings).map { "Not independent: \($0)." }
      + (audit.findings.count > Self.shownFindings
        ? ["Not independent: \(audit.findings.count - Self.shownFindings) findings more."] : [])
  }

  private static let shownFindings = 5
}
