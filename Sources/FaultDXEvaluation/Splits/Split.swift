public import FaultDXSignal

/// Which frames of which recording train, choose (validation) and measure (test) a model.
///
/// Windows of one recording, and recordings of one physical unit, resemble each other more than they
/// resemble anything a model will meet later. A figure measured on windows whose neighbours were trained
/// on says little, so the parts are kept apart as far as the data allow:
///
/// 1. by **group** (physical unit), where each class has at least two; of a class with a single one, by
///    its recordings;
/// 2. else by **recording**, where each class has at least two;
/// 3. else by stretches of **time**, with a window's gap on both sides of each cut.
///
/// With three units or more of each class, training, validation and test are disjoint units. With two,
/// one is the test and validation is cut in time from the other. The same recordings, seed and
/// configuration give the same split in whatever order the recordings come.
///
///     let split = try Split(recordings, configuration: .init(windowLength: 1024, hop: 512, seed: 1))
///     split.explanation.forEach { print($0) }        // what kind, how many, what the figure means
///     for window in split.windows(in: .training) { … }
public struct Split: Sendable, Equatable {
  /// What a part of the data is for.
  public enum Role: String, Sendable, CaseIterable {
    /// The weights are fitted on it.
    case training
    /// The best epoch is chosen on it.
    case validation
    /// The figures that are reported are measured on it, once.
    case test
  }

  /// What was kept whole when two roles were separated; from the strongest to the weakest.
  public enum Basis: String, Sendable, CaseIterable {
    /// Physical units. A recording without a group counts as a unit of its own.
    case groups
    /// Recordings, whatever unit they are of.
    case recordings
    /// Stretches of time within recordings.
    case time
    /// Single windows: neighbours are on both sides, and a figure says nothing but that.
    case windows
  }

  /// What a test is that was decided on before.
  public enum Given: Sendable, Equatable {
    /// A column says of each recording what it is for.
    case published(column: String)
    /// Recordings with one value of a column are the test, and no others.
    case leftOut(column: String, value: String)
    /// One of several folds, to which units of this kind were dealt.
    case fold(Basis)
  }

  /// What a split needs to know of a recording.
  public struct Source: Sendable, Equatable {
    /// Which recording it is.
    ///
    /// Two with one identity are taken for copies and stay together.
    public let identity: String
    /// The class.
    public let label: String
    /// The physical unit, where it is known.
    public let group: String?
    /// Frames, at the rate at which windows are cut.
    public let frames: Int
    /// What it is for where that was decided before; what is not decided is trained and chosen on.
    public var role: Role?

    /// Describes a recording.
    public init(
      identity: String, label: String, group: String? = nil, frames: Int, role: Role? = nil
    ) {
      self.identity = identity
      self.label = label
      self.group = group
      self.frames = frames
      self.role = role
    }
  }

  /// How to split.
  public struct Configuration: Sendable, Equatable {
    /// Frames in a window.
    public var windowLength: Int
    /// Frames from one window to the next.
    public var hop: Int
    /// The part of the units, or of the time, that becomes validation.
    public var validationFraction: Double
    /// The part of the units, or of the time, that becomes test.
    public var testFraction: Double
    /// Names the draw of units.
    public var seed: UInt64
    /// Whether the test comes from elsewhere, so that only training and validation are cut.
    public var hasSeparateTest: Bool
    /// What is kept whole; `nil` for the strongest that the data allow.
    public var basis: Basis?
    /// What the test is where sources say that they are it.
    public var given: Given?

    /// Creates a configuration.
    public init(
      windowLength: Int, hop: Int, validationFraction: Double = 0.2, testFraction: Double = 0.2,
      seed: UInt64 = 0, hasSeparateTest: Bool = false, basis: Basis? = nil, given: Given? = nil
    ) {
      self.windowLength = windowLength
      self.hop = hop
      self.validationFraction = validationFraction
      self.testFraction = testFraction
      self.seed = seed
      self.hasSeparateTest = hasSeparateTest
      self.basis = basis
      self.given = given
    }
  }

