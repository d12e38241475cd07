import FaultDXSignal

/// The baseline that looks at nothing: always the class that occurred most often in training.
public struct MajorityClassBaseline: Sendable, Equatable {
  /// The class it predicts, the first of equals.
  public let predicted: Int
  /// How much of the training windows each class was.
  public let frequencies: [Double]

  init(frequencies: [Double]) {
    predicted = frequencies.firstMaximum
    self.frequencies = frequencies
  }

  /// Counts the classes of the training windows.
  ///
  /// - Precondition: At least one window; classes from 0 to below `classCount`.
  public init(classes: [Int], classCount: Int) {
    require(!classes.isEmpty, "a majority needs at least one window")
    require(
      classes.allSatisfy { (0..<classCount).contains($0) }, "a class is not below \(classCount)")
    var counts = [Int](repeating: 0, count: classCount)
    for label in classes { counts[label] += 1 }
    predicted = counts.firstMaximum
    frequencies = counts.map { Double($0) / Double(classes.count) }
  }
}
