extension Split {
  /// The same split with validation given back to training, for what chooses and calibrates on training units that it
  /// holds out in turn.
  ///
  /// Stretches that only a cut between training and validation parted are one again; cuts beside the test stay.
  public var withoutValidation: Split {
    var pieces: [Piece] = []
    for piece in self.pieces {
      guard piece.role != .test else {
        pieces.append(piece)
        continue
      }
      var frames = piece.frames
      if let last = pieces.last, last.recording == piece.recording, last.role == .training {
        frames = last.frames.lowerBound..<frames.upperBound
        pieces.removeLast()
      }
      pieces.append(Piece(recording: piece.recording, role: .training, frames: frames))
    }
    return Split(
      sources, configuration,
      plan: .init(pieces: pieces, testBasis: testBasis, validationBasis: nil))
  }
}
