import FaultDX
import FaultDXStorage
import FaultDXTensor
import Foundation
import Testing

/// A model that knows how sure it may be.
struct CertaintyTests {
  private static func known(
    distances: [Double] = [], separation: Double? = nil, unitsAreGroups: Bool = true
  ) -> KnownSpectra {
    KnownSpectra(
      bands: 2, references: [[0, 0], [3, -1]], classes: [1, 2], windowVariance: 0.01,
      distances: distances, separation: separation, unitsAreGroups: unitsAreGroups)
  }

  private static let certainty = Certainty(
    temperature: 2.5, recordingPower: 1.5, source: "fitted on three",
    sets: PredictionSets(coverage: 0.9, thresholds: [0.2, 0.3, 0.4], groups: 12),
    known: known(distances: [1, 2, 3], separation: 9, unitsAreGroups: false))

  @Test func `it travels in the file, and a file without is as before`() throws {
    let plain = try TinyModel.make()
    #expect(plain.certainty == nil)
    let model = try plain.with(Self.certainty)
    let read = try Model(parsing: model.serialized(), file: "m")
    #expect(read.certainty == Self.certainty)
    #expect(read.serialized() == model.serialized())
    #expect(try read.with(nil).serialized() == plain.serialized())
  }

  @Test(arguments: [
    "7", "{}", "{", "[]", "null",
    #"{"temperature":0,"recordingPower":1,"source":""}"#,
    #"{"temperature":-1,"recordingPower":1,"source":""}"#,
    #"{"temperature":1e999,"recordingPower":1,"source":""}"#,
    #"{"temperature":1,"recordingPower":0,"source":""}"#,
    #"{"temperature":1,"recordingPower":1}"#,
    #"{"temperature":1,"recordingPower":1,"source":"","sets":7}"#,
    #"{"temperature":1,"recordingPower":1,"source":"","sets":{"coverage":0.9,"groups":9,"thresholds":[0,0]}}"#,
    #"{"temperature":1,"recordingPower":1,"source":"","sets":{"coverage":2,"groups":9,"thresholds":[0,0,0]}}"#,
    #"{"temperature":1,"recordingPower":1,"source":"","known":{"bands":2,"references":[[1]],"classes":[0],"windowVariance":0,"distances":[],"separation":null}}"#,
    #"{"temperature":1,"recordingPower":1,"source":"","known":{"bands":1,"references":[[1]],"classes":[3],"windowVariance":0,"distances":[],"separation":null}}"#,
    #"{"temperature":1,"recordingPower":1,"source":"","known":{"bands":1,"references":[],"classes":[],"windowVariance":0,"distances":[],"separation":null}}"#,
    #"{"temperature":1,"recordingPower":1,"source":"","known":{"bands":1,"references":[[1]],"classes":[0],"windowVariance":-1,"distances":[],"separation":null}}"#,
    #"{"temperature":1,"recordingPower":1,"source":"","known":{"bands":1,"references":[[1]],"classes":[0],"windowVariance":1,"distances":[],"separation":null,"units":"bearings"}}"#,
    #"{"temperature":1,"recordingPower":1,"source":"","known":{"bands":17,"references":[[1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1]],"classes":[0],"windowVariance":1,"distances":[],"separation":null}}"#,
  ])
  func `what is no certainty is refused`(_ text: String) throws {
    var container = try SafeTensors(parsing: TinyModel.make().serialized(), file: "m")
    container.metadata["faultdx.certainty"] = text
    let error = #expect(throws: ModelError.self) {
      try Model(parsing: container.serialized(), file: "m")
    }
    #expect(error.map { "\($0)".contains("certainty") } == true)
  }

  @Test func `one that does not fit the model is refused`() throws {
    let model = try TinyModel.make()
    var other = Self.certainty
    other.sets?.thresholds = [0.1]
    #expect(throws: ModelError.self) { try model.with(other) }
    other = Self.certainty
    other.temperature = .nan
    #expect(throws: ModelError.self) { try model.with(other) }
  }

  @Test func `the temperature changes how sure, not what`() throws {
    let recording = TinyModel.noise(frames: 500)
    let plain = try Diagnoser(model: TinyModel.make()).diagnose(recording)
    let model = try TinyModel.make().with(Certainty(temperature: 0.5))
    let sharp = try Diagnoser(model: model).diagnose(recording)
    #expect(sharp.windows.map(\.logits) == plain.windows.map(\.logits))
    #expect(sharp.votes == plain.votes)
    let window = sharp.windows[3]
    let powers = window.logits.map { exp(Double($0) / 0.5) }
    for (found, power) in zip(window.probabilities, powers) {
      #expect(abs(Double(found) - power / powers.reduce(0, +)) < 1e-6)
    }
    #expect(plain.plausible == nil && plain.novelty == nil && !plain.isUnknown)
  }

  @Test func `sets have the classes above their thresholds`() {
    let sets = PredictionSets(coverage: 0.9, thresholds: [0.2, 0.3, 0.4], groups: 12)
    #expect(sets([0.2, 0.29, 0.51]) == [0, 2])
    #expect(sets([0.1, 0.2, 0.3]).isEmpty)
  }

  @Test func `the power sharpens a recording's probabilities`() {
    let sharp = Certainty(recordingPower: 2).recording([0.6, 0.3, 0.1])
    #expect(
      zip(sharp, [0.36 / 0.46, 0.09 / 0.46, 0.01 / 0.46]).allSatisfy { abs($0 - $1) < 1e-12 })
    #expect(Certainty().recording([0.6, 0.4]) == [0.6, 0.4])
  }

  @Test func `the threshold is the rank that holds the rate, or more than that`() throws {
    let twenty = Self.known(distances: (1...20).map(Double.init).reversed(), separation: 5)
    #expect(try #require(twenty.threshold(rate: 0.05)) == (20, true))
    #expect(try #require(twenty.threshold(rate: 0.5)) == (11, true))
    #expect(try #require(twenty.threshold(rate: 0.01)) == (20, false))
    #expect(twenty.percentile(10.5) == 0.5)
    let few = Self.known(distances: [1, 2], separation: 5)
    #expect(try #require(few.threshold(rate: 0.05)) == (4, false))
    // Recordings of one bearing say nothing about the next load, so what is nearer than most classes are stays known.
    let recordings = (1...20).map(Double.init)
    let apart = Self.known(distances: recordings, separation: 40, unitsAreGroups: false)
    #expect(try #require(apart.threshold(rate: 0.05)) == (32, true))
    let near = Self.known(distances: recordings, separation: 10, unitsAreGroups: false)
    #expect(try #require(near.threshold(rate: 0.05)) == (20, true))
    let alone = Self.known()
    #expect(alone.threshold(rate: 0.05) == nil)
    #expect(alone.percentile(1) == nil)
  }

  /// Tones of a class, of several units, with noise.
  private func tone(_ cycles: Double, seed: UInt64, frames: Int = 3200) -> Recording {
    var recording = TinyModel.noise(frames: frames, seed: seed)
    recording.samples = recording.samples.enumerated().map { index, noise in
      Float(sin(2 * .pi * cycles * Double(index) / 32)) + 0.3 * noise
    }
    return recording
  }

  private func model() throws -> Model {
    let plain = try TinyModel.make()
    let sources = (0..<60).map { index in
      KnownSpectra.Source(
        recording: tone(Double(2 + 3 * (index % 3)), seed: UInt64(index + 1)), label: index % 3,
        group: "unit \(index)", name: index)
    }
    let serial = try #require(KnownSpectra(of: sources, by: Diagnoser(model: plain)))
    let parallel = KnownSpectra(of: sources, by: Diagnoser(model: plain), parallelism: .threads(2))
    #expect(serial == parallel)
    #expect(serial.distances.count == 60)
    return try plain.with(
      Certainty(
        temperature: 0.7, recordingPower: 1.3,
        sets: PredictionSets(coverage: 0.9, thresholds: [0.2, 0.3, 0.4], groups: 12), known: serial)
    )
  }

  @Test func `a tone that no unit had is unknown, one that they had is not`() throws {
    let model = try model()
    var diagnoser = Diagnoser(model: model)
    let flagged = try (100..<160).count { seed in
      try diagnoser.diagnose(tone(Double(2 + 3 * (seed % 3)), seed: UInt64(seed))).isUnknown
    }
    #expect(flagged <= 8, "5 % of 60 were asked for")
    let strange = try diagnoser.diagnose(tone(13, seed: 200))
    #expect(strange.isUnknown)
    #expect(strange.novelty?.percentile == 1)
    #expect(strange.novelty?.rate == 0.05)
    diagnoser.unknownRate = nil
    let silent = try diagnoser.diagnose(tone(13, seed: 200))
    #expect(!silent.isUnknown)
    #expect(silent.novelty?.distance == strange.novelty?.distance)
  }

  @Test func `few windows are not unlike for being few`() throws {
    let diagnoser = Diagnoser(model: try model())
    let flagged = try (300..<340).count { seed in
      try diagnoser.diagnose(tone(Double(2 + 3 * (seed % 3)), seed: UInt64(seed), frames: 320))
        .isUnknown
    }
    #expect(flagged <= 6, "5 % of 40 were asked for: \(flagged)")
  }

  @Test func `blocks say what the whole says`() throws {
    let model = try model()
    StreamTests.expectSame(tone(5, seed: 7, frames: 9001), model, blocks: [31, 64, 1000, 100_000])
    StreamTests.expectSame(
      TinyModel.noise(frames: 5000, sampleRate: 1500), model, blocks: [100, 777])
  }
}
