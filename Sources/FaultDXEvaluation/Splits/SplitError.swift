/// Why recordings cannot be split.
public enum SplitError: Error, Equatable, CustomStringConvertible {
  /// There are none.
  case noRecordings
  /// A recording has no label.
  case unlabelled(String)
  /// No recording of the class is as long as a window.
  case shorterThanWindow(label: String, longest: Int, windowLength: Int)
  /// The class has too few and too short recordings to be in every role.
  case tooLittle(label: String, recordings: Int, longest: Int, needed: Int, roles: Int)
  /// The class has too few units for the split that was asked for.
  case tooFewUnits(label: String, basis: Split.Basis, found: Int, needed: Int)
  /// No recording says of what group it is.
  case noGroups
  /// The class has nothing left to train on.
  case nothingToTrainOn(label: String)

  /// Stretches of time or windows need a fold each to train, to choose and to test on.
  case tooFewFolds(basis: Split.Basis, found: Int)
  /// The column says the same of every recording, or nothing of any.
  case oneValue(column: String, found: [String])
  /// No recording has that value.
  case noSuchValue(column: String, value: String, known: [String])
  /// A column says of a recording what cannot be understood as a role.
  case notARole(recording: String, column: String, found: String?)
  /// A column says of no recording that it is the test.
  case noTest(column: String)

  /// One sentence with what was found and what is needed.
  public var description: String {
    switch self {
    case .noRecordings: "expected labelled recordings, found none"
    case .unlabelled(let identity): "\(identity): expected a label, found none"
    case .shorterThanWindow(let label, let longest, let windowLength):
      "class \"\(label)\": expected a recording of at least one window of \(windowLength) frames, "
        + "the longest has \(longest)"
    case .tooLittle(let label, let recordings, let longest, let needed, let roles):
      "class \"\(label)\": expected \(roles) recordings or one of at least \(needed) frames, so that "
        + "every role has a window, found \(recordings) of at most \(longest) frames"
    case .tooFewUnits(let label, let basis, let found, let needed):
      "class \"\(label)\": expected at least \(needed) \(basis.rawValue) for such a split, found \(found)"
    case .noGroups:
      "expected recordings that say of what group (physical unit) they are, found none"
    case .nothingToTrainOn(let label):
      "class \"\(label)\": every recording is in the test, so nothing is left to train on"
    case .tooFewFolds(let basis, let found):
      "expected at least 3 folds by \(basis.rawValue), one each to train, to choose and to test on, "
        + "found \(found)"
    case .oneValue(let column, let found):
      "column \"\(column)\": expected two values or more to leave one out, found "
        + (found.first.map { "\"\($0)\" alone" } ?? "none")
    case .noSuchValue(let column, let value, let known):
      "column \"\(column)\": expected one of \(enumerated(known, limit: 20)), found \"\(value)\""
    case .notARole(let recording, let column, let found):
      "\(recording): expected train, validation or test in column \"\(column)\", found "
        + (found.map { "\"\($0)\"" } ?? "nothing")
    case .noTest(let column):
      "column \"\(column)\": expected a recording for the test, found none"
    }
  }
}
