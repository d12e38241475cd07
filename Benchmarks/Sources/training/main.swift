import BenchmarkSupport
import FaultDXNN
import FaultDXSignal
import FaultDXTensor
import FaultDXTraining

let options = Options(
  usage: """
    usage: training [--network wide|small]

    Times whole training steps of the two reference networks (filling the batch, forward, loss, backward, AdamW) on
    one thread and on two, beside the core's own peak of multiply-adds. The share counts three times the
    multiply-adds of the convolutions (forward, input gradient, weight gradient); the time is that of everything.
    """)
print("\(Machine.description), instruction set \(options.instructionSet.rawValue)")
let peak = Measurement(Kernels(options.instructionSet), operations: 1) {}.peak / 1e9
for name in options.networks {
  let configuration: CBAMNetwork.Configuration = name == "wide" ? .wide : .small
  var generator = CounterGenerator(seed: 1)
  let samples = (0..<(configuration.windowLength * 40)).map { _ in Float(generator.normal()) }
  let labels = (0..<configuration.classes).map { "\($0)" }
  let recordings = labels.map {
    Recording(file: $0, samples: samples, sampleRate: 12_000, label: $0)
  }
  let windows = try LabelledWindows(
    recordings: recordings, labels: labels, windowLength: configuration.windowLength,
    hop: configuration.windowLength)
  let multiplyAdds = name == "wide" ? 19_980_000.0 : 726_000.0
  for threads in [1, 2] {
    let network = try CBAMNetwork(configuration: configuration, generator: &generator)
    let trainer = try Trainer(
      network: network, training: windows, configuration: TrainingConfiguration(epochs: 100),
      parallelism: .threads(threads))
    var best = 0.0
    for _ in 0..<(name == "wide" ? 3 : 10) {
      best = max(best, try trainer.runEpoch()?.windowsPerSecond ?? 0)
    }
    let rate = best * multiplyAdds * 6 / 1e9
    let share = rate / peak / Double(threads)
    print(
      "\(name), \(threads) thread(s): \(Int(best)) windows/s, \(Int(rate)) GFLOP/s, "
        + "\(Int(share * 100)) % of the peak")
  }
}
