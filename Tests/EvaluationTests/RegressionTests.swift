import FaultDXEvaluation
import FaultDXSignal
import FaultDXStorage
import FaultDXTestSupport
import Testing

struct RegressionTests {
  private func golden(_ name: String) throws -> JSON {
    try JSON(parsing: DurableFile.read(Repository.fixture("regression/\(name).json")))
  }

  private func numbers(_ json: JSON?) -> [Double] {
    (json?.arrayValue ?? []).compactMap(\.doubleValue)
  }

  private func isClose(_ found: Double?, _ expected: Double?, _ tolerance: Double = 1e-12) -> Bool {
    guard let found, let expected else { return found == nil && expected == nil }
    return abs(found - expected) <= tolerance * max(1, abs(expected))
  }

  @Test func `every figure is scikit-learn's or SciPy's to 1e-12`() throws {
    let cases = try #require(golden("metrics").arrayValue)
    #expect(cases.count == 60)
    for (index, item) in cases.enumerated() {
      let found = RegressionMetrics(
        truth: numbers(item["truth"]), estimates: numbers(item["estimates"]))
      for (figure, name) in [
        (found.meanAbsoluteError, "mae"), (found.rootMeanSquaredError, "rmse"),
        (found.medianAbsoluteError, "medae"), (found.determination, "r2"),
        (found.rankCorrelation, "spearman"),
      ] as [(Double?, String)] {
        #expect(
          isClose(figure, item[name]?.doubleValue),
          "case \(index), \(name): \(figure.map { "\($0)" } ?? "none")")
      }
    }
  }

  @Test func `a ridge regression is scikit-learn's`() throws {
    let golden = try golden("ridge")
    let rows = (golden["features"]?.arrayValue ?? []).map { numbers($0) }
    let values = numbers(golden["numbers"])
    for fit in try #require(golden["fits"]?.arrayValue) {
      let penalty = try #require(fit["penalty"]?.doubleValue)
      let ridge = RidgeRegression(features: FeatureMatrix(rows), values: values, penalty: penalty)
      for (row, expected) in zip(rows, numbers(fit["estimates"])) {
        #expect(isClose(ridge(row), expected, 1e-11))
      }
    }
  }

  /// Errors of 30 units with three windows each, the second unit's one far off.
  private var predictions: NumericPredictions {
    var generator = CounterGenerator(seed: 5)
    var truth: [Double] = []
    var estimates: [Double] = []
    for index in 0..<90 {
      truth.append(Double(index / 3))
      estimates.append(Double(index / 3) + generator.normal() + (index == 4 ? 100 : 0))
    }
    return NumericPredictions(
      truth: truth, estimates: estimates, recordings: (0..<90).map { $0 / 3 },
      units: (0..<90).map { "u\($0 / 6)" }, unitName: "groups")
  }

  @Test func `a recording is the median of its windows, whatever one of them says`() {
    let whole = predictions.byRecording
    #expect(whole.truth == (0..<30).map(Double.init))
    #expect(abs(whole.estimates[1] - 1) < 3)
    #expect(whole.units.count == 30 && Set(whole.units).count == 15)
  }

  @Test func `the interval of an error draws units and repeats`() throws {
    let whole = predictions.byRecording
    let interval = try #require(whole.errorInterval(seed: 3))
    #expect(interval == whole.errorInterval(seed: 3))
    #expect(interval.method == .bootstrap(units: 15, draws: 2000))
    #expect(interval.lower < whole.metrics.meanAbsoluteError)
    #expect(interval.upper > whole.metrics.meanAbsoluteError)
    let better = NumericPredictions(
      truth: whole.truth, estimates: whole.truth, recordings: whole.recordings, units: whole.units,
      unitName: whole.unitName)
    let excess = try #require(whole.excessInterval(over: better, seed: 3))
    #expect(excess.lower == interval.lower && excess.upper == interval.upper)
    let few = NumericPredictions(
      truth: [1, 2], estimates: [1, 3], recordings: [0, 1], units: ["a", "b"], unitName: "groups")
    #expect(few.errorInterval(seed: 1) == nil)
  }

  @Test func `ranges of a number hold whole units, small and large apart`() {
    let units = (0..<12).flatMap { ["u\($0)", "u\($0)"] }
    let values = (0..<24).map { Double($0 / 2) + ($0 % 2 == 0 ? 0 : 0.25) }
    let names = NumericStrata.names(values: values, units: units)
    #expect(Set(names) == ["0 to 5.25", "6 to 11.25"])
    #expect(names[0] == names[11] && names[12] == names[23])
    #expect(Set(NumericStrata.names(values: values, units: units, isOne: true)).count == 1)
    #expect(NumericStrata.names(values: [1, 2], units: ["a", "b"]) == ["1 to 2", "1 to 2"])
  }

  /// Tones whose frequency is the number.
  private func tones(units: Int, seed: UInt64) -> (windows: BaselineWindows, values: [Double]) {
    var generator = CounterGenerator(seed: seed)
    var recordings: [Recording] = []
    var values: [Double] = []
    for unit in 0..<units {
      let value = Double(unit % 8)
      let period = 4 + value
      values.append(value)
      recordings.append(
        Recording(
          file: "\(unit).wav",
          samples: (0..<256).map { index in
            let phase = Double(index).truncatingRemainder(dividingBy: period) / period
            return Float(phase < 0.5 ? 1 : -1) + Float(0.3 * generator.normal())
          }, group: "g\(unit)"))
    }
    let windows = recordings.indices.flatMap { recording in
      (0..<4).map {
        BaselineWindows.Window(recording: recording, start: 64 * $0, label: recording)
      }
    }
    return (
      BaselineWindows(
        recordings: recordings, windows: windows, windowLength: 64, classCount: units), values
    )
  }

  @Test func `the suite finds what bands say, and its file says the same`() throws {
    let (training, values) = tones(units: 24, seed: 1)
    let suite = RegressionSuite(training: training, values: values, seed: 1)
    #expect(suite.baselines.map(\.kind) == [.mean, .median, .ridge])
    #expect(
      suite.notes == [
        "Bands and penalty of the ridge regression were chosen by holding out training groups in turn."
      ])
    let (test, truth) = tones(units: 16, seed: 2)
    let found = suite.predictions(on: test, truth: test.windows.map { truth[$0.label] })
    #expect(found[0].estimates.allSatisfy { $0 == 3.5 })
    #expect(found[2].metrics.meanAbsoluteError < 0.5 * found[1].metrics.meanAbsoluteError)
    let json = try JSON(parsing: Array(suite.json.serialized().utf8))
    #expect(RegressionSuite(json: json, windowLength: 64, channels: 1) == suite)
    #expect(RegressionSuite(json: json, windowLength: 32, channels: 2) == nil)
    #expect(RegressionSuite(json: ["notes": []], windowLength: 64, channels: 1) == nil)
  }

  @Test func `margins of held-out units cover as many new units as they say`() {
    // Each experiment: 29 held-out units of one to four recordings with errors of their own, and one new unit.
    var covered = 0
    let experiments = 2000
    for experiment in 0..<experiments {
      var generator = CounterGenerator(seed: 7, stream: UInt64(experiment))
      func unit() -> [Double] {
        let own = 2 * generator.normal()
        return (0..<1 + generator.integer(below: 4)).map { _ in abs(own + generator.normal()) }
      }
      var scores: [Double] = []
      var groups: [String] = []
      for index in 0..<29 {
        let errors = unit()
        scores += errors
        groups += errors.map { _ in "\(index)" }
      }
      let margin = HierarchicalQuantile.upper(scores: scores, groups: groups, level: 0.9)
      let new = unit()
      covered += new[generator.integer(below: new.count)] <= margin ?? .infinity ? 1 : 0
    }
    let share = Double(covered) / Double(experiments)
    #expect((0.88...0.93).contains(share), "\(share)")
  }
}
