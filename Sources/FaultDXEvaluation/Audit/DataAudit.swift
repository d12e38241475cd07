public import FaultDXSignal

/// Looks for what makes a figure look better than it is, before anything is trained.
///
/// Three kinds of things are found. Training and test may share what they must not: samples, copies of a
/// recording, physical units. A property that has nothing to do with a fault may tell the classes apart:
/// sampling rate, length, level, offset, clipping, silence, mains hum, the order of recording. And there may
/// be too little of a class to say anything. Every finding is graded, explained in a sentence and comes with
/// its figures; a clean data set has none.
///
///     let audit = DataAudit(recordings, sides: .init(split), depth: .full)
///     audit.findings.forEach { print("\($0.grade.rawValue): \($0.sentence)") }
public struct DataAudit: Sendable, Equatable {
  /// How far a search goes.
  public enum Depth: String, Sendable, CaseIterable {
    /// What is shared exactly: samples, copies, excerpts, units. O(samples).
    case quick
    /// Also copies that were scaled, offset, shifted or resampled, and properties that tell classes apart.
    case full
  }

  /// What was found; leaks first.
  public let findings: [Finding]
  /// How far the search went.
  public let depth: Depth

  /// Searches recordings.
  ///
  /// - Parameters:
  ///   - recordings: as they were read, at their own rates.
  ///   - sides: which of them train and which measure, where that has been decided; without it what any
  ///     split would suffer from is looked for.
  ///   - hasClasses: whether labels are classes, of which there can be too little; not so where they are numbers.
  /// - Complexity: O(samples · log samples) for one recording after the other; pairs of recordings are
  ///   compared only where short patterns of their samples agree. O(recordings² · classes) at worst, where
  ///   all have one and the same value of a property.
  public init(
    _ recordings: [Recording], sides: Sides? = nil, depth: Depth = .full, hasClasses: Bool = true
  ) {
    self.depth = depth
    let copies = CopySearch(recordings)
    var findings = SideComparison(recordings, sides).findings
    findings += DuplicateReport(recordings, sides, copies.pairs).findings
    if hasClasses { findings += ClassBalance(recordings).findings }
    if depth == .full {
      let known = Set(copies.pairs.map { [$0.first, $0.second] })
      let altered = AlteredCopySearch(recordings, except: known)
      findings += DuplicateReport(recordings, sides, altered.pairs).findings
      findings += SharedDraws(recordings).findings
      let properties = recordings.map { RecordingProperties($0) }
      let rates = RateComparison(recordings)
      findings += rates.findings
      findings += PropertyComparison(recordings, properties).findings
    }
    self.findings = findings.enumerated()
      .sorted { ($0.element.grade, $0.offset) < ($1.element.grade, $1.offset) }
      .map(\.element)
  }

  /// Whether training and test share what they must not.
  public var leaks: Bool { findings.contains { $0.grade == .leak } }

  /// Whether nothing was found that makes a figure doubtful; remarks do not count.
  public var isClean: Bool { findings.allSatisfy { $0.grade == .note } }
}

extension DataAudit {
  /// Which recordings, or stretches of them, train and which measure.
  public struct Sides: Sendable, Equatable {
    /// The stretches; positions are those of the recordings that are searched.
    public let pieces: [Split.Piece]
    /// Frames in a window; stretches closer than that are neighbours.
    public let windowLength: Int
    /// What the test is separated by where that is a condition (load, speed) and units are meant to be
    /// on both sides.
    public let condition: String?
    /// Whether the test is an input of its own.
    public let isSeparateTest: Bool

    /// The sides of a split.
    public init(_ split: Split) {
      pieces = split.pieces
      windowLength = split.configuration.windowLength
      // What was asked for, or is the strongest that there is, is meant.
      condition =
        switch (split.configuration.given, split.testBasis) {
        case (.leftOut(let column, _), _): column
        case (_, .recordings): "recording"
        case (_, .time): "stretch of time"
        default: nil
        }
      isSeparateTest = false
    }

    /// Stretches as they are given.
    public init(pieces: [Split.Piece], windowLength: Int, condition: String? = nil) {
      self.pieces = pieces
      self.windowLength = windowLength
      self.condition = condition
      isSeparateTest = false
    }

    /// Recordings to train on, followed by recordings of a separate test.
    public init(training: [Recording], test: [Recording]) {
      windowLength = 1
      condition = nil
      isSeparateTest = true
      pieces = (training + test).enumerated().map { index, recording in
        Split.Piece(
          recording: index, role: index < training.count ? .training : .test,
          frames: 0..<recording.frames)
      }
    }
  }
}
