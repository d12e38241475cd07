import FaultDX
import FaultDXStorage

/// A network small enough for a test to try every byte of its file.
enum TinyModel {
  static let labels = ["normal", "inner_race", "outer_race"]
  static let windowLength = 32
  static let hop = 16

  static func make(
    channels: Int = 1, sampleRate: Double? = 1000, normalization: Normalization = .standard,
    hop: Int = hop
  ) throws -> Model {
    var generator = CounterGenerator(seed: 7)
    let network = try CBAMNetwork(
      configuration: CBAMNetwork.Configuration(
        windowLength: windowLength, inputChannels: channels, classes: labels.count, widths: [3, 4],
        attention: AttentionConfiguration(minimumHiddenUnits: 1, spatialKernelSize: 3)),
      generator: &generator)
    return try Model(
      network: network, labels: labels, windowLength: windowLength, hop: hop,
      sampleRate: sampleRate, channelNames: (0..<channels).map { "channel \($0 + 1)" },
      normalization: normalization, training: ["epochs": 3], evaluation: ["accuracy": 0.5])
  }

  /// Noise that no window of which is defective.
  static func noise(
    frames: Int, channels: Int = 1, sampleRate: Double? = 1000, seed: UInt64 = 1
  ) -> Recording {
    var generator = CounterGenerator(seed: seed)
    return Recording(
      file: "noise.wav", samples: (0..<frames * channels).map { _ in Float(generator.normal()) },
      channelNames: (0..<channels).map { "channel \($0 + 1)" }, sampleRate: sampleRate)
  }
}
