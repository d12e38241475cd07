import FaultDX
import FaultDXStorage

/// How estimates look in each format.
struct EstimateForm: ResultForm {
  static let schema = "faultdx.estimate/1"

  let file: EstimatorFile
  let keepsWindows: Bool

  private var quantity: Quantity { file.model.quantity }

  var csvHeader: String {
    "file,recording,\(CSVField.quoted(quantity.name)),lower,upper,extrapolated,windows,sample_rate_hz,error\n"
  }

  func csvLine(_ outcome: RecordingResult<Estimate>) -> String {
    var fields = [outcome.file, outcome.name]
    switch outcome.result {
    case .success(let estimate):
      fields += [
        "\(estimate.value)", estimate.interval.map { "\($0.lowerBound)" } ?? "",
        estimate.interval.map { "\($0.upperBound)" } ?? "", estimate.isExtrapolated ? "1" : "0",
        "\(estimate.windows.count)", estimate.sampleRate.map { "\($0)" } ?? "", "",
      ]
    case .failure(let error):
      fields += ["", "", "", "", "", "", String(describing: error)]
    }
    return fields.map(CSVField.quoted).joined(separator: ",") + "\n"
  }

  func writeHead(to writer: inout JSONWriter) throws {
    try writer.member("schema", .string(Self.schema))
    try writer.member("model", file.json)
    try writer.member("quantity", quantity.json)
  }

  /// `start` of a window is in seconds (in revolutions where `axis` is `angle`), or in samples where `sampleRate` is null.
  func writeMembers(of estimate: Estimate, to writer: inout JSONWriter) throws {
    try writer.member("value", .number(estimate.value))
    var interval = JSON.null
    if let bounds = estimate.interval, let margin = file.model.margin {
      interval = [
        "coverage": .number(margin.coverage), "lower": .number(bounds.lowerBound),
        "upper": .number(bounds.upperBound),
      ]
    }
    try writer.member("interval", interval)
    try writer.member("extrapolated", .bool(estimate.isExtrapolated))
    try writer.member("windows", .integer(estimate.windows.count))
    try writer.member("sampleRate", estimate.sampleRate.map { .number($0) } ?? .null)
    if estimate.axis != .time { try writer.member("axis", .string(estimate.axis.rawValue)) }
    if let original = estimate.resampledFrom {
      try writer.member("resampledFrom", .number(original))
    }
    if !estimate.invalidWindows.isEmpty {
      try writer.member("invalidWindows", .integer(estimate.invalidWindows.count))
    }
    guard keepsWindows else { return }
    try writer.beginArray("windowResults")
    for window in estimate.windows {
      try writer.element([
        "start": estimate.sampleRate.map { .number(Double(window.start) / $0) }
          ?? .integer(window.start), "value": .number(window.value),
      ])
    }
    try writer.end()
  }

  func writeText(
    _ estimate: Estimate, of identity: String, _ output: (String) throws -> Void
  ) throws {
    try output(text(identity, estimate))
  }

  private func text(_ identity: String, _ estimate: Estimate) -> String {
    let windows = estimate.windows.count
    var facts = ["median of \(windows) \(windows == 1 ? "window" : "windows")"]
    if let interval = estimate.interval, let margin = file.model.margin {
      facts.insert(
        "\(Format.percent(margin.coverage)) interval \(Format.significant(interval.lowerBound)) to "
          + Format.significant(interval.upperBound), at: 0)
    }
    if estimate.isExtrapolated {
      let range = file.model.trainedRange
      facts.append(
        "outside the \(Format.significant(range.lowerBound)) to \(Format.significant(range.upperBound)) trained on"
      )
    }
    if !estimate.invalidWindows.isEmpty {
      facts.append("\(estimate.invalidWindows.count) more invalid")
    }
    if let rate = estimate.sampleRate {
      facts.append(
        "\(Format.short(rate)) \(estimate.axis == .time ? "Hz" : "samples a revolution")")
    }
    if let original = estimate.resampledFrom {
      facts.append("resampled from \(Format.short(original)) Hz")
    }
    return
      "\(identity): \(quantity.name) \(quantity.text(estimate.value))  (\(facts.joined(separator: ", ")))\n"
  }
}
