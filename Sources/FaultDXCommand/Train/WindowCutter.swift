import FaultDXEvaluation
import FaultDXSignal
import FaultDXTraining

/// The stretches of a split, each conditioned on its own, so that nothing of one side reaches over a cut to the other
/// and a test stretch is what a diagnosis would make of it.
struct ConditionedPieces {
  /// One stretch.
  struct Piece {
    let role: Split.Role
    /// The position of its recording in ``recordings``.
    let recording: Int
    /// Its frames there.
    let frames: Range<Int>
    /// What was recorded, from frame 0 of ``recordings`` or of the stretch, and where frames come from; `nil` where
    /// that is what windows are cut from.
    let source: (recording: Recording, map: FrameMap)?
  }

  /// What windows are cut from.
  private(set) var recordings: [Recording]
  private(set) var pieces: [Piece] = []

  /// - Parameter conditioned: All of each recording, which is what a piece is that was not cut.
  init(
    of split: Split, recordings: [Recording], conditioned: [ConditionedRecording],
    _ conditioning: Conditioning
  ) throws {
    guard !conditioning.recordingSteps.isEmpty else {
      self.recordings = recordings
      pieces = split.pieces.map {
        Piece(role: $0.role, recording: $0.recording, frames: $0.frames, source: nil)
      }
      return
    }
    self.recordings = []
    for piece in split.pieces {
      let whole = recordings[piece.recording]
      let source = whole.stretch(piece.frames)
      var result =
        piece.frames == 0..<whole.frames
        ? conditioned[piece.recording] : try conditioning.conditioned(source)
      // Baselines go by the recording, of which this is a part.
      result.recording.name = whole.name
      pieces.append(
        Piece(
          role: piece.role, recording: self.recordings.count, frames: 0..<result.recording.frames,
          source: (source, result.map)))
      self.recordings.append(result.recording)
    }
  }
}

/// Cuts the windows of a role out of a split.
struct WindowCutter {
  let pieces: ConditionedPieces
  let labels: [String]
  let windowLength: Int
  let conditioning: Conditioning
  let normalization: Normalization
  /// Whether labels are numbers, of which a role need not have each.
  var isNumeric = false

  /// The windows of a role, and how many were left out because of their samples.
  func windows(in role: Split.Role, hop: Int) throws -> (LabelledWindows, defective: Int) {
    var windows: [LabelledWindows.Window] = []
    var defective = 0
    for piece in pieces.pieces where piece.role == role {
      let recording = pieces.recordings[piece.recording]
      let label = labels.firstIndex { $0 == recording.label } ?? 0
      // Augmentation moves a window within its range, which must not hold what the window does not.
      let finite = recording.finiteStretches(of: piece.frames)
      for range in SlidingWindows(frames: piece.frames.count, length: windowLength, hop: hop) {
        let start = piece.frames.lowerBound + range.lowerBound
        let window = start..<start + windowLength
        if defect(of: window, in: piece) != nil {
          defective += 1
        } else {
          let range = finite.first { $0.contains(start) } ?? window
          windows.append(
            .init(recording: piece.recording, start: start, label: label, range: range))
        }
      }
    }
    let labelled = try LabelledWindows(
      recordings: pieces.recordings, windows: windows, labels: labels, windowLength: windowLength,
      conditioning: conditioning, normalization: normalization)
    let isUsed = pieces.pieces.contains { $0.role == role }
    if isNumeric {
      guard labelled.count > 0 || !isUsed else {
        throw CommandFailure(
          "there is no sound window for \(role.rawValue): every one is constant, clipped or not finite"
        )
      }
    } else if isUsed, let empty = labelled.labelCounts.firstIndex(of: 0) {
      throw CommandFailure(
        "class \"\(labels[empty])\" has no sound window for \(role.rawValue): every one is constant, "
          + "clipped or not finite")
    }
    return (labelled, defective)
  }

  private func defect(
    of window: Range<Int>, in piece: ConditionedPieces.Piece
  ) -> WindowDefect? {
    let recording = pieces.recordings[piece.recording]
    guard let (original, map) = piece.source else {
      return WindowDefect.find(in: recording, frames: window)
    }
    return conditioning.defect(
      in: window, of: recording, from: map.source(of: window, total: original.frames), of: original)
  }
}

extension RecipeOptions.NormalizationName {
  /// The scaling itself; what is fitted is fitted to the finite training stretches alone.
  func normalization(
    fittedTo pieces: ConditionedPieces, _ conditioning: Conditioning, windowLength: Int
  ) -> Normalization {
    let stretches = pieces.pieces.filter { $0.role == .training }.flatMap { piece in
      let recording = pieces.recordings[piece.recording]
      return recording.finiteStretches(of: piece.frames).map {
        recording.stretch($0).windows(of: windowLength, conditioning)
      }
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

extension Recording {
  /// Windows one after the other, after what is done to each; where nothing is, the recording.
  fileprivate func windows(of length: Int, _ conditioning: Conditioning) -> Recording {
    let conditioner = WindowConditioner(conditioning, length: length, channels: channels)
    if conditioner.isEmpty { return self }
    var result = self
    result.samples = SlidingWindows(frames: frames, length: length, hop: length).flatMap {
      conditioner.apply(toWhole: stretch($0)).samples
    }
    return result
  }
}
