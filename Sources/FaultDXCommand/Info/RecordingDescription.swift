import FaultDXSignal
import FaultDXStorage

/// The figures of recordings: rate, channels, length, and per channel RMS, peak, crest factor, kurtosis.
struct RecordingDescription {
  static let schema = "faultdx.info/1"

  let recordings: [Recording]

  /// The document `faultdx.info/1`.
  var json: String {
    let document: JSON = [
      "schema": .string(Self.schema), "recordings": .array(recordings.map(json)),
    ]
    return document.serialized(pretty: true) + "\n"
  }

  private func json(_ recording: Recording) -> JSON {
    var members: JSONObject = ["file": .string(recording.file)]
    if !recording.name.isEmpty { members["recording"] = .string(recording.name) }
    members["sampleRate"] = recording.sampleRate.map { .number($0) } ?? .null
    members["frames"] = .integer(recording.frames)
    members["seconds"] = recording.duration.map { .number($0) } ?? .null
    if let label = recording.label { members["label"] = .string(label) }
    if let group = recording.group { members["group"] = .string(group) }
    if let speed = recording.speed { members["speedRPM"] = .number(speed) }
    if let load = recording.load { members["load"] = .string(load) }
    members["channels"] = .array(
      recording.channelNames.enumerated().map { index, name in
        guard let figures = Indicators(of: recording, channel: index) else {
          return ["name": .string(name)]
        }
        return [
          "name": .string(name), "mean": .number(figures.mean), "rms": .number(figures.rms),
          "peak": .number(figures.peak),
          "crestFactor": figures.crestFactor.map { .number($0) } ?? .null,
          "kurtosis": figures.kurtosis.map { .number($0) } ?? .null,
        ]
      })
    return .object(members)
  }

  /// A paragraph a recording.
  var text: String { recordings.map(text).joined(separator: "\n") }

  private func text(_ recording: Recording) -> String {
    var lines = [recording.identity]
    let rate = recording.sampleRate.map { "\(Format.short($0)) Hz" } ?? "unknown (give --rate)"
    lines.append("  sampling rate  \(rate)")
    let seconds = recording.duration.map { ", \(Format.fixed($0, decimals: 3)) s" } ?? ""
    lines.append("  length         \(recording.frames) samples\(seconds)")
    if let label = recording.label { lines.append("  class          \(label)") }
    if let group = recording.group { lines.append("  group          \(group)") }
    if let speed = recording.speed { lines.append("  shaft speed    \(Format.short(speed)) rpm") }
    if let load = recording.load { lines.append("  load           \(load)") }
    let width = max(7, recording.channelNames.map(\.count).max() ?? 0)
    let heads = ["mean", "RMS", "peak", "crest", "kurtosis"].map { Format.padded($0, 12) }
    lines.append("  channel" + String(repeating: " ", count: width - 7) + heads.joined())
    for (index, name) in recording.channelNames.enumerated() {
      guard let figures = Indicators(of: recording, channel: index) else { continue }
      let values = [
        figures.mean, figures.rms, figures.peak, figures.crestFactor, figures.kurtosis,
      ].map { Format.padded($0.map(Format.significant) ?? "-", 12) }
      lines.append(
        "  " + name + String(repeating: " ", count: width - name.count) + values.joined())
    }
    return lines.joined(separator: "\n") + "\n"
  }
}
