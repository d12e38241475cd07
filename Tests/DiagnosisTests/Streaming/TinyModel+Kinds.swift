import FaultDX

extension TinyModel {
  /// One of each kind that streams treat differently: plain, conditioned, with known spectra, a team, and bearing lines.
  static func ofEveryKind(normalization: Normalization = .standard) throws -> [Model] {
    let plain = try make(normalization: normalization)
    let filtered = try Model(
      network: plain.network, labels: plain.labels, windowLength: 32, hop: 16, sampleRate: 1000,
      channelNames: plain.channelNames,
      conditioning: Conditioning(parsing: "lowpass:300:causal,resample:700"),
      normalization: normalization)
    let knowing = try plain.with(
      Certainty(
        known: KnownSpectra(
          bands: 2, references: [[0, 0], [1, -1]], classes: [1, 2], windowVariance: 0.01,
          distances: [0.5, 1], separation: 3)))
    return [
      plain, filtered, knowing, try MemberModelTests().model(),
      try MemberModelTests().model(lines: true),
    ]
  }
}
