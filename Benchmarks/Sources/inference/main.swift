import AllocationCounter
import BenchmarkSupport
import FaultDXNN
import FaultDXTensor

let options = Options(
  usage: """
    usage: inference [--isa baseline|avx2|avx512] [--network wide|small]
                     [--precision float32|bf16|int8] [--all] [--profile runs]

    Times a plan of the two reference networks on one core, window by window and several windows at a time, beside
    the core's own peak of multiply-adds. The share counts the multiply-adds of the convolutions alone; the time is
    that of everything. The peak is that of float32 whatever the precision: bf16 can reach 200 %, int8 400 %. --all
    adds the network layer by layer, in float32. --profile runs batches of 4 windows and nothing else, for `perf`.
    """)
print(
  "\(Machine.description), instruction set \(options.instructionSet.rawValue), "
    + "\(options.precision.rawValue), one thread")
for name in options.networks {
  let configuration: CBAMNetwork.Configuration = name == "wide" ? .wide : .small
  var generator = SystemRandomNumberGenerator()
  let network = try CBAMNetwork(configuration: configuration, generator: &generator)
  let count = configuration.windowLength * configuration.inputChannels
  let sample = Tensor(
    shape: [1, configuration.windowLength, configuration.inputChannels],
    elements: (0..<count).map { _ in Float.random(in: -1...1, using: &generator) })
  let arithmetic: Arithmetic =
    switch options.precision {
    case .float32: .float32
    case .bfloat16: .bfloat16
    case .int8: ActivationRanges(of: network, over: sample).map { .int8($0) } ?? .float32
    }
  let plan = InferencePlan(
    network, arithmetic: arithmetic, instructionSet: options.instructionSet)
  let layers = name == "wide" ? 19_980_000 : 726_000
  var table = Table(name)
  for batch in options.profiledRuns == nil ? [1, 2, 4, 8, 16] : [4] {
    var session = InferenceSession(plan, capacity: batch)
    for index in 0..<batch {
      session.withWindow(index) { window in
        for i in 0..<count { window[i] = Float.random(in: -1...1, using: &generator) }
      }
    }
    if let runs = options.profiledRuns {
      for _ in 0..<runs { session.run(count: batch) }
      continue
    }
    let measurement = Measurement(Kernels(options.instructionSet), operations: 2 * layers * batch) {
      session.run(count: batch)
    }
    let microseconds = measurement.seconds / Double(batch) * 1e6
    table.add("\(batch) at a time: \(Int(microseconds.rounded())) us a window", measurement)
  }
  if options.profiledRuns == nil, allocation_count() >= 0 {
    var session = InferenceSession(plan, capacity: 4)
    session.run(count: 4)
    let before = allocation_count()
    for _ in 0..<1000 { session.run(count: 4) }
    let allocations = allocation_count() - before
    print("allocations in 1000 runs of 4 windows: \(allocations)")
  }
  // The layers themselves run on the best instruction set only.
  if options.isComplete, options.instructionSet == .best {
    let window = Tensor(shape: [1, plan.windowLength, plan.inputChannels], repeating: 0.5)
    let measurement = Measurement(Kernels(options.instructionSet), operations: 2 * layers) {
      _ = network(window)
    }
    table.add("layer by layer: \(Int((measurement.seconds * 1e6).rounded())) us", measurement)
  }
}
