import FaultDXEvaluation
import FaultDXStorage
import FaultDXTestSupport
import Testing

struct ReportTests {
  static let names = [
    "normal", "inner_race", "outer_race", "ball", "a", "é", "外輪", "e\u{301}tat",
    "a very long name of a fault of a bearing", "0", "with space", "😀",
  ]

  /// The vectors that `generate.py` draws from the same seed.
  static func draw(_ seed: Int) -> (matrix: ConfusionMatrix, subset: [String]?) {
    var generator = SplitMix(state: UInt64(seed))
    let classes = 1 + generator.below(seed % 40 == 0 ? 160 : 14)
    let windows = 1 + generator.below(250)
    let skill = generator.below(5)
    let isSkewed = generator.below(2) == 1
    var truth: [Int] = []
    var predicted: [Int] = []
    for _ in 0..<windows {
      let first = generator.below(classes)
      let second = generator.below(classes)
      truth.append(isSkewed ? min(first, second) : first)
      let guess = generator.below(classes)
      predicted.append(generator.below(5) < skill ? truth[truth.count - 1] : guess)
    }
    let labels = (0..<classes).map { names[$0 % 12] + ($0 < 12 ? "" : String($0)) }
    var subset: [String]?
    if generator.below(4) == 0 {
      var order = Array(0..<classes)
      generator.shuffle(&order)
      subset = order.prefix(1 + generator.below(classes)).map { labels[$0] }
    }
    return (ConfusionMatrix(labels: labels, truth: truth, predicted: predicted), subset)
  }

  static let goldens = (try? DurableFile.read(Repository.fixture("evaluation/reports.json")))
    .flatMap { try? JSON(parsing: $0) }?.arrayValue

  @Test func `the report is scikit-learn's, byte for byte, on 1200 random cases`() throws {
    let goldens = try #require(Self.goldens)
    #expect(goldens.count == 1200)
    var subsets = 0
    var absent = 0
    for (seed, golden) in goldens.enumerated() {
      let (matrix, subset) = Self.draw(seed)
      let text = ClassificationReport(matrix, labels: subset).text(digits: seed % 10 == 9 ? 4 : 2)
      if let expected = golden["text"]?.stringValue { #expect(text == expected, "seed \(seed)") }
      #expect(hash(text) == golden["hash"]?.stringValue, "seed \(seed)\n\(text)")
      subsets += text.contains("micro avg") ? 1 : 0
      absent += matrix.labels.indices.contains { matrix.support(of: $0) == 0 } ? 1 : 0
    }
    #expect(subsets > 100)
    #expect(absent > 100)
  }

  @Test func `the single figures are scikit-learn's`() throws {
    for (seed, golden) in try #require(Self.goldens).enumerated() {
      let (matrix, _) = Self.draw(seed)
      #expect(matrix.accuracy == golden["accuracy"]?.doubleValue)
      #expect(matrix.balancedAccuracy.isClose(to: golden["balanced"]?.doubleValue))
      #expect(matrix.matthewsCorrelation.isClose(to: golden["mcc"]?.doubleValue), "seed \(seed)")
      let kappa = try #require(golden["kappa"])
      if kappa.isNull {
        #expect(matrix.cohenKappa == nil)
      } else {
        #expect(try #require(matrix.cohenKappa).isClose(to: kappa.doubleValue))
      }
    }
  }

  @Test func `the example of scikit-learn's documentation`() {
    let matrix = ConfusionMatrix(
      labels: ["class 0", "class 1", "class 2"], truth: [0, 1, 2, 2, 2],
      predicted: [0, 0, 2, 2, 1])
    let text = """
                    precision    recall  f1-score   support

           class 0       0.50      1.00      0.67         1
           class 1       0.00      0.00      0.00         1
           class 2       1.00      0.67      0.80         3

          accuracy                           0.60         5
         macro avg       0.50      0.56      0.49         5
      weighted avg       0.70      0.60      0.61         5

      """
    #expect(ClassificationReport(matrix).description == text)
  }

  @Test func `nothing counted gives zeros, not traps`() {
    let matrix = ConfusionMatrix(labels: ["a", "b"])
    #expect(matrix.accuracy == 0)
    #expect(matrix.balancedAccuracy == 0)
    #expect(matrix.macroF1 == 0)
    #expect(matrix.cohenKappa == nil)
    #expect(matrix.matthewsCorrelation == 0)
    #expect(ClassificationReport(matrix).text().contains("accuracy"))
    #expect(matrix.table().contains("-"))
  }

  @Test func `counts are kept, added and given back by row`() {
    var matrix = ConfusionMatrix(labels: ["a", "b"], counts: [[3, 1], [0, 2]])
    matrix.add(truth: 1, predicted: 0, count: 4)
    matrix += ConfusionMatrix(labels: ["a", "b"], truth: [0], predicted: [1])
    #expect(matrix.counts == [[3, 2], [4, 2]])
    #expect(matrix[1, 0] == 4)
    #expect(matrix.total == 11)
    #expect(matrix.support(of: 0) == 5)
    #expect(matrix.predictions(of: 0) == 7)
  }

  @Test func `the table names the columns where they fit and numbers them where not`() {
    let matrix = ConfusionMatrix(
      labels: ["normal", "inner_race", "ball"], counts: [[40, 0, 0], [1, 39, 0], [0, 0, 0]])
    let named = """
      true \\ predicted  normal  inner_race  ball   recall
                normal      40           0     0  100.0 %
            inner_race       1          39     0   97.5 %
                  ball       0           0     0        -

      """
    let numbered = """
      true \\ predicted   1   2  3   recall
            normal = 1  40   0  0  100.0 %
        inner_race = 2   1  39  0   97.5 %
              ball = 3   0   0  0        -

      """
    #expect(matrix.table() == named)
    #expect(matrix.table(width: 40) == numbered)
  }

  private func hash(_ text: String) -> String {
    let value = text.utf8.reduce(UInt64(0xCBF2_9CE4_8422_2325)) {
      ($0 ^ UInt64($1)) &* 0x100_0000_01B3
    }
    let digits = String(value, radix: 16)
    return String(repeating: "0", count: 16 - digits.count) + digits
  }
}

extension Double {
  func isClose(to other: Double?, within tolerance: Double = 1e-12) -> Bool {
    other.map { abs(self - $0) <= tolerance } ?? false
  }
}
