import FaultDX
import FaultDXEvaluation
import FaultDXSignal
import FaultDXTraining

/// Recordings made ready to learn from: at one rate, split, and cut into windows.
struct TrainingData {
  let format: WorkingFormat
  let labels: [String]
  let split: Split
  let normalization: Normalization
  let training: LabelledWindows
  let validation: LabelledWindows
  /// The stretches that the split set aside to measure on; empty where the test comes from elsewhere.
  let test: [Recording]
  /// Windows left out because their samples cannot be believed.
  let defectiveWindows: Int
  /// What was done to the recordings, as sentences.
  let notes: [String]

  init(
    _ originals: [Recording], window: Int?, hop: Int?, hasSeparateTest: Bool,
    normalization name: RecipeOptions.NormalizationName, seed: UInt64
  ) throws {
    if let unlabelled = originals.first(where: { $0.label == nil }) {
      throw CommandFailure(
        "\(unlabelled.identity) has no class; training needs a label column, class folders, file names "
          + "that say the class, or a manifest")
    }
    let labels = Set(originals.compactMap(\.label)).sorted()
    guard labels.count > 1 else {
      throw CommandFailure(
        "every recording is of the class \"\(labels.first ?? "")\"; there is nothing to tell apart")
    }
    if let (first, second) = Self.sameSamples(originals) {
      throw CommandFailure(
        "\(second.identity) holds the same samples as \(first.identity); one recording counted twice "
          + "would be trained on and tested on: leave one out")
    }
    var format = try WorkingFormat(for: originals, window: window, hop: hop)
    var notes: [String] = []
    let recordings = try originals.map { recording in
      guard let rate = format.sampleRate, recording.sampleRate != rate else { return recording }
      return try recording.resampled(to: rate)
    }
    for rate in Set(originals.compactMap(\.sampleRate)).sorted() where rate != format.sampleRate {
      let count = originals.count { $0.sampleRate == rate }
      notes.append(
        "\(count) \(count == 1 ? "recording" : "recordings") resampled from \(Format.short(rate)) Hz "
          + "to \(Format.short(format.sampleRate ?? rate)) Hz, the lowest rate of all")
    }
    let sources = recordings.map { recording in
      Split.Source(
        identity: recording.identity, label: recording.label ?? "", group: recording.group,
        frames: recording.frames)
    }
    let split = try Self.split(
      sources, &format, mayShorten: window == nil, seed: seed, hasSeparateTest: hasSeparateTest)
    let normalization = name.normalization(fittedTo: recordings, split)
    let cutter = WindowCutter(
      recordings: recordings, labels: labels, split: split, normalization: normalization)
    let (training, unfit) = try cutter.windows(in: .training, hop: format.trainingHop)
    let (validation, alsoUnfit) = try cutter.windows(in: .validation, hop: format.windowLength)

    self.format = format
    self.labels = labels
    self.split = split
    self.normalization = normalization
    self.training = training
    self.validation = validation
    self.notes = notes
    defectiveWindows = unfit + alsoUnfit
    test = split.pieces.filter { $0.role == .test }.map { piece in
      recordings[piece.recording].stretch(piece.frames)
    }
  }
}

extension TrainingData {
  /// The split that training would make, without bringing any recording to another rate.
  static func split(of originals: [Recording], window: Int?, seed: UInt64) throws -> Split {
    var format = try WorkingFormat(for: originals, window: window, hop: nil)
    let sources = try originals.map { recording in
      var frames = recording.frames
      if let rate = format.sampleRate, let own = recording.sampleRate, own != rate {
        frames = try Resampler(from: own, to: rate).outputFrames(for: frames)
      }
      return Split.Source(
        identity: recording.identity, label: recording.label ?? "", group: recording.group,
        frames: frames)
    }
    return try split(
      sources, &format, mayShorten: window == nil, seed: seed, hasSeparateTest: false)
  }

