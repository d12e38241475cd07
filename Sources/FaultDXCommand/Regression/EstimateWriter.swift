import FaultDX
import FaultDXStorage

/// Writes estimates as they come.
final class EstimateWriter {
  static let schema = "faultdx.estimate/1"

  private let format: Classify.Format
  private let file: EstimatorFile
  private let keepsWindows: Bool
  private var json: JSONWriter
  private var hasBegun = false
  /// Recordings written.
  private(set) var count = 0
  /// Recordings of those that have no estimate.
  private(set) var failures = 0

  private var quantity: Quantity { file.model.quantity }

  init(format: Classify.Format, file: EstimatorFile, keepsWindows: Bool) {
    self.format = format
    self.file = file
    self.keepsWindows = keepsWindows
    json = JSONWriter(pretty: format == .json, output: Console.output)
  }

  /// Writes one recording.
  func write(_ file: String, _ name: String, _ result: Result<Estimate, any Error>) throws {
    try begin()
    count += 1
    if case .failure = result { failures += 1 }
    switch format {
    case .json, .ndjson:
      try json.beginObject()
      if format == .ndjson { try writeHead() }
      for member in members(file, name, result) { try json.member(member.key, member.value) }
      try json.end()
    case .csv: try Console.output(line(file, name, result))
    case .text:
      switch result {
      case .success(let estimate):
        try Console.output(text(name.isEmpty ? file : "\(file)#\(name)", estimate))
      case .failure(let error): Console.error(String(describing: error))
      }
    }
  }

  /// Writes what stands behind the last recording.
  func end() throws {
    try begin()
    if format == .json {
      try json.end()
      try json.end()
    }
  }

  private func begin() throws {
    if hasBegun { return }
    hasBegun = true
    switch format {
    case .csv:
      try Console.output(
        "file,recording,\(CSVField.quoted(quantity.name)),lower,upper,extrapolated,windows,sample_rate_hz,error\n"
      )
    case .json:
      try json.beginObject()
      try writeHead()
      try json.beginArray("recordings")
    case .ndjson, .text: break
    }
  }

  private func writeHead() throws {
    try json.member("schema", .string(Self.schema))
    try json.member("model", file.json)
    try json.member("quantity", quantity.json)
  }

  /// `start` of a window is in seconds (in revolutions where `axis` is `angle`), or in samples where `sampleRate` is null.
  private func members(
    _ file: String, _ name: String, _ result: Result<Estimate, any Error>
  ) -> JSONObject {
    var members: JSONObject = ["file": .string(file)]
    if !name.isEmpty { members["recording"] = .string(name) }
    switch result {
    case .failure(let error): members["error"] = .string(String(describing: error))
    case .success(let estimate):
      members["value"] = .number(estimate.value)
      if let interval = estimate.interval, let margin = self.file.model.margin {
        members["interval"] = [
          "coverage": .number(margin.coverage), "lower": .number(interval.lowerBound),
          "upper": .number(interval.upperBound),
        ]
      } else {
        members["interval"] = .null
      }
      members["extrapolated"] = .bool(estimate.isExtrapolated)
      members["windows"] = .integer(estimate.windows.count)
      members["sampleRate"] = estimate.sampleRate.map { .number($0) } ?? .null
      if estimate.axis != .time { members["axis"] = .string(estimate.axis.rawValue) }
      if let original = estimate.resampledFrom { members["resampledFrom"] = .number(original) }
      if !estimate.invalidWindows.isEmpty {
        members["invalidWindows"] = .integer(estimate.invalidWindows.count)
      }
      guard keepsWindows else { break }
      members["windowResults"] = .array(
        estimate.windows.map { window in
          [
            "start": estimate.sampleRate.map { .number(Double(window.start) / $0) }
              ?? .integer(window.start), "value": .number(window.value),
          ]
        })
    }
    return members
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

  private func line(
    _ file: String, _ name: String, _ result: Result<Estimate, any Error>
  ) -> String {
    var fields = [file, name]
    switch result {
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
}
