import FaultDXEvaluation
import FaultDXStorage
import FaultDXTestSupport
import Testing

struct MetricsTests {
  /// The cases that `generate.py` draws from the same seed.
  private func draw(_ seed: Int) -> Predictions {
    var generator = SplitMix(state: UInt64(10_000 + seed))
    let classes = 2 + generator.below(7)
    let windows = 1 + generator.below(60)
    let kind = generator.below(8)
    let skill = generator.below(6)
    var truth: [Int] = []
    var predicted: [Int] = []
    var probabilities: [[Double]] = []
    for _ in 0..<windows {
      var label = generator.below(classes)
      if kind == 0 { label = 0 }
      if kind == 1 { label = min(label, classes - 2) }
      var guess = generator.below(classes)
      if kind == 2 { guess = 0 }
      if kind == 3 { guess = classes - 1 - label }
      var row = (0..<classes).map { _ in 1 + generator.below(4) }
      if kind == 4 { row = row.map { _ in 1 } }
      row[label] += generator.below(2) == 0 ? skill : 0
      truth.append(label)
      predicted.append(generator.below(6) < skill ? label : guess)
      let sum = Double(row.reduce(0, +))
      probabilities.append(row.map { Double($0) / sum })
    }
    return Predictions(
      labels: (0..<classes).map(String.init), truth: truth, probabilities: probabilities,
      predicted: predicted, recordings: Array(0..<windows),
      units: (0..<windows).map(String.init), unitName: "recordings")
  }

  @Test func `every figure is scikit-learn's to 1e-12 on 1000 random label vectors`() throws {
    let goldens = try #require(
      JSON(parsing: DurableFile.read(Repository.fixture("evaluation/metrics.json"))).arrayValue)
    #expect(goldens.count == 1000)
    var undefinedAreas = 0
    var undefinedKappas = 0
    var absent = 0
    for (seed, golden) in goldens.enumerated() {
      let metrics = draw(seed).metrics
      #expect(metrics.accuracy.isClose(to: golden["accuracy"]?.doubleValue), "seed \(seed)")
      #expect(metrics.balancedAccuracy.isClose(to: golden["balanced"]?.doubleValue))
      #expect(metrics.matthewsCorrelation.isClose(to: golden["mcc"]?.doubleValue), "seed \(seed)")
      let macro = try #require(golden["macro"]?.arrayValue).compactMap(\.doubleValue)
      #expect(metrics.macro.precision.isClose(to: macro[0]))
      #expect(metrics.macro.recall.isClose(to: macro[1]))
      #expect(metrics.macro.f1.isClose(to: macro[2]))
      for (name, path) in [
        ("precision", \ClassScores.precision), ("recall", \.recall), ("f1", \.f1),
      ] {
        let expected = try #require(golden[name]?.arrayValue).compactMap(\.doubleValue)
        #expect(expected.count == metrics.classes.count)
        #expect(
          zip(metrics.classes, expected).allSatisfy { $0[keyPath: path].isClose(to: $1) },
          "seed \(seed) \(name)")
      }
      #expect(
        metrics.classes.map(\.support) == golden["support"]?.arrayValue?.compactMap(\.intValue))
      #expect(isSame(metrics.cohenKappa, golden["kappa"]), "kappa of seed \(seed)")
      #expect(isSame(metrics.areaUnderCurve, golden["auroc"]), "AUROC of seed \(seed)")
      undefinedAreas += metrics.areaUnderCurve == nil ? 1 : 0
      undefinedKappas += metrics.cohenKappa == nil ? 1 : 0
      absent += metrics.classes.contains { $0.support == 0 } ? 1 : 0
    }
    #expect(undefinedAreas > 50)
    #expect(undefinedKappas > 5)
    #expect(absent > 200)
  }

  @Test func `ties count half, and one class alone has no curve`() {
    #expect(
      AreaUnderCurve.binary(isPositive: [true, false], scores: [0.5, 0.5]) == 0.5)
    #expect(
      AreaUnderCurve.binary(
        isPositive: [false, false, true, true], scores: [0.1, 0.4, 0.35, 0.8]) == 0.75)
    #expect(AreaUnderCurve.binary(isPositive: [true, true], scores: [1, 2]) == nil)
    #expect(AreaUnderCurve.macro(truth: [], probabilities: []) == nil)
    #expect(
      AreaUnderCurve.binary(isPositive: [true, false], scores: [.infinity, -.infinity]) == 1)
  }

  @Test func `a recording's verdict is the mean of its windows`() {
    let windows = Predictions(
      labels: ["a", "b"], truth: [0, 0, 0, 1],
      probabilities: [[0.4, 0.6], [0.4, 0.6], [0.9, 0.1], [0.2, 0.8]],
      recordings: [7, 7, 7, 3], units: ["u", "u", "u", "v"], unitName: "groups")
    #expect(windows.predicted == [1, 1, 0, 1])
    let recordings = windows.byRecording
    #expect(recordings.truth == [0, 1])
    #expect(recordings.predicted == [0, 1])
    #expect(recordings.units == ["u", "v"])
    #expect(windows.metrics.accuracy == 0.5)
    #expect(recordings.metrics.accuracy == 1)
  }

  @Test func `McNemar's p values are those of the binomial distribution`() throws {
    let goldens = try #require(
      JSON(parsing: DurableFile.read(Repository.fixture("evaluation/mcnemar.json"))).arrayValue)
    #expect(goldens.count == 112)
    for golden in goldens {
      let row = try #require(golden.arrayValue).compactMap(\.doubleValue)
      let test = McNemar(onlyFirst: Int(row[0]), onlySecond: Int(row[1]))
      #expect(test.exact.isClose(to: row[2], within: 1e-11), "\(row)")
      #expect(test.midP.isClose(to: row[3], within: 1e-11), "\(row)")
    }
    let paired = McNemar(
      firstRight: [true, true, false, false], secondRight: [true, false, true, false])
    #expect(paired == McNemar(onlyFirst: 1, onlySecond: 1))
  }

  private func isSame(_ figure: Double?, _ golden: JSON?) -> Bool {
    guard let figure else { return golden?.isNull ?? false }
    return figure.isClose(to: golden?.doubleValue)
  }
}

