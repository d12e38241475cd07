import FaultDX

/// Models with weights from a seed; how long they take does not depend on what they learnt.
enum Models {
  static let labels = ["normal"] + (1..<10).map { "fault \($0)" }

  /// The small reference network over waveforms: windows of 1024, one after the other.
  static func small(knowing known: KnownSpectra? = nil) throws -> Model {
    var generator = CounterGenerator(seed: 1)
    return try Model(
      network: CBAMNetwork(configuration: .small, generator: &generator), labels: labels,
      windowLength: 1024, hop: 1024, sampleRate: 12_000, channelNames: ["signal"],
      normalization: .standard, certainty: known.map { Certainty(known: $0) })
  }

  /// What training sounded like, with a reference for each of so many recordings.
  static func known(references: Int) -> KnownSpectra {
    var generator = CounterGenerator(seed: 2)
    return KnownSpectra(
      bands: 32,
      references: (0..<references).map { _ in (0..<32).map { _ in generator.normal() } },
      classes: (0..<references).map { $0 % labels.count }, windowVariance: 0.1,
      distances: (1...20).map(Double.init), separation: 10)
  }

  /// A team as `train` makes it of spectra: two that answer for quiet windows, two behind a gate for noisy ones.
  static func spectra() throws -> Model {
    let scale = FeatureScale(
      mean: [Float](repeating: 0, count: 128), deviation: [Float](repeating: 1, count: 128))
    let members = try (0..<4).map { number in
      var generator = CounterGenerator(seed: UInt64(number + 3))
      return Model.Member(
        representation: .spectrum(bands: 128, scale),
        network: try CBAMNetwork(
          configuration: .init(
            windowLength: 128, classes: labels.count,
            stem: .init(kernelSize: 3, stride: 1, padding: 1), widths: [16, 32], head: .flatten),
          generator: &generator), isHardened: number > 1)
    }
    return try Model(
      members: members,
      gate: NoiseGate(weights: [Float](repeating: 0.1, count: 8), constant: 0), labels: labels,
      windowLength: 1024, hop: 1024, sampleRate: 12_000, channelNames: ["signal"])
  }
}
