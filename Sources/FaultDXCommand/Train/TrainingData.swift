import FaultDX
import FaultDXEvaluation
import FaultDXSignal
import FaultDXTraining

/// Recordings made ready to learn from: at one rate, split, and cut into windows.
struct TrainingData {
  let format: WorkingFormat
  /// The recordings at one rate, before they are conditioned; pieces of the split are of these.
  let recordings: [Recording]
  let conditioning: Conditioning
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
    _ originals: [Recording], conditioning: Conditioning = .none, window: Int?, hop: Int?,
    hasSeparateTest: Bool,
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
    var format = try WorkingFormat(
      for: conditioning.recordingSteps.isEmpty ? originals : conditioned.map(\.recording),
      window: window, hop: hop)
    // The split is of what was recorded, so that no filter looks over its cuts.
    let framesPerFrame =
      zip(recordings, conditioned).map {
        Double($0.frames) / Double(max($1.recording.frames, 1))
      }.max() ?? 1
    let sources = recordings.map { recording in
      Split.Source(
        identity: recording.identity, label: recording.label ?? "", group: recording.group,
        frames: recording.frames)
    }
    let split = try Self.split(
      sources, &format, framesPerFrame: framesPerFrame, mayShorten: window == nil, seed: seed,
      hasSeparateTest: hasSeparateTest)
    let pieces = try ConditionedPieces(
      of: split, recordings: recordings, conditioned: conditioned, conditioning)
    let normalization = name.normalization(
      fittedTo: pieces, conditioning, windowLength: format.windowLength)
    let cutter = WindowCutter(
      pieces: pieces, labels: labels, windowLength: format.windowLength, conditioning: conditioning,
      normalization: normalization)
    let (training, unfit) = try cutter.windows(in: .training, hop: format.trainingHop)
    let (validation, alsoUnfit) = try cutter.windows(in: .validation, hop: format.windowLength)

    self.format = format
    self.recordings = recordings
    self.conditioning = conditioning
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
  /// The model that a network for these data makes.
  func model(of network: CBAMNetwork, calibration: Calibration? = nil) throws -> Model {
    try Model(
      network: network, labels: labels, windowLength: format.windowLength,
      hop: format.windowLength, sampleRate: recordings.first?.sampleRate,
      channelNames: recordings.first?.channelNames ?? [], conditioning: conditioning,
      normalization: normalization, calibration: calibration)
  }

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
    _ sources: [Split.Source], _ format: inout WorkingFormat, framesPerFrame: Double = 1,
    mayShorten: Bool, seed: UInt64, hasSeparateTest: Bool
  ) throws -> Split {
    while true {
      let length = Int((Double(format.windowLength) * framesPerFrame).rounded(.up))
      do throws(SplitError) {
        return try Split(
          sources,
          configuration: Split.Configuration(
            windowLength: length, hop: length, seed: seed, hasSeparateTest: hasSeparateTest))
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

extension Recording {
  /// Some of the frames as a recording of its own, which says where it was cut from.
  func stretch(_ frames: Range<Int>) -> Recording {
    guard frames != 0..<self.frames else { return self }
    var part = self
    part.samples = Array(samples[frames.lowerBound * channels..<frames.upperBound * channels])
    let span = "\(frames.lowerBound)-\(frames.upperBound)"
    part.name = name.isEmpty ? "frames \(span)" : "\(name), frames \(span)"
    return part
  }
}