struct PairedDifferenceTests {
  /// Two classifiers on units of four windows; the first is right everywhere, the second errs in some units.
  private func pair(units: Int, wrong: Int) -> (Predictions, Predictions) {
    let truth = (0..<units * 4).map { $0 / 4 % 2 }
    func predictions(_ isRight: (Int) -> Bool) -> Predictions {
      Predictions(
        labels: ["a", "b"], truth: truth,
        probabilities: truth.enumerated().map { window, label in
          isRight(window / 4) == (label == 0) ? [0.9, 0.1] : [0.1, 0.9]
        }, recordings: truth.indices.map { $0 / 4 }, units: truth.indices.map { "\($0 / 4)" },
        unitName: "groups")
    }
    return (predictions { _ in true }, predictions { $0 >= wrong })
  }

  @Test func `the difference is that of the accuracies and lies within its bounds`() throws {
    let (first, second) = pair(units: 40, wrong: 10)
    let compared = PairedDifference(first, second, seed: 1)
    #expect(compared.difference == 0.25)
    let bounds = try #require(compared.bounds)
    #expect(bounds.contains(0.25))
    #expect(bounds.lowerBound > 0.1 && bounds.upperBound < 0.42)
    #expect(compared.recordings == McNemar(onlyFirst: 10, onlySecond: 0))
    #expect(compared == PairedDifference(first, second, seed: 1))
    #expect(compared.description.hasPrefix("+25.0 points by window (+"))
  }

