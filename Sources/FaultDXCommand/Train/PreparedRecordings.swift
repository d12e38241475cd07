import FaultDXEvaluation
import FaultDXSignal

/// Labelled recordings before any split: checked, brought to one rate, and what conditioning makes of them.
struct PreparedRecordings {
  /// Window and hop after conditioning; a split may shorten them.
  private(set) var format: WorkingFormat
  /// At one rate, before they are conditioned: splits are of what was recorded, so that no filter looks over
  /// their cuts.
  let recordings: [Recording]
  let conditioning: Conditioning
  /// All of each recording.
  let conditioned: [ConditionedRecording]
  /// The classes, sorted.
  let labels: [String]
  /// What was done to the recordings, as sentences.
  let notes: [String]
  /// Whether labels are numbers, which a split spreads by ranges.
  let isNumeric: Bool
  private let mayShorten: Bool
  /// Recorded frames for one after conditioning.
  private let framesPerFrame: Double

  /// Checks recordings and brings them to the lowest rate of all, or to that which conditioning begins with.
  ///
  /// - Parameter isNumeric: Whether labels are numbers.
  init(
    _ originals: [Recording], _ conditioning: Conditioning, _ windows: WindowOptions,
    isNumeric: Bool = false
  ) throws {
    self.isNumeric = isNumeric
    if let unlabelled = originals.first(where: { $0.label == nil }) {
      throw CommandFailure(
        "\(unlabelled.identity) has no class; training needs a label column, class folders, file names "
          + "that say the class, or a manifest")
    }
    labels =
      isNumeric
      ? NumericLabels.levels(originals) : Set(originals.compactMap(\.label)).sorted()
    guard labels.count > 1 else {
      if isNumeric { throw NumericLabels.constant(labels.first) }
      throw CommandFailure(
        "every recording is of the class \"\(labels.first ?? "")\"; there is nothing to tell apart")
    }
    if let (first, second) = Self.sameSamples(originals) {
      throw CommandFailure(
        "\(second.identity) holds the same samples as \(first.identity); one recording counted twice "
          + "would be trained on and tested on: leave one out")
    }
    let lowestRate = try WorkingFormat.commonRate(of: originals)
    let commonRate = lowestRate == nil ? nil : conditioning.firstRate ?? lowestRate
    var notes: [String] = []
    let recordings = try originals.map { recording in
      guard let rate = commonRate, recording.sampleRate != rate else { return recording }
      return try recording.resampled(to: rate)
    }
    for rate in Set(originals.compactMap(\.sampleRate)).sorted() where rate != commonRate {
      let count = originals.count { $0.sampleRate == rate }
      notes.append(
        "\(count) \(count == 1 ? "recording" : "recordings") resampled from \(Format.short(rate)) Hz "
          + "to \(Format.short(commonRate ?? rate)) Hz"
          + (conditioning.firstRate == nil ? ", the lowest rate of all" : ""))
    }
    if !conditioning.isEmpty { notes.append("Signals are conditioned: \(conditioning).") }
    let conditioned = try recordings.map { try conditioning.conditioned($0) }
    format = try WorkingFormat(
      for: conditioning.recordingSteps.isEmpty ? originals : conditioned.map(\.recording),
      window: windows.window, hop: windows.hop)
    framesPerFrame =
      zip(recordings, conditioned).map {
        Double($0.frames) / Double(max($1.recording.frames, 1))
      }.max() ?? 1
    self.recordings = recordings
    self.conditioning = conditioning
    self.conditioned = conditioned
    self.notes = notes
    mayShorten = windows.window == nil
  }

  /// The split that an experiment asks for.
  mutating func split(_ protocol: SplitProtocol, seed: UInt64, hasSeparateTest: Bool) throws
    -> Split
  {
    let classed = classed(for: `protocol`)
    return try Self.shortening(&format, framesPerFrame, mayShorten) { length throws(SplitError) in
      try `protocol`.split(
        classed, frames: recordings.map(\.frames),
        Split.Configuration(
          windowLength: length, hop: length, seed: seed, hasSeparateTest: hasSeparateTest))
    }
  }

  /// The splits of a cross-validation.
  mutating func folds(
    _ protocol: SplitProtocol, count: Int?, repeats: Int, seed: UInt64
  ) throws -> Folds {
    let classed = classed(for: `protocol`)
    return try Self.shortening(&format, framesPerFrame, mayShorten) { length throws(SplitError) in
      try `protocol`.folds(
        classed, count: count, repeats: repeats,
        Split.Configuration(windowLength: length, hop: length, seed: seed))
    }
  }

  /// The recordings as a split is to see them: numbers are no classes, but of ranges of them every part should have some.
  private func classed(for protocol: SplitProtocol) -> [Recording] {
    guard isNumeric else { return recordings }
    // Where a column says what is tested, it may be all that is large.
    let isGiven =
      switch `protocol` {
      case .drawn: false
      case .published, .leaveOut: true
      }
    let names = NumericStrata.names(
      values: recordings.map { Double($0.label ?? "") ?? 0 }, units: recordings.map(\.unit),
      isOne: isGiven)
    return zip(recordings, names).map { recording, name in
      var recording = recording
      recording.label = name
      return recording
    }
  }

  /// The split that training would make, without bringing any recording to another rate.
  static func split(
    of originals: [Recording], _ protocol: SplitProtocol, window: Int?, seed: UInt64
  ) throws -> Split {
    var format = try WorkingFormat(for: originals, window: window, hop: nil)
    let frames = try originals.map { recording in
      guard let rate = format.sampleRate, let own = recording.sampleRate, own != rate else {
        return recording.frames
      }
      return try Resampler(from: own, to: rate).outputFrames(for: recording.frames)
    }
    return try shortening(&format, 1, window == nil) { length throws(SplitError) in
      try `protocol`.split(
        originals, frames: frames,
        Split.Configuration(windowLength: length, hop: length, seed: seed))
    }
  }

  /// Splits; where a class has too little for windows whose length was found from the data, with
  /// shorter ones, which leave room for the cuts.
  ///
  /// - Parameter split: Splits for windows of so many recorded frames.
  private static func shortening<Result>(
    _ format: inout WorkingFormat, _ framesPerFrame: Double, _ mayShorten: Bool,
    _ split: (Int) throws(SplitError) -> Result
  ) throws -> Result {
    while true {
      do throws(SplitError) {
        return try split(Int((Double(format.windowLength) * framesPerFrame).rounded(.up)))
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
