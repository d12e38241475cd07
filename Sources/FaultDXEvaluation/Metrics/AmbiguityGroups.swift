import FaultDXSignal

/// Classes that cannot be told apart, taken together: a partition of the classes.
///
/// Components that enter a circuit's response only as a product make one: in the four-op-amp biquad no measurement at the
/// output tells `C2+` from `R4+`. A figure that counts such pairs as mistakes measures a coin; merged it measures the
/// classifier. (G. Fedi, S. Manetti, M. C. Piccirilli, J. Starzyk, IEEE Trans. Circuits and Systems I 46, 1999, on
/// ambiguity groups.)
///
///     let groups = AmbiguityGroups(of: [network.outcomesByUnit, discriminant.outcomesByUnit])
///     groups.ambiguous                       // [[3, 11], [4, 12]]
///     groups.merging(network.outcomes).accuracy
public struct AmbiguityGroups: Sendable, Equatable {
  /// The names of all classes.
  public let labels: [String]
  /// Every class once, as positions in `labels`; groups and their classes in the order of `labels`.
  public let groups: [[Int]]

  /// Takes groups as they are; classes that are in none stand alone.
  ///
  /// - Precondition: No class is in two groups, all are positions in `labels`.
  public init(labels: [String], groups: [[Int]]) {
    let named = groups.flatMap { $0 }
    require(
      Set(named).count == named.count && named.allSatisfy(labels.indices.contains),
      "every class is in one group")
    let alone = Set(labels.indices).subtracting(named).map { [$0] }
    self.labels = labels
    self.groups = (groups.filter { !$0.isEmpty }.map { $0.sorted() } + alone)
      .sorted { $0[0] < $1[0] }
  }

  /// The groups of more than one class.
  public var ambiguous: [[Int]] { groups.filter { $0.count > 1 } }

  /// The name of each group: that of its class, or all of them as `{C2+, R4+}`.
  public var names: [String] {
    groups.map { group in
      let names = group.map { labels[$0] }
      return group.count == 1 ? names[0] : "{\(names.joined(separator: ", "))}"
    }
  }

  /// The counts with every group as one class.
  ///
  /// - Precondition: The matrix is of the same classes.
  public func merging(_ matrix: ConfusionMatrix) -> ConfusionMatrix {
    require(matrix.labels == labels, "groups of other classes cannot merge this matrix")
    let counts = groups.map { rows in
      groups.map { columns in
        rows.reduce(0) { sum, row in columns.reduce(sum) { $0 + matrix[row, $1] } }
      }
    }
    return ConfusionMatrix(labels: names, counts: counts)
  }

  /// The probabilities of the groups, from those of the classes.
  ///
  /// - Precondition: One probability for each class.
  public func merging(_ probabilities: [Double]) -> [Double] {
    require(probabilities.count == labels.count, "a probability for each class is needed")
    return groups.map { $0.reduce(0) { $0 + probabilities[$1] } }
  }

  /// The position of the group that a class is in.
  ///
  /// - Precondition: There is such a class.
  public func group(of label: Int) -> Int {
    guard let position = groups.firstIndex(where: { $0.contains(label) }) else {
      fatalError("class \(label) is not among \(labels.count)")
    }
    return position
  }
}

extension Predictions {
  /// True against predicted classes with one count for each unit (and class, where a unit has several): the class with
  /// the highest mean probability over its windows.
  ///
  /// Windows of a unit are no independent evidence; tests that count take these.
  public var outcomesByUnit: ConfusionMatrix {
    struct Key: Hashable {
      let unit: String
      let truth: Int
    }
    var sums: [Key: [Double]] = [:]
    for window in truth.indices {
      let key = Key(unit: units[window], truth: truth[window])
      let sum = sums[key] ?? [Double](repeating: 0, count: labels.count)
      sums[key] = zip(sum, probabilities[window]).map { $0 + $1 }
    }
    var matrix = ConfusionMatrix(labels: labels)
    for (key, sum) in sums { matrix.add(truth: key.truth, predicted: sum.firstMaximum) }
    return matrix
  }
}