  /// Splits; where a class has too little for windows whose length was found from the data, with
  /// shorter ones, which leave room for the cuts.
  private static func split(
    _ sources: [Split.Source], _ format: inout WorkingFormat, mayShorten: Bool, seed: UInt64,
    hasSeparateTest: Bool
  ) throws -> Split {
    while true {
      do throws(SplitError) {
        return try Split(
          sources,
          configuration: Split.Configuration(
            windowLength: format.windowLength, hop: format.windowLength, seed: seed,
            hasSeparateTest: hasSeparateTest))
      } catch {
        guard case .tooLittle = error else { throw error }
        guard mayShorten, let shorter = format.shortened else {
          throw CommandFailure("\(error); record more, or choose a shorter --window")
        }
        format = shorter
      }
    }
  }

  /// Two recordings that are one, as when a file is named twice or was copied into two folders.
  private static func sameSamples(_ recordings: [Recording]) -> (Recording, Recording)? {
    var seen: [Int: [Recording]] = [:]
    for recording in recordings {
      // Enough to tell nearly all apart; the rest is compared whole.
      var hasher = Hasher()
      hasher.combine(recording.samples.count)
      for sample in recording.samples.prefix(256) { hasher.combine(sample.bitPattern) }
      let key = hasher.finalize()
      if let same = seen[key]?.first(where: { $0.samples == recording.samples }) {
        return (same, recording)
      }
      seen[key, default: []].append(recording)
    }
    return nil
  }
}

/// Cuts the windows of a role out of a split.
private struct WindowCutter {
  let recordings: [Recording]
  let labels: [String]
  let split: Split
  let normalization: Normalization

  /// The windows of a role, and how many were left out because of their samples.
  func windows(in role: Split.Role, hop: Int) throws -> (LabelledWindows, defective: Int) {
    let length = split.configuration.windowLength
    var windows: [LabelledWindows.Window] = []
    var defective = 0
    for piece in split.pieces where piece.role == role {
      let recording = recordings[piece.recording]
      let label = labels.firstIndex { $0 == recording.label } ?? 0
      // Augmentation moves a window within its range, which must not hold what the window does not.
      let finite = recording.finiteStretches(of: piece.frames)
      for range in SlidingWindows(frames: piece.frames.count, length: length, hop: hop) {
        let start = piece.frames.lowerBound + range.lowerBound
        if WindowDefect.find(in: recording, frames: start..<start + length) != nil {
          defective += 1
        } else {
          let range = finite.first { $0.contains(start) } ?? start..<start + length
          windows.append(
            .init(recording: piece.recording, start: start, label: label, range: range))
        }
      }
    }
    let labelled = try LabelledWindows(
      recordings: recordings, windows: windows, labels: labels, windowLength: length,
      normalization: normalization)
    if let empty = labelled.labelCounts.firstIndex(of: 0) {
      throw CommandFailure(
        "class \"\(labels[empty])\" has no sound window for \(role.rawValue): every one is constant, "
          + "clipped or not finite")
    }
    return (labelled, defective)
  }
}

extension Recording {
  /// Some of the frames as a recording of its own, which says where it was cut from.
  fileprivate func stretch(_ frames: Range<Int>) -> Recording {
    guard frames != 0..<self.frames else { return self }
    var part = self
    part.samples = Array(samples[frames.lowerBound * channels..<frames.upperBound * channels])
    let span = "\(frames.lowerBound)-\(frames.upperBound)"
    part.name = name.isEmpty ? "frames \(span)" : "\(name), frames \(span)"
    return part
  }
}

extension RecipeOptions.NormalizationName {
  /// The scaling itself; what is fitted is fitted to the finite training stretches alone.
  fileprivate func normalization(fittedTo recordings: [Recording], _ split: Split)
    -> Normalization
  {
    let stretches = split.pieces.filter { $0.role == .training }.flatMap { piece in
      let recording = recordings[piece.recording]
      return recording.finiteStretches(of: piece.frames).map { recording.stretch($0) }
    }
    // Nothing to fit to: there is no sound window either, which is said when windows are cut.
    if stretches.isEmpty { return .standard }
    switch self {
    case .standard: return .standard
    case .minmax: return .minMax
    case .none: return .none
    case .fittedStandard: return .fittingStandard(stretches)
    case .fittedMinMax: return .fittingMinMax(stretches)
    }
  }
}