  /// A stretch of one recording and what it is for.
  public struct Piece: Sendable, Equatable {
    /// The position of the recording among those that were split.
    public let recording: Int
    /// What it is for.
    public let role: Role
    /// Its frames.
    public let frames: Range<Int>

    /// Creates a stretch.
    public init(recording: Int, role: Role, frames: Range<Int>) {
      self.recording = recording
      self.role = role
      self.frames = frames
    }
  }

  /// A window and where it came from.
  public struct Window: Sendable, Equatable, Hashable {
    /// The position of the recording among those that were split.
    public let recording: Int
    /// Its first frame.
    public let start: Int

    /// Names a window.
    public init(recording: Int, start: Int) {
      self.recording = recording
      self.start = start
    }
  }

  /// What was split, in the order given.
  public let sources: [Source]
  /// How it was split.
  public let configuration: Configuration
  /// The stretches, by recording and time.
  ///
  /// Frames in none of them are gaps, and are not used.
  public let pieces: [Piece]
  /// What keeps the test apart; `nil` where the test comes from elsewhere or a column says what it is.
  public let testBasis: Basis?
  /// What keeps validation apart from training; `nil` where there is none.
  public let validationBasis: Basis?

  /// Splits recordings.
  ///
  /// - Throws: `SplitError` where a class has too little to be in every role.
  /// - Precondition: Window length and hop are positive; fractions lie in `0 ..< 1` and leave something
  ///   for training.
  public init(_ sources: [Source], configuration: Configuration) throws(SplitError) {
    require(
      configuration.windowLength > 0 && configuration.hop > 0,
      "a split needs a positive window length and hop")
    let (validation, test) = (configuration.validationFraction, configuration.testFraction)
    require(
      validation > 0 && test >= 0 && validation + test < 1,
      "a split into \(validation) validation and \(test) test leaves nothing to train on")
    let isTested = sources.contains { $0.role == .test }
    require(
      (configuration.given != nil) == isTested && !(isTested && configuration.hasSeparateTest),
      "a split with a test that was given needs to know what it is")
    self.init(
      sources, configuration, plan: try SplitPlanner(sources, configuration).plan())
  }

  /// A split as it was planned.
  init(_ sources: [Source], _ configuration: Configuration, plan: SplitPlanner.Plan) {
    self.sources = sources
    self.configuration = configuration
    pieces = plan.pieces.sorted {
      ($0.recording, $0.frames.lowerBound) < ($1.recording, $1.frames.lowerBound)
    }
    testBasis = plan.testBasis
    validationBasis = plan.validationBasis
  }

  /// Splits labelled recordings.
  ///
  /// - Throws: `SplitError`, also where a recording has no label.
  public init(_ recordings: [Recording], configuration: Configuration) throws(SplitError) {
    var sources: [Source] = []
    for recording in recordings {
      guard let label = recording.label else { throw .unlabelled(recording.identity) }
      sources.append(
        Source(
          identity: recording.identity, label: label, group: recording.group,
          frames: recording.frames))
    }
    try self.init(sources, configuration: configuration)
  }

  /// The windows of a role, by recording and time.
  public func windows(in role: Role) -> [Window] {
    pieces.filter { $0.role == role }.flatMap { piece in
      SlidingWindows(
        frames: piece.frames.count, length: configuration.windowLength, hop: configuration.hop
      ).map { Window(recording: piece.recording, start: piece.frames.lowerBound + $0.lowerBound) }
    }
  }

  /// The groups that are the only one of a class.
  ///
  /// A recording without a group counts as one of its own.
  package static func loneGroups(_ sources: [Source]) -> Set<String> {
    var groups: [String: Set<String?>] = [:]
    for source in sources { groups[source.label, default: []].insert(source.group) }
    return Set(groups.values.filter { $0.count == 1 }.compactMap { $0.first ?? nil })
  }

  /// The recordings that are shorter than one window, and in no role.
  public var tooShort: [Int] {
    sources.indices.filter { sources[$0].frames < configuration.windowLength }
  }
}
