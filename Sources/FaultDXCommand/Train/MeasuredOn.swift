import FaultDX
import FaultDXEvaluation
import FaultDXSignal
import FaultDXStorage

/// The recordings that a finished model is measured on, and what a figure on them means.
struct MeasuredOn {
  let recordings: [Recording]
  /// The physical unit of each, or the whole recording where that is not known: what is drawn together.
  let units: [String]
  /// First the sentence that stands for the figure, then whatever limits it.
  private(set) var meaning: [String]
  /// What training and test share that they must not, a sentence each.
  private(set) var leaks: [String]
  /// What they share although the test is another question than an unknown unit, a sentence each.
  private(set) var warnings: [String]
  /// What a quick look at training and test found.
  let audit: DataAudit

  /// The stretches that a split of some recordings set aside.
  ///
  /// - Parameter isNumeric: Whether labels are numbers, of which none needs several units.
  init(
    split: Split, of all: [Recording], stretches: TestStretches, checkedBy diagnoser: Diagnoser,
    isNumeric: Bool = false
  ) throws {
    var sound: [Recording] = []
    var units: [String] = []
    for (stretch, unit) in zip(stretches.recordings, stretches.units) {
      do throws(DiagnosisError) {
        try diagnoser.check(stretch)
        sound.append(stretch)
        units.append(unit)
      } catch .invalidInput {
        // Said with the windows that were left out; a stretch without a sound window measures nothing.
        continue
      }
    }
    guard !sound.isEmpty else {
      throw CommandFailure("no stretch set aside for the test has a sound window")
    }
    recordings = sound
    self.units = units
    audit = DataAudit(all, sides: .init(split), depth: .quick, hasClasses: !isNumeric)
    leaks =
      (split.testBasis == .windows ? ["the test is windows drawn at random."] : [])
      + audit.sentences(.leak)
    // What a drawn split could not help it says itself.
    switch split.configuration.given {
    case .leftOut, .published: warnings = audit.sentences(.suspicious, of: .sharedGroup)
    case .fold, nil: warnings = []
    }
    meaning = [split.meaning] + Self.remarks(leaks) + Self.remarks(warnings: warnings)
  }

  /// Recordings of a separate test input, brought to the model's rate and checked before any training.
  ///
  /// - Parameter isNumeric: Whether labels are numbers, of which the test may have others.
  init(
    separate originals: [Recording], trainedOn: [Recording], checkedBy diagnoser: Diagnoser,
    isNumeric: Bool = false
  ) throws {
    let labels = diagnoser.model.labels
    var recordings: [Recording] = []
    for original in originals {
      guard let label = original.label else {
        throw CommandFailure("\(original.identity) has no class; the test needs labels")
      }
      guard isNumeric || labels.contains(label) else {
        throw CommandFailure(
          "\(original.identity) is of the class \"\(label)\", which is not among those trained on "
            + "(\(labels.joined(separator: ", ")))")
      }
      try diagnoser.check(original)
      guard let rate = diagnoser.model.sampleRate, original.sampleRate != nil else {
        recordings.append(original)
        continue
      }
      recordings.append(try original.resampled(to: rate))
    }
    guard !recordings.isEmpty else { throw CommandFailure("the test input holds no recording") }
    self.recordings = recordings
    units = recordings.map(\.unit)
    audit = DataAudit(
      trainedOn + recordings, sides: .init(training: trainedOn, test: recordings), depth: .quick,
      hasClasses: !isNumeric)
    leaks = audit.sentences(.leak)
    warnings = audit.sentences(.suspicious, of: .sharedGroup)
    let count = recordings.count
    meaning =
      ["Measured on the separate test input: \(count) \(count == 1 ? "recording" : "recordings")."]
      + Self.remarks(leaks) + Self.remarks(warnings: warnings)
  }

  private static func remarks(warnings: [String]) -> [String] {
    warnings.map { "NOT ANOTHER UNIT: \($0)" }
  }

  private static func remarks(_ leaks: [String]) -> [String] {
    leaks.map { "LEAKING, not independent: \($0)" }
  }

  /// Adds what the model knew before it was trained.
  mutating func add(leaks more: [String], warnings others: [String]) {
    leaks += more
    warnings += others
    meaning += Self.remarks(more) + Self.remarks(warnings: others)
  }

  /// What `units` are, in the plural.
  var unitName: String { recordings.contains { $0.group != nil } ? "groups" : "recordings" }

  /// The windows that a network is asked about, for classifiers that are none.
  func windows(asAskedBy diagnoser: Diagnoser) throws -> BaselineWindows {
    let model = diagnoser.model
    var conditioned: [Recording] = []
    var windows: [BaselineWindows.Window] = []
    for (position, recording) in recordings.enumerated() {
      let label = model.labels.firstIndex { $0 == recording.label } ?? 0
      let (prepared, ranges) = try diagnoser.soundWindows(of: recording)
      windows += ranges.map { .init(recording: position, start: $0.lowerBound, label: label) }
      conditioned.append(prepared)
    }
    return BaselineWindows(
      recordings: conditioned, windows: windows, windowLength: model.windowLength,
      conditioning: model.conditioning, classCount: model.labels.count)
  }

  /// Refuses to measure on what is known from training, unless that is wanted.
  func check(allowLeak: Bool) throws {
    guard let first = leaks.first, !allowLeak else { return }
    let more = leaks.count > 1 ? " (and \(leaks.count - 1) more: faultdx audit)" : ""
    throw CommandFailure(
      "the test would not be independent of training: \(first)\(more) Measure on something else, or say "
        + "--allow-leak to train all the same; the result then says that it leaks")
  }
}

extension DataAudit {
  /// What was found, for the record of a run.
  var json: JSON {
    ["depth": "\(depth)", "findings": .array(findings.map(\.json))]
  }

  /// What was found of a grade, a sentence each.
  fileprivate func sentences(_ grade: Grade, of kind: Kind? = nil) -> [String] {
    findings.filter { $0.grade == grade && (kind == nil || $0.kind == kind) }.map(\.sentence)
  }
}
