public import FaultDXEvaluation

#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#else
  import Darwin
#endif

/// What cannot be told apart at the output of a circuit, from its netlist alone.
///
/// Components: two are alike where a fault of one, of the size that the simulation has, is explained by the best fault of
/// the other, but for a rest that hides in tolerances and noise. Collinear sensitivities leave no rest. Classes: two are
/// alike where no test of the two could be right in more than 60 % of cases. Both in the linear Gaussian model of
/// tolerances, so that no classifier and no data are involved.
///
/// (On ambiguity groups of linear circuits: G. Fedi, S. Manetti, M. C. Piccirilli, J. Starzyk, IEEE Trans. Circuits and
/// Systems I 46, 1999.)
public struct CircuitAmbiguity: Sendable, Equatable {
  /// Two components.
  public struct ComponentPair: Sendable, Equatable {
    /// Their names.
    public let first, second: String
    /// Between their sensitivity vectors as lines, in degrees from 0 to 90.
    public let angle: Double
    /// How far a fault of one is from the best explanation by the other, in standard deviations of tolerances and noise.
    public let distance: Double
  }

  /// Two classes.
  public struct ClassPair: Sendable, Equatable {
    /// Their labels.
    public let first, second: String
    /// The largest share of cases in which a test of the two can be right; 0.5 is chance.
    public let accuracy: Double
  }

  /// Components are alike that are fewer standard deviations apart than this: the best test is right in 60 % of cases.
  public static let largestDistance = 0.5
  /// Classes are alike where no test is right more often than this.
  public static let largestAccuracy = 0.6

  /// The groups of components.
  public let components: AmbiguityGroups
  /// The groups of classes.
  public let classes: AmbiguityGroups
  /// All pairs of components, the nearest first.
  public let componentPairs: [ComponentPair]
  /// All pairs of classes, the nearest first.
  public let classPairs: [ClassPair]
  /// No classifier is right in a larger share of cases of all classes, as often one as the other, in this model.
  ///
  /// Whatever a classifier does with all classes, on two of them it errs at least as the best test of the two; pairs
  /// without a class in common add up.
  public let bound: Double

  /// Finds what is alike.
  ///
  /// Where the simulation has no noise, a ten-thousandth of the response's peak stands for it: no finer are the files that
  /// are written.
  ///
  /// - Throws: where a circuit has no single solution or is unstable.
  public init(of simulation: CircuitSimulation) throws(CircuitError) {
    var models: [CircuitSensitivities] = []
    for fault in simulation.target.faults {
      models.append(try CircuitSensitivities(of: fault, in: simulation))
    }
    let healthy = try CircuitSensitivities(of: .none, in: simulation)
    let peak = healthy.response.map(abs).max() ?? 0
    let noise = max(simulation.configuration.noise, peak * 1e-4, 1e-12)
    let labels = simulation.target.faults.map(\.label)
    let model = ToleranceModel(models, noise: noise)
    var classPairs: [(first: Int, second: Int, accuracy: Double)] = []
    for first in labels.indices {
      for second in labels.indices where second > first {
        classPairs.append((first, second, model.largestAccuracy(first, second)))
      }
    }
    classPairs.sort { $0.accuracy < $1.accuracy }

    let size = log(1 + simulation.configuration.faultDeviation)
    let information = ToleranceModel([healthy], noise: noise).information(0)
    var componentPairs: [(first: Int, second: Int, angle: Double, distance: Double)] = []
    for first in healthy.components.indices {
      for second in healthy.components.indices where second > first {
        let (a, b) = (healthy.derivatives[first], healthy.derivatives[second])
        componentPairs.append(
          (
            first, second, Self.angle(a, b),
            size * Self.distance(information, first, second)
          ))
      }
    }
    componentPairs.sort { $0.distance < $1.distance }

    self.classPairs = classPairs.map {
      ClassPair(first: labels[$0.first], second: labels[$0.second], accuracy: $0.accuracy)
    }
    self.componentPairs = componentPairs.map {
      ComponentPair(
        first: healthy.components[$0.first], second: healthy.components[$0.second],
        angle: $0.angle, distance: $0.distance)
    }
    classes = Self.groups(
      labels,
      alike: classPairs.filter { $0.accuracy <= Self.largestAccuracy }.map { ($0.first, $0.second) }
    )
    components = Self.groups(
      healthy.components,
      alike: componentPairs.filter { $0.distance <= Self.largestDistance }.map {
        ($0.first, $0.second)
      })
    bound = Self.bound(labels.count, classPairs)
  }

  /// The angle between two vectors as lines, in degrees.
  private static func angle(_ a: [Double], _ b: [Double]) -> Double {
    let (lengthA, lengthB) = (product(a, a).squareRoot(), product(b, b).squareRoot())
    guard lengthA > 0, lengthB > 0 else { return lengthA == lengthB ? 0 : 90 }
    let sign: Double = product(a, b) < 0 ? -1 : 1
    // From the difference and the sum of unit vectors: exact for small angles, which a cosine is not.
    let difference = zip(a, b).map { $0 / lengthA - sign * $1 / lengthB }
    let sum = zip(a, b).map { $0 / lengthA + sign * $1 / lengthB }
    return 2 * atan2(product(difference, difference).squareRoot(), product(sum, sum).squareRoot())
      * 180 / .pi
  }

  /// What is left of one vector behind the other, the larger of both ways, where scalar products are these.
  private static func distance(_ products: Matrix, _ first: Int, _ second: Int) -> Double {
    func rest(_ a: Int, _ b: Int) -> Double {
      let whole = max(products[a, a], 0)
      guard products[b, b] > 0 else { return whole }
      return max(0, whole - products[a, b] * products[b, a] / products[b, b])
    }
    return max(rest(first, second), rest(second, first)).squareRoot()
  }

  /// Groups in which every one is like every other; the nearest are joined first.
  private static func groups(_ labels: [String], alike: [(Int, Int)]) -> AmbiguityGroups {
    var groups = labels.indices.map { [$0] }
    func areAlike(_ a: Int, _ b: Int) -> Bool {
      alike.contains { $0 == (min(a, b), max(a, b)) }
    }
    for (first, second) in alike {
      guard let a = groups.firstIndex(where: { $0.contains(first) }),
        let b = groups.firstIndex(where: { $0.contains(second) }), a != b,
        groups[a].allSatisfy({ one in groups[b].allSatisfy { areAlike(one, $0) } })
      else { continue }
      groups[a] += groups[b]
      groups.remove(at: b)
    }
    return AmbiguityGroups(labels: labels, groups: groups)
  }

  private static func bound(
    _ count: Int, _ pairs: [(first: Int, second: Int, accuracy: Double)]
  ) -> Double {
    guard count > 0 else { return 1 }
    var used: Set<Int> = []
    var errors = 0.0
    for pair in pairs where !used.contains(pair.first) && !used.contains(pair.second) {
      used.formUnion([pair.first, pair.second])
      errors += 2 * (1 - pair.accuracy)
    }
    return 1 - errors / Double(count)
  }
}
