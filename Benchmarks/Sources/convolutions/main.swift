import FaultDXTensor

#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#else
  import Darwin
#endif

let usage = """
  usage: convolutions [--isa baseline|avx2|avx512] [--network wide|small] [--all]

  Times forward, weight gradient and input gradient of every convolution of the two reference networks over a
  shard of 8 windows on one core, each beside the core's own peak of multiply-adds, measured in turns with it.
  --all adds the forward pass of a single window, and the passes that lay out the weight in every call.
  """

func stop(_ message: String) -> Never {
  print(message)
  exit(64)
}

var arguments = CommandLine.arguments.dropFirst()
var instructionSet = InstructionSet.best
var networks = ["wide", "small"]
var isComplete = false
while let option = arguments.popFirst() {
  switch option {
  case "--isa":
    do {
      instructionSet = try InstructionSet.requested(by: arguments.popFirst() ?? "")
    } catch {
      stop(error.description)
    }
  case "--network":
    guard let name = arguments.popFirst(), networks.contains(name) else { stop(usage) }
    networks = [name]
  case "--all": isComplete = true
  default: stop(usage)
  }
}

let kernels = Kernels(instructionSet)
print("\(Machine.description), instruction set \(instructionSet.rawValue), one thread")
for network in networks {
  var table = Table(network)
  for layer in network == "wide" ? ConvolutionLayer.wide : ConvolutionLayer.small {
    var benchmark = ConvolutionBenchmark(layer, kernels)
    table.add(layer, "forward", benchmark.forward())
    table.add(layer, "weight gradient", benchmark.backwardWeight())
    table.add(layer, "input gradient", benchmark.backwardInput())
    guard isComplete else { continue }
    table.add(layer, "forward, one window", benchmark.forwardAlone())
    table.add(layer, "forward, plain weight", benchmark.forward(isPacked: false))
    table.add(layer, "input gradient, plain weight", benchmark.backwardInput(isPacked: false))
  }
  table.finish()
}
