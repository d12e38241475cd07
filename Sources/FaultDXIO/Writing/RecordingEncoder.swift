public import FaultDXSignal
import FaultDXStorage

/// Turns recordings into the bytes of one file, and says what the file would lose.
public struct RecordingEncoder: Sendable {
  /// The form of the file.
  public var format: RecordingFormat
  /// Whether a row of a table is a recording and not an instant.
  public var isWide = false
  /// Whether what is known about the recordings stands elsewhere, in a manifest beside the file.
  public var hasManifest = false

  /// An encoder for a form.
  public init(_ format: RecordingFormat) { self.format = format }

  /// What is known about the recordings and has no place in the file, in words; empty where nothing is lost.
  public func losses(_ recordings: [Recording]) -> [String] {
    var losses: [String] = []
    func note(_ what: String, _ isKnown: (Recording) -> Bool) {
      if recordings.contains(where: isKnown) { losses.append(what) }
    }
    let hasColumns = format == .csv || format == .npz
    if !hasManifest {
      if !hasColumns {
        note("labels") { $0.label != nil }
        note("groups") { $0.group != nil }
        note("shaft speeds") { $0.speed != nil }
        note("loads") { $0.load != nil }
      }
      if format == .npy { note("sampling rates") { $0.sampleRate != nil } }
      if format != .npz {
        // Where a window came from is its name.
        let names = Set(recordings.flatMap(\.attributes.keys)).subtracting(["source", "start"])
        if !names.isEmpty { losses.append("the columns \(names.sorted().joined(separator: ", "))") }
      }
    }
    if format == .wav {
      note("sampling rates with a fraction of Hz") { $0.sampleRate != $0.sampleRate?.rounded() }
    }
    if format != .csv || isWide {
      // With one channel its name tells nothing apart: that is ``unkeptName(_:)``.
      note("the names of channels") {
        $0.channels > 1 && $0.channelNames != TableReader.plainNames($0.channels)
      }
    }
    return losses
  }

  /// The name of an only channel that the file does not keep, which is worth a word and no refusal.
  public func unkeptName(_ recordings: [Recording]) -> String? {
    guard format != .csv || isWide else { return nil }
    return recordings.first {
      $0.channels == 1 && $0.channelNames != TableReader.plainNames(1)
    }?.channelNames.first
  }

  /// The bytes of the file.
  ///
  /// - Throws: `.unsuitable` where the recordings do not fit one such file; `.loss` where something would be lost and
  ///   may not.
  public func bytes(
    of recordings: [Recording], allowingLoss: Bool = false
  ) throws(WritingError) -> [UInt8] {
    guard let first = recordings.first else { throw .unsuitable("there is no recording to write") }
    let losses = losses(recordings)
    guard allowingLoss || losses.isEmpty else { throw .loss(format, losses) }
    let isOne = recordings.allSatisfy {
      $0.channelNames == first.channelNames && $0.sampleRate == first.sampleRate
    }
    guard isOne || format == .wav || format == .npy && recordings.count == 1 else {
      throw .unsuitable(
        "the recordings differ in channels or sampling rate; write each to a file of its own in a folder"
      )
    }
    switch format {
    case .csv:
      guard isWide else { return table(recordings) }
      try requireOneLength(recordings)
      guard first.channels == 1 else {
        throw .unsuitable("a row holds one channel, the recordings have \(first.channels)")
      }
      return rows(recordings)
    case .wav: return try sound(recordings)
    case .npy:
      if recordings.count > 1 { try requireOneLength(recordings) }
      return NumpyWriter.array(of: recordings, isList: recordings.count > 1)
    case .npz:
      try requireOneLength(recordings)
      return NumpyWriter.archive(of: recordings)
    }
  }

  private func requireOneLength(_ recordings: [Recording]) throws(WritingError) {
    let lengths = Set(recordings.map(\.frames))
    guard lengths.count == 1 else {
      throw .unsuitable(
        "the recordings have \(lengths.min() ?? 0) to \(lengths.max() ?? 0) samples; one array or table of "
          + "rows holds one length: write each to a file of its own in a folder, or cut windows")
    }
  }

  private func sound(_ recordings: [Recording]) throws(WritingError) -> [UInt8] {
    guard recordings.count == 1, var recording = recordings.first else {
      throw .unsuitable(
        "a wav file holds one recording, there are \(recordings.count); write them to a folder")
    }
    guard let rate = recording.sampleRate else {
      throw .unsuitable("a wav file needs a sampling rate, and \(recording.identity) has none")
    }
    recording.sampleRate = rate.rounded()
    guard (1..<1e9).contains(rate.rounded()), recording.samples.count < 1 << 29,
      rate * Double(4 * recording.channels) < 0x1p32
    else {
      throw .unsuitable(
        "a wav file holds less than 2 GiB at whole rates from 1 Hz: \(recording.identity) does not fit"
      )
    }
    return WAVWriter.bytes(of: recording)
  }

  // MARK: Tables

  /// What is known about recordings, as columns of words: those that at least one of them fills.
  private func columns(_ recordings: [Recording]) -> [(name: String, words: [String])] {
    let known = recordings.map(\.name)
    let isTold = Set(known).count == known.count && !known.contains("")
    let names = isTold || recordings.count == 1 ? known : recordings.map(\.identity)
    var columns = [("recording", names)]
    columns.append(("label", recordings.map { $0.label ?? "" }))
    columns.append(("group", recordings.map { $0.group ?? "" }))
    columns.append(("speed_rpm", recordings.map { $0.speed?.plain ?? "" }))
    columns.append(("load", recordings.map { $0.load ?? "" }))
    return columns.filter { !$0.1.allSatisfy(\.isEmpty) }
  }

  private func table(_ recordings: [Recording]) -> [UInt8] {
    let columns = columns(recordings)
    var text = RowText(rate: recordings[0].sampleRate)
    text.append(columns.map(\.name) + recordings[0].channelNames)
    for (index, recording) in recordings.enumerated() {
      let prefix = columns.map(\.words[index])
      let channels = recording.channels
      for frame in 0..<recording.frames {
        text.append(prefix, recording.samples[frame * channels..<(frame + 1) * channels])
      }
    }
    return text.bytes
  }

  private func rows(_ recordings: [Recording]) -> [UInt8] {
    let columns = columns(recordings)
    var text = RowText(rate: recordings[0].sampleRate)
    // Names like `0` and `1` would make the header look like one more row of numbers.
    text.append(columns.map(\.name) + (0..<recordings[0].frames).map { "s\($0)" })
    for (index, recording) in recordings.enumerated() {
      text.append(columns.map(\.words[index]), recording.samples[...])
    }
    return text.bytes
  }
}

/// Lines of comma-separated text.
private struct RowText {
  private(set) var bytes: [UInt8] = []

  init(rate: Double?) {
    if let rate { bytes += "# sample_rate: \(rate.plain)\n".utf8 }
  }

  mutating func append(_ fields: [String], _ samples: ArraySlice<Float> = []) {
    bytes += fields.map(CSVField.quoted).joined(separator: ",").utf8
    var isFirst = fields.isEmpty
    for sample in samples {
      if !isFirst { bytes.append(UInt8(ascii: ",")) }
      isFirst = false
      // The shortest digits that give the same float again.
      bytes += "\(sample)".utf8
    }
    bytes.append(UInt8(ascii: "\n"))
  }
}
