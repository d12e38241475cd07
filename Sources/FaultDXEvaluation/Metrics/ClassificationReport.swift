import FaultDXSignal

/// Precision, recall, F1 and support by class and on average.
///
/// Its text is byte for byte what scikit-learn's `classification_report(…, zero_division=0)` prints, so
/// that a figure can be checked against any other tool:
///
///     print(ClassificationReport(matrix))
public struct ClassificationReport: Sendable, Equatable, CustomStringConvertible {
  /// The scores of one class or average.
  public struct Row: Sendable, Equatable {
    /// The class, or `micro avg`, `macro avg`, `weighted avg`.
    public let name: String
    /// Its scores.
    public let scores: ClassScores
  }

  /// One row for each class that is reported, in the order asked for.
  public let classes: [Row]
  /// The part that was right, where the reported classes cover all that occurred.
  public let accuracy: Double?
  /// `micro avg` where there is no accuracy, then `macro avg` and `weighted avg`.
  public let averages: [Row]
  /// Whether any prediction at all was right, reported or not.
  private let hasCorrect: Bool

  /// Reports on all classes of the matrix, or on some of them.
  ///
  /// - Parameter labels: The classes to report, in this order; `nil` for all.
  /// - Precondition: At least one class; each asked for is a class of the matrix.
  public init(_ matrix: ConfusionMatrix, labels: [String]? = nil) {
    let positions = (labels ?? matrix.labels).map { label in
      guard let position = matrix.labels.firstIndex(of: label) else {
        fatalError("\"\(label)\" is not a class of the confusion matrix")
      }
      return position
    }
    require(!positions.isEmpty, "a report needs at least one class")
    hasCorrect = matrix.correct > 0
    let scores = positions.map { matrix.scores(of: $0) }
    let omitted = Set(matrix.labels.indices).subtracting(positions)
    let coversAll = omitted.allSatisfy {
      matrix.support(of: $0) == 0 && matrix.predictions(of: $0) == 0
    }
    let micro = ClassScores(
      correct: positions.reduce(0) { $0 + matrix[$1, $1] },
      predicted: positions.reduce(0) { $0 + matrix.predictions(of: $1) },
      support: scores.reduce(0) { $0 + $1.support })
    classes = zip(positions, scores).map { Row(name: matrix.labels[$0], scores: $1) }
    accuracy = coversAll ? micro.f1 : nil
    averages =
      (coversAll ? [] : [Row(name: "micro avg", scores: micro)])
      + [
        Row(name: "macro avg", scores: .macro(scores)),
        Row(name: "weighted avg", scores: .weighted(scores)),
      ]
  }

  /// The report with two digits.
  public var description: String { text() }

  /// The report as scikit-learn prints it, the newline at the end included.
  ///
  /// - Parameter digits: Digits after the point, from 0 to 9.
  public func text(digits: Int = 2) -> String {
    // Widths are counted in Unicode scalars, as Python counts characters.
    let longest = classes.map { $0.name.unicodeScalars.count }.max() ?? 0
    let width = max(longest, "weighted avg".count, digits)
    func line(_ name: String, _ columns: [String]) -> String {
      padded(name, width) + " " + columns.map { " " + padded($0, 9) }.joined() + "\n"
    }
    // Where nothing was right, scikit-learn counts in floating point, and its report shows it.
    func count(_ support: Int) -> String { hasCorrect ? "\(support)" : "\(support).0" }
    func line(_ row: Row) -> String {
      let scores = row.scores
      let figures = [scores.precision, scores.recall, scores.f1]
      return line(
        row.name, figures.map { fixedPoint($0, digits: digits) } + [count(scores.support)])
    }
    var text = line("", ["precision", "recall", "f1-score", "support"]) + "\n"
    text += classes.map(line).joined() + "\n"
    if let accuracy {
      let support = classes.reduce(0) { $0 + $1.scores.support }
      text += line("accuracy", ["", "", fixedPoint(accuracy, digits: digits), count(support)])
    }
    return text + averages.map(line).joined()
  }
}

/// The text with spaces before it up to so many Unicode scalars.
func padded(_ text: String, _ width: Int) -> String {
  String(repeating: " ", count: max(0, width - text.unicodeScalars.count)) + text
}
