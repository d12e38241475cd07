extension DataAudit {
  /// How bad a finding is; the worst first.
  public enum Grade: String, Sendable, CaseIterable, Comparable {
    /// Training and test share what they must not, or a class is not what it is said to be: the figure is
    /// worthless for what it claims.
    case leak
    /// The figure may stand for something else than the fault.
    case suspicious
    /// Worth knowing when the figure is read.
    case note

    /// The worst is the least.
    public static func < (left: Self, right: Self) -> Bool { left.rank < right.rank }

    private var rank: Int { Self.allCases.firstIndex(of: self) ?? 0 }
  }

  /// What can be found; raw values are those of `--format json`.
  public enum Kind: String, Sendable, CaseIterable {
    /// Windows of training and test overlap.
    case sharedSamples = "shared-samples"
    /// Windows of training and test follow one another without a gap.
    case adjacentWindows = "adjacent-windows"
    /// Two recordings have the same samples, in whole or in part.
    case duplicate
    /// One recording is another, scaled, offset, shifted or resampled.
    case alteredDuplicate = "altered-duplicate"
    /// A physical unit is in training and in the test.
    case sharedGroup = "shared-group"
    /// Recordings of several classes are of one random draw of components that no group names.
    case sharedDraw = "shared-draw"
    /// The sampling rate tells classes apart.
    case rate
    /// A class seems to have been sampled at another rate than is said.
    case rateMismatch = "rate-mismatch"
    /// The length tells classes apart.
    case length
    /// The root mean square tells classes apart.
    case amplitude
    /// The mean tells classes apart.
    case offset
    /// Clipped samples tell classes apart.
    case clipping
    /// Stretches of constant samples tell classes apart.
    case silence
    /// Lines at 50 or 60 Hz tell classes apart.
    case mains
    /// The number in the name of the file tells classes apart.
    case order
    /// A class has far more than another.
    case imbalance
    /// A class has too few units to say anything of another one.
    case fewUnits = "few-units"
  }

  /// Something that was found.
  public struct Finding: Sendable, Equatable, CustomStringConvertible {
    /// What it is.
    public let kind: Kind
    /// How bad it is.
    public let grade: Grade
    /// What was found and what it means, in one sentence.
    public let sentence: String
    /// The recordings it was found on, or the first of them.
    public let recordings: [String]
    /// What was measured, by name.
    public let figures: [Figure]

    /// Recordings that are named in full.
    static let named = 20

    init(
      _ kind: Kind, _ grade: Grade, _ sentence: String, recordings: [String] = [],
      figures: [Figure] = []
    ) {
      self.kind = kind
      self.grade = grade
      self.sentence = sentence
      self.recordings = Array(recordings.prefix(Self.named))
      self.figures = figures
    }

    /// The grade and the sentence.
    public var description: String { "\(grade.rawValue): \(sentence)" }
  }

  /// A number that was measured.
  public struct Figure: Sendable, Equatable {
    /// What it is, in lower camel case.
    public let name: String
    /// Its value.
    public let value: Double

    init(_ name: String, _ value: Double) {
      self.name = name
      self.value = value
    }
  }
}

/// Some names, and how many more there are.
func enumerated(_ names: [String], limit: Int = 3) -> String {
  let shown = names.prefix(limit).joined(separator: ", ")
  return names.count > limit ? "\(shown) and \(names.count - limit) more" : shown
}

/// `1 recording`, `2 recordings`.
func counted(_ count: Int, _ word: String, plural: String? = nil) -> String {
  "\(count) \(count == 1 ? word : plural ?? word + "s")"
}
