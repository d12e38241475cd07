import FaultDXEvaluation
import FaultDXSignal
import Testing

private func matrix(_ counts: [[Int]]) -> ConfusionMatrix {
  ConfusionMatrix(labels: ["a", "b", "c", "d"].prefix(counts.count).map { $0 }, counts: counts)
}

@Test func `two classes that are taken for each other as chance would are one group`() {
  let confused = matrix([[48, 52, 0], [51, 49, 0], [0, 1, 99]])
  let groups = AmbiguityGroups(of: [confused])
  #expect(groups.ambiguous == [[0, 1]] && groups.names == ["{a, b}", "c"])
  let merged = groups.merging(confused)
  #expect(merged.counts == [[200, 0], [1, 99]] && merged.labels == groups.names)
  #expect(groups.merging([0.25, 0.25, 0.5]) == [0.5, 0.5])
  #expect(groups.group(of: 1) == 0 && groups.group(of: 2) == 1)
}

@Test func `classes that are told apart, if only a little, stay apart`() {
  let groups = AmbiguityGroups(of: [matrix([[60, 40, 0], [41, 59, 0], [0, 0, 100]])])
  #expect(groups.ambiguous.isEmpty && groups.names == ["a", "b", "c"])
  // 20 of each, told apart in three of four cases.
  #expect(AmbiguityGroups(of: [matrix([[15, 5], [5, 15]])]).ambiguous.isEmpty)
}

@Test func `one classifier that tells them apart is enough`() {
  let blind = matrix([[48, 52], [51, 49]])
  #expect(AmbiguityGroups(of: [blind]).ambiguous == [[0, 1]])
  #expect(AmbiguityGroups(of: [blind, matrix([[80, 20], [20, 80]])]).ambiguous.isEmpty)
}

@Test func `few units are no evidence that classes cannot be told apart`() {
  #expect(AmbiguityGroups(of: [matrix([[1, 1], [1, 1]])]).ambiguous.isEmpty)
  #expect(AmbiguityGroups(of: [matrix([[2, 0], [2, 0]])]).ambiguous.isEmpty)
  #expect(AmbiguityGroups(of: [matrix([[0, 0], [0, 0]])]).ambiguous.isEmpty)
}

@Test func `a classifier that never says one of two classes has not told them apart`() {
  let groups = AmbiguityGroups(of: [matrix([[40, 0, 0], [40, 0, 0], [0, 0, 40]])])
  #expect(groups.ambiguous == [[0, 1]])
}

@Test func `a class between two that differ joins one of them`() {
  let chain = matrix([[100, 100, 0], [70, 60, 70], [0, 100, 100]])
  let groups = AmbiguityGroups(of: [chain])
  #expect(groups.ambiguous.count == 1 && groups.ambiguous[0].count == 2)
}

@Test func `three classes that no one tells apart are one group`() {
  let row = [30, 31, 29, 0]
  let groups = AmbiguityGroups(of: [matrix([row, row, row, [0, 0, 1, 89]])])
  #expect(groups.ambiguous == [[0, 1, 2]])
}

@Test func `classes without any confusion are left as they are`() {
  let groups = AmbiguityGroups(of: [matrix([[20, 0, 0], [0, 20, 0], [0, 0, 20]])])
  #expect(groups.groups == [[0], [1], [2]])
}

/// Pairs drawn with equal distributions: at most the level of them may be called different.
@Test func `pairs that are equal are seldom called different`() {
  var missed = 0
  let trials = 400
  for trial in 0..<trials {
    var random = CounterGenerator(seed: 3, stream: UInt64(trial))
    var pair = matrix([[0, 0], [0, 0]])
    for index in 0..<200 {
      pair.add(truth: index % 2, predicted: random.uniform() < 0.5 ? 0 : 1)
    }
    if AmbiguityGroups(of: [pair]).ambiguous.isEmpty { missed += 1 }
  }
  #expect(missed <= trials / 20 + 12, "\(missed) of \(trials)")
}

@Test func `a unit counts once, whatever its windows`() {
  let predictions = Predictions(
    labels: ["a", "b"], truth: [0, 0, 0, 1],
    probabilities: [[0.9, 0.1], [0.4, 0.6], [0.4, 0.6], [0.2, 0.8]], recordings: [0, 1, 2, 3],
    units: ["u", "u", "u", "v"], unitName: "groups")
  #expect(predictions.outcomes.counts == [[1, 2], [0, 1]])
  #expect(predictions.outcomesByUnit.counts == [[1, 0], [0, 1]])
}
