import FaultDX
import FaultDXStorage

/// How a diagnosed recording is written for people.
struct DiagnosisText {
  let model: Model

  /// One line for the verdict; where it changes over time, one more for every stretch.
  func write(
    _ diagnosis: DiagnosisSummary, of identity: String, _ output: (String) throws -> Void
  ) rethrows {
    let windows = diagnosis.windowCount
    let votes = diagnosis.votes[model.labels.firstIndex(of: diagnosis.label) ?? 0]
    var facts = ["\(votes) of \(windows) \(windows == 1 ? "window" : "windows")"]
    if diagnosis.invalidWindowCount > 0 {
      facts.append("\(diagnosis.invalidWindowCount) more invalid")
    }
    if let rate = diagnosis.sampleRate {
      facts.append(
        "\(Format.short(rate)) \(diagnosis.axis == .time ? "Hz" : "samples a revolution")")
    }
    if let original = diagnosis.resampledFrom {
      facts.append("resampled from \(Format.short(original)) Hz")
    }
    if let plausible = diagnosis.plausible, let sets = model.certainty?.sets,
      plausible.map({ model.labels[$0] }) != [diagnosis.label]
    {
      let names = plausible.map { model.labels[$0] }.joined(separator: " or ")
      facts.append("\(Format.percent(sets.coverage)) set: \(names.isEmpty ? "none" : names)")
    }
    var verdict = diagnosis.label
    if diagnosis.isUnknown, let novelty = diagnosis.novelty, let threshold = novelty.threshold {
      verdict = "unknown, most like \(diagnosis.label)"
      facts.append(
        "\(Format.fixed(novelty.distance, decimals: 1)) dB from all in training, where "
          + "\(Format.fixed(threshold, decimals: 1)) is usual at most")
    }
    var text =
      "\(identity): \(verdict)  \(Format.percent(diagnosis.confidence))"
      + "  (\(facts.joined(separator: ", ")))\n"
    if diagnosis.spans.count > 1 {
      for span in diagnosis.spans {
        text += "  \(time(span.frames, diagnosis))  \(span.label ?? "invalid input")\n"
        if text.utf8.count > 1 << 16 {
          try output(text)
          text = ""
        }
      }
    }
    try output(text)
  }

  private func time(_ frames: Range<Int>, _ diagnosis: DiagnosisSummary) -> String {
    guard let rate = diagnosis.sampleRate else {
      return "samples \(frames.lowerBound) to \(frames.upperBound)"
    }
    let start = Format.fixed(Double(frames.lowerBound) / rate, decimals: 3, width: 9)
    let end = Format.fixed(Double(frames.upperBound) / rate, decimals: 3, width: 9)
    let unit = diagnosis.axis.unit
    return "\(start) \(unit) to \(end) \(unit)"
  }
}

/// One line a recording for spreadsheets.
struct DiagnosisCSV {
  let model: Model

  /// What a model adds that knows how sure it may be.
  private static let certaintyColumns = ["verdict", "prediction_set", "novelty_db"]

  /// The names of the columns.
  var header: String {
    let fixed = [
      "file", "recording", "label", "confidence", "windows", "sample_rate_hz", "error",
    ]
    let names = fixed + model.labels.map { "probability_\($0)" }
    return (names + (model.certainty == nil ? [] : Self.certaintyColumns)).map(CSVField.quoted)
      .joined(separator: ",") + "\n"
  }

  /// The line of one recording.
  func line(_ outcome: RecordingResult<DiagnosisSummary>) -> String {
    var fields = [outcome.file, outcome.name]
    switch outcome.result {
    case .success(let diagnosis):
      fields += [
        diagnosis.label, "\(diagnosis.confidence)", "\(diagnosis.windowCount)",
        diagnosis.sampleRate.map { "\($0)" } ?? "", "",
      ]
      fields += diagnosis.probabilities.map { "\($0)" }
      if let certainty = model.certainty {
        fields += [
          diagnosis.isUnknown ? "unknown" : diagnosis.label,
          certainty.sets == nil
            ? "" : (diagnosis.plausible ?? []).map { model.labels[$0] }.joined(separator: "|"),
          diagnosis.novelty.map { "\($0.distance)" } ?? "",
        ]
      }
    case .failure(let error):
      fields += ["", "", "", "", String(describing: error)]
      fields += model.labels.map { _ in "" }
      if model.certainty != nil { fields += Self.certaintyColumns.map { _ in "" } }
    }
    return fields.map(CSVField.quoted).joined(separator: ",") + "\n"
  }
}
