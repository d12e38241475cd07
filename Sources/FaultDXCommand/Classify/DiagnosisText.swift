import FaultDX
import FaultDXStorage

/// How a diagnosed recording is written for people.
struct DiagnosisText {
  let model: Model

  /// One line for the verdict; where it changes over time, one more for every stretch.
  func text(_ outcome: ClassifiedRecording) -> String? {
    guard case .success(let diagnosis) = outcome.result else { return nil }
    let windows = diagnosis.windows.count
    let votes = diagnosis.votes[model.labels.firstIndex(of: diagnosis.label) ?? 0]
    var facts = ["\(votes) of \(windows) \(windows == 1 ? "window" : "windows")"]
    if !diagnosis.invalidWindows.isEmpty {
      facts.append("\(diagnosis.invalidWindows.count) more invalid")
    }
    if let rate = diagnosis.sampleRate { facts.append("\(Format.short(rate)) Hz") }
    if let original = diagnosis.resampledFrom {
      facts.append("resampled from \(Format.short(original)) Hz")
    }
    var text =
      "\(outcome.identity): \(diagnosis.label)  \(Format.percent(diagnosis.confidence))"
      + "  (\(facts.joined(separator: ", ")))\n"
    let spans = diagnosis.spans(windowLength: model.windowLength, labels: model.labels)
    if spans.count > 1 {
      for span in spans {
        text += "  \(time(span.frames, diagnosis))  \(span.label ?? "invalid input")\n"
      }
    }
    return text
  }

  private func time(_ frames: Range<Int>, _ diagnosis: Diagnosis) -> String {
    guard let rate = diagnosis.sampleRate else {
      return "samples \(frames.lowerBound) to \(frames.upperBound)"
    }
    let start = Format.fixed(Double(frames.lowerBound) / rate, decimals: 3, width: 9)
    let end = Format.fixed(Double(frames.upperBound) / rate, decimals: 3, width: 9)
    return "\(start) s to \(end) s"
  }
}

/// One line a recording for spreadsheets.
struct DiagnosisCSV {
  let model: Model

  /// The names of the columns.
  var header: String {
    let fixed = [
      "file", "recording", "label", "confidence", "windows", "sample_rate_hz", "error",
    ]
    return (fixed + model.labels.map { "probability_\($0)" }).map(CSVField.quoted)
      .joined(separator: ",") + "\n"
  }

  /// The line of one recording.
  func line(_ outcome: ClassifiedRecording) -> String {
    var fields = [outcome.file, outcome.name]
    switch outcome.result {
    case .success(let diagnosis):
      fields += [
        diagnosis.label, "\(diagnosis.confidence)", "\(diagnosis.windows.count)",
        diagnosis.sampleRate.map { "\($0)" } ?? "", "",
      ]
      fields += diagnosis.probabilities.map { "\($0)" }
    case .failure(let error):
      fields += ["", "", "", "", String(describing: error)]
      fields += model.labels.map { _ in "" }
    }
    return fields.map(CSVField.quoted).joined(separator: ",") + "\n"
  }
}
