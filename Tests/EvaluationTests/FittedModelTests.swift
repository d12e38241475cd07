import FaultDXEvaluation
import FaultDXStorage
import FaultDXTestSupport
import Testing

/// Logistic regression, principal components and both discriminants against scikit-learn.
struct FittedModelTests {
  /// The numbers that `generate.py` draws from the same seed.
  static func numbers(
    seed: Int, rows: Int, columns: Int, classes: Int
  ) -> (features: [[Double]], truth: [Int]) {
    var generator = SplitMix(state: UInt64(seed))
    var features: [[Double]] = []
    var truth: [Int] = []
    for _ in 0..<rows {
      let label = generator.below(classes)
      var row: [Double] = []
      for column in 0..<columns {
        var value = generator.uniform() - 0.5
        if column > 0 { value += 0.5 * row[column - 1] }
        let spread = 1 + Double(label * (column % 3)) * 0.25
        row.append(value * spread + 0.5 * Double(label * (column + 1) % 4) / Double(column + 1))
      }
      features.append(row)
      truth.append(label)
    }
    return (features, truth)
  }

  struct Case {
    let golden: JSON
    let classes: Int
    let fitted: FeatureMatrix
    let truth: [Int]
    let others: [[Double]]

    init(_ position: Int) throws {
      let file = try DurableFile.read(Repository.fixture("evaluation/models.json"))
      golden = try #require(JSON(parsing: file).arrayValue)[position]
      let rows = try #require(golden["rows"]?.intValue)
      classes = try #require(golden["classes"]?.intValue)
      let (features, all) = numbers(
        seed: try #require(golden["seed"]?.intValue), rows: 2 * rows,
        columns: try #require(golden["columns"]?.intValue), classes: classes)
      fitted = FeatureMatrix(Array(features.prefix(rows)))
      truth = Array(all.prefix(rows))
      others = Array(features[rows..<rows + 20])
    }

    func table(_ name: String) throws -> [[Double]] {
      try #require(golden[name]?.arrayValue).map {
        try #require($0.arrayValue).compactMap(\.doubleValue)
      }
    }

    func number(_ name: String) throws -> Double { try #require(golden[name]?.doubleValue) }
  }

  /// The largest difference of two tables.
  private func distance(_ one: [[Double]], _ other: [[Double]]) -> Double {
    guard one.map(\.count) == other.map(\.count) else { return .infinity }
    return zip(one.joined(), other.joined()).map { abs($0 - $1) }.max() ?? .infinity
  }

  @Test(arguments: 0..<6)
  func `logistic regression has scikit-learn's coefficients and probabilities`(
    position: Int
  ) throws {
    let golden = try Case(position)
    let model = LogisticRegressionBaseline(
      features: golden.fitted, classes: golden.truth, classCount: golden.classes,
      inverseRegularization: try golden.number("inverse"), tolerance: 1e-10)
    let rows = model.coefficients.compactMap { $0 }
    let compared = rows.count == 2 ? [rows[1]] : rows
    // With all classes in rows the constants are unique up to a common addend.
    let constants = try #require(golden.golden["constants"]?.arrayValue).compactMap(\.doubleValue)
    func centered(_ values: [Double]) -> [Double] {
      let mean = values.count > 1 ? values.reduce(0, +) / Double(values.count) : 0
      return values.map { $0 - mean }
    }
    #expect(distance(compared.map(\.weights), try golden.table("coefficients")) < 1e-6)
    #expect(distance([centered(compared.map(\.constant))], [centered(constants)]) < 1e-6)
    let probabilities = golden.others.map { model.probabilities($0) }
    #expect(distance(probabilities, try golden.table("logistic")) < 1e-6)
  }

  @Test(arguments: 0..<6)
  func `the components and the quadratic discriminant on them are scikit-learn's`(
    position: Int
  ) throws {
    let golden = try Case(position)
    let components = PrincipalComponents(
      golden.fitted, count: Int(try golden.number("components")))
    let variances = try #require(golden.golden["variances"]?.arrayValue).compactMap(\.doubleValue)
    #expect(distance([components.variances], [variances]) < 1e-9)
    let scores = golden.others.map { components($0) }
    #expect(distance(scores.map { $0.map(abs) }, try golden.table("scores")) < 1e-6)
    let fitted = FeatureMatrix((0..<golden.fitted.rows).map { components(golden.fitted[$0]) })
    let model = try #require(
      QuadraticDiscriminantBaseline(
        features: fitted, classes: golden.truth, classCount: golden.classes,
        regularization: try golden.number("regularization")))
    #expect(
      distance(scores.map { model.probabilities($0) }, try golden.table("quadratic")) < 1e-6)
  }

  @Test(arguments: 0..<6)
  func `the linear discriminant is scikit-learn's by its other solver too`(position: Int) throws {
    let golden = try Case(position)
    let model = LinearDiscriminantBaseline(
      features: (0..<golden.fitted.rows).map { golden.fitted[$0] }, classes: golden.truth,
      classCount: golden.classes, shrinkage: 0.1)
    let probabilities = golden.others.map { model.probabilities($0) }
    #expect(distance(probabilities, try golden.table("linear")) < 1e-6)
  }

  @Test func `a class that did not occur has no probability`() throws {
    let golden = try Case(0)
    let classes = golden.truth.map { $0 == 2 ? 3 : $0 }
    let logistic = LogisticRegressionBaseline(
      features: golden.fitted, classes: classes, classCount: 5, inverseRegularization: 1)
    let quadratic = try #require(
      QuadraticDiscriminantBaseline(
        features: golden.fitted, classes: classes, classCount: 5, regularization: 0.1))
    for probabilities in [
      logistic.probabilities(golden.others[0]), quadratic.probabilities(golden.others[0]),
    ] {
      #expect(probabilities[2] == 0 && probabilities[4] == 0)
      #expect(probabilities.reduce(0, +).isClose(to: 1))
    }
    #expect(logistic.coefficients.map { $0 == nil } == [false, false, true, false, true])
  }

  @Test func `one class alone is always predicted`() {
    let logistic = LogisticRegressionBaseline(
      features: FeatureMatrix([[1, 2], [2, 1]]), classes: [1, 1], classCount: 3,
      inverseRegularization: 1)
    #expect(logistic.probabilities([5, 5]) == [0, 1, 0])
  }

  @Test func `a class with no more windows than features has no covariance`() {
    let features = FeatureMatrix([[0, 1], [1, 0], [2, 2], [5, 5], [6, 5]])
    #expect(
      QuadraticDiscriminantBaseline(
        features: features, classes: [0, 0, 0, 1, 1], classCount: 2, regularization: 0.5) == nil)
  }

  @Test func `there are no more components than directions in which windows differ`() {
    let line = FeatureMatrix((0..<9).map { [Double($0), 2 * Double($0), 1] })
    let components = PrincipalComponents(line, count: 3)
    #expect(components.count == 1)
    #expect(components.variances[0].isClose(to: 7.5 * 5, within: 1e-9))
    #expect(PrincipalComponents(FeatureMatrix([[1, 2]]), count: 2).count == 0)
    #expect(PrincipalComponents(FeatureMatrix([[1, 2], [1, 2]]), count: 2).count == 0)
  }
}
