import FaultDXEvaluation
import FaultDXSimulation
import FaultDXStorage

/// What cannot be told apart at a circuit's output, for people and for machines.
struct AmbiguityReport {
  static let schema = "faultdx.ambiguity/1"

  let simulation: CircuitSimulation
  let ambiguity: CircuitAmbiguity
  let ceiling: CircuitCeiling?

  /// So many of the pairs that are not alike are shown.
  private static let shownPairs = 3

  var text: String {
    var lines = [heading, ""]
    lines.append("Components that act alike at the output:")
    lines += Self.groups(ambiguity.components)
    let (components, _) = Self.split(ambiguity.componentPairs) { pair in
      Self.areTogether(ambiguity.components, pair.first, pair.second)
    }
    lines += components.prefix(Self.shownPairs).map {
      """
        nearest others: \($0.first) and \($0.second), \(Format.fixed($0.angle, decimals: 1))° between their \
      sensitivities, \(Format.significant($0.distance)) standard deviations apart
      """
    }
    lines += ["", "Classes that nothing tells apart:"]
    lines += Self.groups(ambiguity.classes)
    let (classes, alike) = Self.split(ambiguity.classPairs) { pair in
      Self.areTogether(ambiguity.classes, pair.first, pair.second)
    }
    lines += alike.map {
      "  \($0.first) or \($0.second): no test is right in more than \(Format.percent($0.accuracy))"
    }
    lines += classes.prefix(Self.shownPairs).map {
      """
        nearest others: \($0.first) or \($0.second), of which the best test errs on \
      \(Self.leastError($0.accuracy))
      """
    }
    lines += [
      "",
      """
      No classifier is right for more than \(Format.fixed(100 * ambiguity.bound, decimals: 2)) % of boards (Bhattacharyya bound of disjoint \
      pairs, tolerances as Gaussians to first order).
      """,
    ]
    if let ceiling {
      lines.append("Reached: \(Self.figure(ceiling.accuracy)), by \(ceiling.method).")
      lines += ["", ceiling.outcomes.table().trimmed]
      if !ambiguity.classes.ambiguous.isEmpty {
        lines += [
          "", "With each group as one class: \(Self.figure(ceiling.mergedAccuracy)).", "",
          ceiling.mergedOutcomes.table().trimmed,
        ]
      }
    }
    return lines.joined(separator: "\n") + "\n"
  }

  private var heading: String {
    let configuration = simulation.configuration
    let tolerances = [
      ("R", configuration.resistorTolerance), ("C", configuration.capacitorTolerance),
      ("L", configuration.inductorTolerance),
    ].filter { letter, _ in
      simulation.target.circuit.components.contains { $0.name.uppercased().hasPrefix(letter) }
    }.map { "\($0) \(Format.short(($1 * 1000).rounded() / 10)) %" }.joined(separator: ", ")
    return """
      \(simulation.target.name): \(simulation.target.faults.count) classes, \
      \(simulation.target.circuit.components.count) components, \(tolerances) \
      (\(configuration.distribution.rawValue)), faults of \
      \(Format.short((configuration.faultDeviation * 1000).rounded() / 10)) %, noise \
      \(Format.significant(configuration.noise)) V, node \(simulation.target.output)
      """
  }

  var json: JSONObject {
    var members: JSONObject = [
      "schema": .string(Self.schema),
      "circuit": .string(simulation.target.name),
      "output": .string(simulation.target.output),
      "labels": .array(ambiguity.classes.labels.map { .string($0) }),
      "components": .array(ambiguity.components.labels.map { .string($0) }),
      "componentGroups": Self.json(ambiguity.components),
      "classGroups": Self.json(ambiguity.classes),
      "componentPairs": .array(
        ambiguity.componentPairs.map {
          [
            "first": .string($0.first), "second": .string($0.second), "angle": .number($0.angle),
            "distance": .number($0.distance),
          ]
        }),
      "classPairs": .array(
        ambiguity.classPairs.map {
          [
            "first": .string($0.first), "second": .string($0.second),
            "largestAccuracy": .number($0.accuracy),
          ]
        }),
      "bound": .number(ambiguity.bound),
    ]
    if let ceiling {
      members["ceiling"] = [
        "method": .string(ceiling.method),
        "apart": Self.json(ceiling.accuracy, ceiling.outcomes),
        "merged": Self.json(ceiling.mergedAccuracy, ceiling.mergedOutcomes),
      ]
    }
    return members
  }

  private static func groups(_ groups: AmbiguityGroups) -> [String] {
    let shown = zip(groups.names, groups.groups).filter { $0.1.count > 1 }.map { "  \($0.0)" }
    return shown.isEmpty ? ["  none"] : shown
  }

  private static func areTogether(
    _ groups: AmbiguityGroups, _ first: String, _ second: String
  ) -> Bool {
    groups.ambiguous.contains { group in
      [first, second].allSatisfy { name in group.contains { groups.labels[$0] == name } }
    }
  }

  /// Those that are not in one group, and those that are.
  private static func split<Pair>(
    _ pairs: [Pair], _ areTogether: (Pair) -> Bool
  ) -> (apart: [Pair], together: [Pair]) {
    (pairs.filter { !areTogether($0) }, pairs.filter(areTogether))
  }

  /// The error that goes with a largest accuracy.
  private static func leastError(_ accuracy: Double) -> String {
    let percent = 100 * (1 - accuracy)
    return percent < 0.01
      ? "as few as 0.01 % or less" : "\(Format.significant(percent)) % at the least"
  }

  private static func figure(_ accuracy: CircuitCeiling.Accuracy) -> String {
    let bounds = [accuracy.lower, accuracy.upper].map { Format.fixed($0 * 100, decimals: 1) }
    return "\(Format.percent(accuracy.value)) (\(bounds[0]) to \(bounds[1]))"
  }

  private static func json(_ groups: AmbiguityGroups) -> JSON {
    .array(groups.ambiguous.map { .array($0.map { .string(groups.labels[$0]) }) })
  }

  private static func json(
    _ accuracy: CircuitCeiling.Accuracy, _ outcomes: ConfusionMatrix
  ) -> JSON {
    [
      "accuracy": .number(accuracy.value), "lower": .number(accuracy.lower),
      "upper": .number(accuracy.upper),
      "labels": .array(outcomes.labels.map { .string($0) }),
      "confusion": .array(outcomes.counts.map { .array($0.map { .integer($0) }) }),
    ]
  }
}

extension String {
  /// Without the line end that a table has.
  fileprivate var trimmed: String { hasSuffix("\n") ? String(dropLast()) : self }
}
