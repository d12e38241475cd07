#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#else
  import Darwin
#endif
import FaultDXTensor

let usage = """
  usage: Benchmarks convolutions [--isa baseline|avx2|avx512] [--network wide|small]

  Times forward, weight gradient and input gradient of every convolution of the two reference networks on one
  core, each beside the core's own peak of multiply-adds, measured in turns with it.
  """

var arguments = CommandLine.arguments.dropFirst()
guard arguments.popFirst() == "convolutions" else {
  print(usage)
  exit(64)
}
var instructionSet = InstructionSet.best
var networks = ["wide", "small"]
while let option = arguments.popFirst() {
  switch (option, arguments.popFirst()) {
  case ("--isa", let name?):
    do {
      instructionSet = try InstructionSet.requested(by: name)
    } catch {
      print(error)
      exit(64)
    }
  case ("--network", let name?) where networks.contains(name): networks = [name]
  default:
    print(usage)
    exit(64)
  }
}

let kernels = Kernels(instructionSet)
print("\(Machine.description), instruction set \(instructionSet.rawValue)")
var peaks: [Double] = []
for network in networks {
  let layers = network == "wide" ? ConvolutionLayer.wide : ConvolutionLayer.small
  print("\n\(network)" + String(repeating: " ", count: 34 - network.count) + "     GFLOP/s    peak   share")
  for layer in layers {
    var benchmark = ConvolutionBenchmark(layer, kernels)
    peaks += report(layer, "forward", benchmark.forward())
    peaks += report(layer, "forward, packing each call", benchmark.forward(isPacked: false))
    peaks += report(layer, "forward, one sample", benchmark.forwardAlone())
    peaks += report(layer, "weight gradient", benchmark.backwardWeight())
    peaks += report(layer, "input gradient", benchmark.backwardInput())
    peaks += report(layer, "input gradient, packing", benchmark.backwardInput(isPacked: false))
  }
}

func report(_ layer: ConvolutionLayer, _ pass: String, _ measurement: Measurement) -> [Double] {
  func column(_ value: Double, _ width: Int) -> String {
    let text = "\((value * 10).rounded() / 10)"
    return String(repeating: " ", count: max(0, width - text.count)) + text
  }
  let name = "\(layer.description)  \(pass)"
  print(
    name + String(repeating: " ", count: max(1, 58 - name.count))
      + column(measurement.speed / 1e9, 8) + column(measurement.peak / 1e9, 8)
      + column(measurement.share * 100, 7) + " %")
  return [measurement.peak]
}
