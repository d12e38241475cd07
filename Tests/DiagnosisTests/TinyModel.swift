import FaultDX
import FaultDXStorage

/// A network small enough for a test to try every byte of its file.
enum TinyModel {
  static let labels = ["normal", "inner_race", "outer_race"]
  static let windowLength = 32
  static let hop = 16

  static func make(
    channels: Int = 1, sampleRate: Double? = 1000, normalization: Normalization = .standard,
    hop: Int = hop, calibration: Calibration? = nil
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
      normalization: normalization, calibration: calibration, training: ["epochs": 3],
      evaluation: ["accuracy": 0.5])
  }

  /// A calibration of its network: of 200 windows 32-bit floats got 190 right.
  static func calibration(bfloat16: Int = 190, int8: Int = 189) throws -> Calibration {
    let model = try make()
    let noise = (0..<4).flatMap { Self.noise(frames: windowLength, seed: $0 + 1).samples }
    guard
      let ranges = ActivationRanges(
        of: model.network, over: Tensor(shape: [4, windowLength, 1], elements: noise)),
      let calibration = Calibration(
        ranges: ranges, trainingWindows: 4, validationWindows: 200,
        correct: [.float32: 190, .bfloat16: bfloat16, .int8: int8])
    else { throw ModelError("a calibration that is none") }
    return calibration
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