  @Test func `a classifier does not differ from itself, and few units have no bounds`() {
    let (first, second) = pair(units: 12, wrong: 0)
    #expect(PairedDifference(first, second, seed: 1).bounds == 0...0)
    let (few, other) = pair(units: 6, wrong: 2)
    let compared = PairedDifference(few, other, seed: 1)
    #expect(compared.bounds == nil)
    #expect(compared.description.contains("6 groups are too few for bounds"))
  }

  @Test func `recordings that share a unit are counted but not tested`() {
    let (first, second) = pair(units: 12, wrong: 3)
    func shared(_ one: Predictions) -> Predictions {
      Predictions(
        labels: one.labels, truth: one.truth, probabilities: one.probabilities,
        recordings: one.truth.indices.map { $0 / 2 }, units: one.units, unitName: "groups")
    }
    #expect(PairedDifference(first, second, seed: 1).midP?.isClose(to: 0.125) ?? false)
    let compared = PairedDifference(shared(first), shared(second), seed: 1)
    #expect(compared.midP == nil)
    #expect(compared.recordings == McNemar(onlyFirst: 6, onlySecond: 0))
    #expect(
      compared.description.hasSuffix(
        "6 gained, 0 lost (no p value: groups have several recordings)"))
  }

  @Test func `folds joined count every window and keep their units`() {
    let (first, second) = pair(units: 12, wrong: 3)
    let joined = Predictions(joining: [first, second])
    #expect(joined.count == 96)
    #expect(joined.byRecording.count == 24)
    #expect(Set(joined.units).count == 12)
    #expect(joined.metrics.accuracy.isClose(to: 1 - 12.0 / 96))
    #expect(Predictions(joining: [first]) == first)
  }

  @Test func `one unit of a class is not taken for certain`() throws {
    // Ten classes of one unit each, as bearings often are.
    func predictions(_ wrong: Int) -> Predictions {
      Predictions(
        labels: (0..<10).map(String.init), truth: Array(0..<10),
        probabilities: (0..<10).map { window in
          (0..<10).map { $0 == (window < wrong ? (window + 1) % 10 : window) ? 1 : 0 }
        }, recordings: Array(0..<10), units: (0..<10).map(String.init), unitName: "groups")
    }
    let compared = PairedDifference(predictions(0), predictions(4), seed: 1)
    let bounds = try #require(compared.bounds)
    #expect(compared.difference.isClose(to: 0.4))
    #expect(bounds.lowerBound < 0.2 && bounds.upperBound > 0.6)
  }

  @Test func `windows that all say the same leave their recordings in a tie`() {
    let windows = Predictions(
      labels: ["a", "b", "c"], truth: [0, 0, 0, 1, 1, 2],
      probabilities: [[Double]](repeating: [0.1, 0.7, 0.2], count: 6),
      recordings: [0, 0, 0, 1, 1, 2], units: ["0", "0", "0", "1", "1", "2"], unitName: "recordings")
    #expect(
      windows.byRecording.probabilities == [[0.1, 0.7, 0.2], [0.1, 0.7, 0.2], [0.1, 0.7, 0.2]])
    #expect(windows.byRecording.metrics.areaUnderCurve == 0.5)
  }

  @Test func `windows of one unit count as one piece of evidence`() throws {
    // The same 160 windows, once as 40 units and once as 160.
    let (first, second) = pair(units: 40, wrong: 10)
    func apart(_ one: Predictions) -> Predictions {
      Predictions(
        labels: one.labels, truth: one.truth, probabilities: one.probabilities,
        recordings: Array(one.truth.indices), units: one.truth.indices.map(String.init),
        unitName: "recordings")
    }
    let whole = try #require(PairedDifference(first, second, seed: 1).bounds)
    let split = try #require(PairedDifference(apart(first), apart(second), seed: 1).bounds)
    let ratio = (whole.upperBound - whole.lowerBound) / (split.upperBound - split.lowerBound)
    #expect(ratio > 1.6 && ratio < 2.4)
  }
}
