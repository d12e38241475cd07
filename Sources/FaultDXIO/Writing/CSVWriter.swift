public import FaultDXSignal
import FaultDXStorage

/// Recordings as comma-separated text, in the two forms that `faultdx train` reads.
public enum CSVWriter {
  /// Long form: a row is a frame.
  ///
  /// After a `# sample_rate:` comment the columns are `recording`, `group`, `label`, `speed_rpm`,
  /// and one for each channel; what no recording has is left out.
  ///
  /// - Parameter decimals: digits after the point.
  /// - Precondition: the recordings agree in channels and sampling rate.
  public static func long(_ recordings: [Recording], decimals: Int = 4) -> [UInt8] {
    var text = Text(recordings, decimals: decimals)
    let hasGroup = recordings.contains { $0.group != nil }
    let hasLabel = recordings.contains { $0.label != nil }
    let hasSpeed = recordings.contains { $0.speed != nil }
    var header = ["recording"]
    if hasGroup { header.append("group") }
    if hasLabel { header.append("label") }
    if hasSpeed { header.append("speed_rpm") }
    text.append((header + (recordings.first?.channelNames ?? [])).map(CSVField.quoted))
    for recording in recordings {
      var prefix = CSVField.quoted(recording.name)
      if hasGroup { prefix += "," + CSVField.quoted(recording.group ?? "") }
      if hasLabel { prefix += "," + CSVField.quoted(recording.label ?? "") }
      if hasSpeed { prefix += "," + Text.shortest(recording.speed) }
      let channels = recording.channels
      for frame in 0..<recording.frames {
        text.append(
          prefix: prefix, recording.samples[(frame * channels)..<((frame + 1) * channels)])
      }
    }
    return text.bytes
  }

  /// Wide form: a row is a recording of one channel, its samples in the columns `s0`, `s1`, ….
  ///
  /// Names like `0` and `1` would make the header look like one more row of numbers.
  ///
  /// - Parameter decimals: digits after the point.
  /// - Precondition: the recordings have one channel and agree in length and sampling rate.
  public static func wide(_ recordings: [Recording], decimals: Int = 4) -> [UInt8] {
    var text = Text(recordings, decimals: decimals)
    let frames = recordings.first?.frames ?? 0
    text.append(["label", "group"] + (0..<frames).map { "s\($0)" })
    for recording in recordings {
      guard recording.channels == 1, recording.frames == frames else {
        fatalError("\(recording.identity) is no row of \(frames) samples")
      }
      text.append(
        prefix: CSVField.quoted(recording.label ?? "") + ","
          + CSVField.quoted(recording.group ?? ""),
        recording.samples[...])
    }
    return text.bytes
  }
}

/// Lines of text, as bytes.
private struct Text {
  private(set) var bytes: [UInt8] = []
  private let decimals: Int
  private let scale: Double

  init(_ recordings: [Recording], decimals: Int) {
    self.decimals = decimals
    scale = (0..<decimals).reduce(1) { product, _ in product * 10 }
    guard let first = recordings.first else { return }
    guard
      recordings.allSatisfy({
        $0.channelNames == first.channelNames && $0.sampleRate == first.sampleRate
      })
    else { fatalError("recordings of one table agree in channels and sampling rate") }
    if let rate = first.sampleRate { append(["# sample_rate: " + Self.shortest(rate)]) }
  }

  mutating func append(_ fields: [String]) {
    bytes += fields.joined(separator: ",").utf8
    bytes.append(UInt8(ascii: "\n"))
  }

  mutating func append(prefix: String, _ samples: ArraySlice<Float>) {
    bytes += prefix.utf8
    for sample in samples {
      bytes.append(UInt8(ascii: ","))
      append(sample)
    }
    bytes.append(UInt8(ascii: "\n"))
  }

  /// A number with a fixed count of decimals; what is not finite is missing.
  private mutating func append(_ value: Float) {
    let scaled = (Double(value) * scale).rounded()
    guard scaled.magnitude < 1e18 else {
      if value.isFinite { bytes += "\(value)".utf8 }
      return
    }
    if scaled < 0 { bytes.append(UInt8(ascii: "-")) }
    let digits = Array(String(Int(scaled.magnitude)).utf8)
    let padding = max(0, decimals + 1 - digits.count)
    let padded = [UInt8](repeating: UInt8(ascii: "0"), count: padding) + digits
    bytes += padded.dropLast(decimals)
    if decimals > 0 {
      bytes.append(UInt8(ascii: "."))
      bytes += padded.suffix(decimals)
    }
  }

  static func shortest(_ value: Double?) -> String {
    guard let value else { return "" }
    return value == value.rounded() && value.magnitude < 1e15 ? "\(Int(value))" : "\(value)"
  }
}
