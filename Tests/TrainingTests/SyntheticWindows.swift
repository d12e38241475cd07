import FaultDXNN
import FaultDXSignal
import FaultDXTraining

/// A problem that a small network learns in seconds: tones of three frequencies in noise, several
/// recordings of each.
enum Synthetic {
  static let labels = ["low", "middle", "high"]

  static func windows(
    recordingsPerClass: Int = 3, seed: UInt64 = 7, length: Int = 64
  ) throws -> LabelledWindows {
    var recordings: [Recording] = []
    for (label, frequency) in zip(labels, [0.03, 0.08, 0.15]) {
      for index in 0..<recordingsPerClass {
        var random = CounterGenerator(
          seed: seed, stream: UInt64(recordings.count), substream: UInt64(index))
        let phase = random.uniform()
        let samples = (0..<640).map { t in
          Float(sine(frequency * Double(t) + phase) + 0.5 * random.normal())
        }
        recordings.append(
          Recording(file: "\(label)\(index)", samples: samples, sampleRate: 1000, label: label))
      }
    }
    return try LabelledWindows(
      recordings: recordings, labels: labels, windowLength: length, hop: length / 2)
  }

  static let network = CBAMNetwork.Configuration(
    windowLength: 64, classes: 3, widths: [8, 12, 16],
    attention: AttentionConfiguration(reduction: 4, minimumHiddenUnits: 2))

  static func makeNetwork(seed: UInt64 = 1, dropout: Double = 0) throws -> CBAMNetwork {
    var configuration = network
    configuration.dropout = dropout
    var random = RandomPurpose.initialization.generator(seed: seed)
    return try CBAMNetwork(configuration: configuration, generator: &random)
  }
}
