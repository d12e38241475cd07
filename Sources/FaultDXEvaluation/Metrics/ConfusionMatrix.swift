import FaultDXSignal

/// How often each true class was taken for each class: rows are true classes, columns predictions.
///
///     var matrix = ConfusionMatrix(labels: ["normal", "inner_race"])
///     matrix.add(truth: 1, predicted: 0)
///     matrix[1, 0]                              // 1
///     print(matrix.table())                     // for people
///     print(ClassificationReport(matrix))       // as scikit-learn prints it
public struct ConfusionMatrix: Sendable, Equatable {
  /// The names of the classes, in the order of rows and columns.
  public let labels: [String]
  /// Row by row.
  private var cells: [Int]

  /// A matrix of zeros.
  ///
  /// - Precondition: The labels differ.
  public init(labels: [String]) {
    require(Set(labels).count == labels.count, "a confusion matrix needs distinct labels")
    self.labels = labels
    cells = [Int](repeating: 0, count: labels.count * labels.count)
  }

  /// Counts pairs of a true and a predicted class, given as positions in `labels`.
  ///
  /// - Precondition: As many predictions as truths; positions within `labels`.
  public init(labels: [String], truth: [Int], predicted: [Int]) {
    require(
      truth.count == predicted.count,
      "\(truth.count) true classes cannot be compared with \(predicted.count) predictions")
    self.init(labels: labels)
    for (truth, predicted) in zip(truth, predicted) { add(truth: truth, predicted: predicted) }
  }

  /// Takes counts as they are, one row for each true class.
  ///
  /// - Precondition: As many rows and columns as labels, no negative count.
  public init(labels: [String], counts: [[Int]]) {
    self.init(labels: labels)
    require(
      counts.count == labels.count && counts.allSatisfy { $0.count == labels.count },
      "\(labels.count) labels need as many rows and columns")
    cells = counts.flatMap { $0 }
    require(cells.allSatisfy { $0 >= 0 }, "a count cannot be negative")
  }

  /// The number of classes.
  public var classCount: Int { labels.count }

  /// How often this true class was predicted as that class.
  public subscript(truth: Int, predicted: Int) -> Int {
    require(
      labels.indices.contains(truth) && labels.indices.contains(predicted),
      "classes \(truth) and \(predicted) are not among \(labels.count)")
    return cells[truth * labels.count + predicted]
  }

  /// Counts one more.
  public mutating func add(truth: Int, predicted: Int, count: Int = 1) {
    require(
      labels.indices.contains(truth) && labels.indices.contains(predicted),
      "classes \(truth) and \(predicted) are not among \(labels.count)")
    cells[truth * labels.count + predicted] += count
  }

  /// Adds the counts of another matrix of the same classes.
  public static func += (left: inout ConfusionMatrix, right: ConfusionMatrix) {
    require(left.labels == right.labels, "matrices of different classes cannot be added")
    for index in left.cells.indices { left.cells[index] += right.cells[index] }
  }

  /// The counts, one row for each true class.
  public var counts: [[Int]] {
    labels.indices.map { row in Array(cells[(row * classCount)..<((row + 1) * classCount)]) }
  }

  /// The sum of all counts.
  public var total: Int { cells.reduce(0, +) }

  /// The counts on the diagonal: how often the prediction was right.
  public var correct: Int { labels.indices.reduce(0) { $0 + self[$1, $1] } }

  /// How often this class was the truth.
  public func support(of label: Int) -> Int { labels.indices.reduce(0) { $0 + self[label, $1] } }

  /// How often this class was predicted.
  public func predictions(of label: Int) -> Int {
    labels.indices.reduce(0) { $0 + self[$1, label] }
  }
}
