import BenchmarkSupport
import FaultDXNN
import FaultDXSignal
import FaultDXTensor
import FaultDXTraining

let options = Options(
  usage: """
    usage: training [--network wide|small] [--profile runs]

    Times one batch of 64 windows, forward, backward and update, of the two reference networks on one thread, beside
    the core's own peak of multiply-adds. The share counts the multiply-adds of the convolutions' passes alone; the
    time is that of everything. Then the same on two threads, beside the peak of two cores. --profile runs batches on
    one thread and nothing else, for `perf`.
    """)
print("\(Machine.description), instruction set \(InstructionSet.best.rawValue)")
for name in options.networks {
  let configuration: CBAMNetwork.Configuration = name == "wide" ? .wide : .small
  let batch = 64
  var generator = CounterGenerator(seed: 1)
  let network = try CBAMNetwork(configuration: configuration, generator: &generator)
  let recording = Recording(
    file: "noise",
    samples: (0..<configuration.windowLength * batch).map { _ in Float(generator.normal()) },
    label: "a")
  let windows = try LabelledWindows(
    recordings: [recording],
    labels: (0..<configuration.classes).map { String(UnicodeScalar(UInt8(97 + $0))) },
    windowLength: configuration.windowLength, hop: configuration.windowLength)
  // Forward, weight gradient and input gradient, the last not for the stem.
  let stem = network.stem.conv.geometry.multiplyAdds(for: configuration.windowLength)
  let all = name == "wide" ? 19_980_000 : 726_000
  let operations = 2 * batch * (3 * all - stem)
  var table = Table(name)
  for threads in [1, 2] {
    let trainer = try Trainer(
      network: network, training: windows,
      configuration: TrainingConfiguration(epochs: 1_000_000, batchSize: batch),
      parallelism: .threads(threads))
    if let runs = options.profiledRuns {
      for _ in 0..<runs { _ = try trainer.runEpoch() }
      break
    }
    let measurement = Measurement(Kernels(), operations: operations / threads, turns: 30) {
      do { _ = try trainer.runEpoch() } catch { fatalError("\(error)") }
    }
    let rate = Int((Double(batch) / measurement.seconds).rounded())
    table.add("\(threads) thread(s): \(rate) windows/s; a core:", measurement)
  }
}
