import FaultDXEvaluation
import FaultDXSignal
import FaultDXStorage
import FaultDXTestSupport
import Synchronization
import Testing

struct BaselineSuiteTests {
  /// Recordings of noise through a resonance that depends on the class, each of a unit with a gain of its own.
  private func recordings(
    classes: Int, units: Int, frames: Int, hasGroups: Bool = true, seed: Int
  ) -> [Recording] {
    (0..<classes * units).map { index in
      let label = index % classes
      var generator = SplitMix(state: UInt64(seed * 1000 + index))
      let gain = 0.5 + generator.uniform()
      var (a, b) = (0.0, 0.0)
      let samples = (0..<frames).map { _ in
        (a, b) = ((0.9 - 0.5 * Double(label)) * a - 0.5 * b + gain * (generator.uniform() - 0.5), a)
        return Float(a)
      }
      return Recording(
        file: "\(index).wav", samples: samples, label: "\(label)",
        group: hasGroups ? "unit \(index)" : nil)
    }
  }

  private func windows(_ recordings: [Recording], length: Int, hop: Int) -> BaselineWindows {
    BaselineWindows(
      recordings: recordings,
      windows: recordings.enumerated().flatMap { position, recording in
        SlidingWindows(frames: recording.frames, length: length, hop: hop).map {
          .init(
            recording: position, start: $0.lowerBound, label: Int(recording.label ?? "") ?? 0)
        }
      }, windowLength: length, classCount: 3)
  }

  @Test func `every baseline is fitted, says what was chosen, and beats the majority`() throws {
    let training = windows(
      recordings(classes: 3, units: 6, frames: 700, seed: 1), length: 64, hop: 64)
    let test = windows(
      recordings(classes: 3, units: 4, frames: 700, seed: 2), length: 64, hop: 64)
    let suite = BaselineSuite(training: training, seed: 1)
    #expect(suite.baselines.map(\.kind) == FittedBaseline.Kind.allCases)
    #expect(suite.baselines.map { $0.settings.isEmpty } == [true, false, false, false])
    #expect(
      suite.notes == ["The baselines' settings were chosen by holding out training groups in turn."]
    )
    let predictions = suite.predictions(on: test, labels: ["0", "1", "2"])
    let accuracies = predictions.map(\.metrics.accuracy)
    #expect(accuracies[0].isClose(to: 1.0 / 3))
    #expect(accuracies[1] > 0.7 && accuracies[2] > 0.7)
    for (prediction, baseline) in zip(predictions, suite.baselines) {
      #expect(prediction.probabilities == baseline.probabilities(test))
      #expect(prediction.unitName == "groups" && Set(prediction.units).count == 12)
      #expect(prediction.probabilities.allSatisfy { $0.reduce(0, +).isClose(to: 1, within: 1e-9) })
    }
  }

  @Test func `baselines written to JSON and read again say the same to the last bit`() throws {
    let training = windows(
      recordings(classes: 3, units: 4, frames: 400, seed: 6), length: 64, hop: 32)
    let suite = BaselineSuite(training: training, seed: 1)
    let text = suite.json.serialized()
    func read(_ text: String, length: Int = 64, channels: Int = 1, classes: Int = 3) throws
      -> BaselineSuite?
    {
      BaselineSuite(
        json: try JSON(parsing: text), windowLength: length, channels: channels,
        classCount: classes)
    }
    #expect(try read(text) == suite)
    #expect(try read(text, length: 128) == nil)
    #expect(try read(text, channels: 2) == nil)
    #expect(try read(text, classes: 4) == nil)
    for (part, damaged) in [
      ("\"weights\":[", "\"weights\":[0.5,"), ("\"constant\":", "\"constants\":"),
      ("\"linearDiscriminant\"", "\"unknown\""), ("\"factor\":[", "\"factor\":[\"a\","),
      ("\"majority\"", "\"linearDiscriminant\""), ("\"mean\":[", "\"mean\":[null,"),
    ] {
      #expect(text.contains(part))
      #expect(try read(text.replacing(part, with: damaged)) == nil, "\(damaged)")
    }
  }

  @Test func `the same seed chooses the same, in whatever order the work is done`() {
    let training = windows(
      recordings(classes: 3, units: 4, frames: 400, seed: 3), length: 64, hop: 32)
    let backwards = Mutex([Int]())
    let one = BaselineSuite(training: training, seed: 7)
    let other = BaselineSuite(training: training, seed: 7) { count, body in
      for index in (0..<count).reversed() {
        backwards.withLock { $0.append(index) }
        body(index)
      }
    }
    #expect(one == other)
    #expect(backwards.withLock { $0.count } > 3)
  }

  @Test func `without units, stretches of time are held out, and it is said`() {
    let training = windows(
      recordings(classes: 3, units: 1, frames: 1200, hasGroups: false, seed: 4), length: 64, hop: 32
    )
    let suite = BaselineSuite(training: training, seed: 1)
    #expect(suite.notes[0].contains("stretches of time"))
    let pair = windows(
      recordings(classes: 3, units: 2, frames: 500, hasGroups: false, seed: 4), length: 64, hop: 32)
    #expect(BaselineSuite(training: pair, seed: 1).notes[0].contains("training recordings in turn"))
  }

  @Test func `a handful of windows has baselines with default settings`() {
    let training = windows(
      recordings(classes: 3, units: 1, frames: 64, seed: 5), length: 64, hop: 64)
    let suite = BaselineSuite(training: training, seed: 1)
    #expect(training.count == 3)
    #expect(suite.baselines.map(\.kind) == [.majority, .linearDiscriminant, .logisticRegression])
    #expect(suite.notes[0].contains("default settings"))
    #expect(suite.notes[1].contains("too few windows for a quadratic discriminant"))
    let predictions = suite.predictions(on: training, labels: ["0", "1", "2"])
    #expect(predictions.count == 3)
  }

  @Test func `windows whose place in time says everything are told apart by their samples`() {
    // Each window is a whole transient; classes differ in shape, not in spectrum.
    let recordings = (0..<75).map { index in
      var generator = SplitMix(state: UInt64(index))
      let label = index % 3
      let samples = (0..<32).map { time in
        Float((time / 8 == label + 1 ? 1.0 : 0) + 0.3 * (generator.uniform() - 0.5))
      }
      return Recording(file: "\(index)", samples: samples, label: "\(label)")
    }
    let training = windows(Array(recordings.prefix(45)), length: 32, hop: 32)
    let test = windows(Array(recordings.suffix(30)), length: 32, hop: 32)
    let predictions = BaselineSuite(training: training, seed: 1).predictions(
      on: test, labels: ["0", "1", "2"])
    #expect(predictions[3].metrics.accuracy == 1)
    #expect(predictions[1].metrics.accuracy < 0.95)
  }
}
