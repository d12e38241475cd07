import FaultDXEvaluation
import FaultDXSignal
import FaultDXStorage
import FaultDXTestSupport
import Foundation
import Testing

struct BaselineTests {
  /// The windows that `generate.py` draws from the same seed.
  private func windows(
    seed: Int, count: Int, length: Int, classes: Int
  ) -> (samples: [[Float]], truth: [Int]) {
    var generator = SplitMix(state: UInt64(seed))
    var samples: [[Float]] = []
    var truth: [Int] = []
    for _ in 0..<count {
      let label = generator.below(classes)
      var (a, b) = (0.0, 0.0)
      let window = (0..<length).map { _ in
        (a, b) = (0.3 * Double(label) * a - 0.5 * b + generator.uniform() - 0.5, a)
        return Float(a)
      }
      samples.append(window)
      truth.append(label)
    }
    return (samples, truth)
  }

  static let goldens =
    (try? DurableFile.read(Repository.fixture("evaluation/discriminant.json")))
    .flatMap { try? JSON(parsing: $0) }?.arrayValue ?? []

  @Test(arguments: 0..<4)
  func `the discriminant is scikit-learn's`(position: Int) throws {
    #expect(Self.goldens.count == 4)
    let golden = Self.goldens[position]
    let count = try #require(golden["count"]?.intValue)
    let length = try #require(golden["length"]?.intValue)
    let classes = try #require(golden["classes"]?.intValue)
    let seed = try #require(golden["seed"]?.intValue)
    let (samples, truth) = windows(seed: seed, count: 2 * count, length: length, classes: classes)
    let bands = SpectralBands(windowLength: length)
    let features = samples.map { bands($0) }
    let expected = try #require(golden["features"]?.arrayValue).compactMap(\.doubleValue)
    #expect(bands.count == expected.count)
    #expect(zip(features[0], expected).allSatisfy { $0.isClose(to: $1, within: 1e-9) })

    let baseline = LinearDiscriminantBaseline(
      features: Array(features.prefix(count)), classes: Array(truth.prefix(count)),
      classCount: classes)
    let predicted = features.dropFirst(count).map { baseline.predict($0) }
    #expect(predicted.map { JSON.integer($0) } == golden["predicted"]?.arrayValue)
    let present = try #require(golden["present"]?.arrayValue).compactMap(\.intValue)
    let rows = try #require(golden["probabilities"]?.arrayValue)
    var largest = 0.0
    for (window, row) in zip(features.dropFirst(count), rows) {
      let probabilities = baseline.probabilities(window)
      for (label, value) in zip(present, try #require(row.arrayValue)) {
        largest = max(largest, abs(probabilities[label] - (value.doubleValue ?? .nan)))
      }
    }
    #expect(largest < 1e-6)
    #expect(Set(truth) == Set(0..<classes))
  }

  @Test func `a class that did not occur is never predicted`() {
    let baseline = LinearDiscriminantBaseline(
      features: [[0, 1], [0.1, 0.9], [1, 0], [0.9, 0.2]], classes: [0, 0, 2, 2], classCount: 3)
    let probabilities = baseline.probabilities([1, 0])
    #expect(probabilities[1] == 0)
    #expect(probabilities.reduce(0, +).isClose(to: 1))
    #expect(baseline.predict([1, 0]) == 2)
    #expect(baseline.predict([0, 1]) == 0)
  }

  @Test func `windows that do not differ leave the frequencies of the classes`() {
    let baseline = LinearDiscriminantBaseline(
      features: [[1, 2], [1, 2], [1, 2], [1, 2]], classes: [0, 1, 1, 1], classCount: 2)
    #expect(baseline.probabilities([5, 5])[1].isClose(to: 0.75))
    #expect(baseline.predict([5, 5]) == 1)
  }

  @Test func `each channel is standardised and described by itself`() {
    let tone = (0..<64).map { Float($0 % 4 < 2 ? 1 : -1) }
    let slow = (0..<64).map { Float($0 % 32 < 16 ? 1 : -1) }
    let interleaved = zip(tone, slow).flatMap { [7 * $0 + 100, $1] }
    let one = SpectralBands(windowLength: 64, bands: 8)
    let two = SpectralBands(windowLength: 64, channels: 2, bands: 8)
    let features = two(interleaved)
    #expect(two.count == 16)
    #expect(zip(features.prefix(8), one(tone)).allSatisfy { $0.isClose(to: $1, within: 1e-6) })
    #expect(zip(features.suffix(8), one(slow)).allSatisfy { $0.isClose(to: $1, within: 1e-6) })
    #expect(one(tone).firstIndex(of: one(tone).max()!) == 3)
    #expect(one(slow).firstIndex(of: one(slow).max()!) == 0)
  }

  @Test func `constant and very short windows have features all the same`() {
    let constant = SpectralBands(windowLength: 10)([Float](repeating: 0.1, count: 10))
    #expect(constant.count == 5)
    #expect(constant.allSatisfy { $0.isFinite && $0 < -27 })
    #expect(SpectralBands(windowLength: 2)([1, -1]).count == 1)
  }

  @Test func `the majority is the class that occurred most often`() {
    let majority = MajorityClassBaseline(classes: [2, 1, 1, 2, 0], classCount: 4)
    #expect(majority.predicted == 1)
    #expect(majority.frequencies == [0.2, 0.4, 0.4, 0])
  }
}

@Test func `of spectra the lines themselves are the bands`() throws {
  let samples = (0..<128).map { (t: Int) -> Float in
    Float(sin(0.9 * Double(t)) + 0.01 * Double(t % 7))
  }
  let recording = Recording(file: "a", samples: samples)
  let windows = BaselineWindows(
    recordings: [recording], windows: [.init(recording: 0, start: 0, label: 0)], windowLength: 128,
    conditioning: try Conditioning(parsing: "fft"), classCount: 2)
  let lines = Array(windows.samples(0))
  #expect(windows.sampleLength == 65 && lines.count == 65)
  let bands = SpectralBands(windowLength: 65, bands: 64, ofSpectra: true)
  let features = bands(lines)
  let power = lines.dropFirst().reduce(0.0) { $0 + Double($1) * Double($1) }
  let expected = lines.dropFirst().map { (line: Float) -> Double in
    log(Double(line) / power.squareRoot() + 1e-12)
  }
  #expect(zip(features, expected).allSatisfy { abs($0 - $1) < 1e-9 })
  // A louder signal of the same shape has the same bands, and silence some that are finite.
  #expect(zip(bands(lines.map { 8 * $0 }), features).allSatisfy { abs($0 - $1) < 1e-6 })
  let silence = bands([Float](repeating: 0, count: 65))
  #expect(silence.allSatisfy { $0.isFinite })
}
