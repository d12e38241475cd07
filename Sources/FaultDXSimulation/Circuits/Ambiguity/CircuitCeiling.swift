public import FaultDXEvaluation
import FaultDXSignal

/// What a classifier that knows a circuit reaches on its boards, with their tolerances and noise.
///
/// A quadratic discriminant is Bayes' rule where the boards of each class are a Gaussian. It is fitted on many simulated
/// boards, far more than a laboratory has, and measured on as many others, so that its accuracy is a figure that can be
/// reached; ``CircuitAmbiguity/bound`` is one that cannot be exceeded in the linear model.
public struct CircuitCeiling: Sendable, Equatable {
  /// A share of boards, with Wilson's interval at 95 %.
  public struct Accuracy: Sendable, Equatable {
    /// The share that is right.
    public let value: Double
    /// The bounds of the interval.
    public let lower, upper: Double

    init(_ matrix: ConfusionMatrix) {
      value = matrix.accuracy
      (lower, upper) = Interval.wilson(rate: matrix.accuracy, trials: max(matrix.total, 1))
    }
  }

  /// Boards of each class that it was fitted on, and as many that it was measured on.
  public let boards: Int
  /// The principal components that it sees: of some counts the best on a part of the boards it is fitted on.
  public let components: Int
  /// What the measured boards were taken for.
  public let outcomes: ConfusionMatrix
  /// The same with every group as one class: the group of the largest probability.
  public let mergedOutcomes: ConfusionMatrix

  /// All classes apart.
  public var accuracy: Accuracy { Accuracy(outcomes) }
  /// With the groups merged.
  public var mergedAccuracy: Accuracy { Accuracy(mergedOutcomes) }

  /// How it is found, in a sentence.
  public var method: String {
    """
    a quadratic discriminant on \(components) principal components, fitted on \(boards) simulated boards of each class \
    and measured on \(boards) others
    """
  }

  /// The fewest boards of each class.
  public static let fewestBoards = 100

  /// Simulates boards and measures.
  ///
  /// - Parameters:
  ///   - groups: The classes that are merged in ``mergedOutcomes``.
  ///   - boards: Boards of each class to fit, and as many to measure; at least ``fewestBoards``.
  /// - Throws: where a circuit has no single solution or is unstable.
  public init(
    of simulation: CircuitSimulation, groups: AmbiguityGroups, boards: Int
  ) throws(CircuitError) {
    let boards = max(boards, Self.fewestBoards)
    let faults = simulation.target.faults
    let fitted = try Self.boards(simulation, runs: 1..<(boards + 1))
    let measured = try Self.boards(simulation, runs: (boards + 1)..<(2 * boards + 1))
    let count = faults.count
    let classes = (0..<fitted.rows).map { $0 / boards }

    // A fifth of the boards chooses how many components the rest sees.
    let all = PrincipalComponents(fitted, count: min(Self.counts.last ?? 0, fitted.columns))
    let scores = FeatureMatrix((0..<fitted.rows).map { all(fitted[$0]) })
    let inner = (0..<fitted.rows).filter { $0 % 5 != 0 }
    let outer = (0..<fitted.rows).filter { $0 % 5 == 0 }
    var best: (components: Int, correct: Int) = (min(1, all.count), -1)
    for components in Self.counts where components <= all.count {
      let seen = scores.columns(components)
      guard
        let discriminant = QuadraticDiscriminantBaseline(
          features: seen.rows(inner), classes: inner.map { classes[$0] }, classCount: count,
          regularization: 0)
      else { continue }
      // By groups: within one the outcome is a coin's, and would choose for us.
      let correct = outer.count { row in
        groups.merging(discriminant.probabilities(seen[row])).firstMaximum
          == groups.group(of: classes[row])
      }
      if correct > best.correct { best = (components, correct) }
    }

    var outcomes = ConfusionMatrix(labels: faults.map(\.label))
    var merged = ConfusionMatrix(labels: groups.names)
    if let discriminant = QuadraticDiscriminantBaseline(
      features: scores.columns(best.components), classes: classes, classCount: count,
      regularization: 0)
    {
      for row in 0..<measured.rows {
        let seen = Array(all(measured[row]).prefix(best.components))
        let probabilities = discriminant.probabilities(seen)
        let truth = row / boards
        outcomes.add(truth: truth, predicted: probabilities.firstMaximum)
        merged.add(
          truth: groups.group(of: truth),
          predicted: groups.merging(probabilities).firstMaximum)
      }
    }
    self.boards = boards
    components = best.components
    self.outcomes = outcomes
    mergedOutcomes = merged
  }

  /// The counts of principal components that are tried.
  private static let counts = [4, 8, 12, 16, 24, 32]

  /// The responses of boards, class after class.
  private static func boards(
    _ simulation: CircuitSimulation, runs: Range<Int>
  ) throws(CircuitError) -> FeatureMatrix {
    var rows: [[Double]] = []
    for fault in simulation.target.faults {
      for run in runs {
        rows.append(try simulation.recording(fault, run: run).samples.map(Double.init))
      }
    }
    return FeatureMatrix(rows)
  }
}
