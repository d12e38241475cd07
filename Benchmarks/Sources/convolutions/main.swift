import BenchmarkSupport
import FaultDXTensor

let options = Options(
  usage: """
    usage: convolutions [--isa baseline|avx2|avx512] [--network wide|small] [--all]

    Times forward, weight gradient and input gradient of every convolution of the two reference networks over a
    shard of 8 windows on one core, each beside the core's own peak of multiply-adds, measured in turns with it.
    Operations are those of direct convolution: where minimal filtering needs only half of the multiply-adds, the share
    exceeds 100 %, and the share of the products that are really computed stands behind it.
    --all adds the forward pass of a single window, and the passes that lay out the weight in every call.
    """)
let kernels = Kernels(options.instructionSet)
print("\(Machine.description), instruction set \(options.instructionSet.rawValue), one thread")
for network in options.networks {
  var table = Table(network)
  for layer in network == "wide" ? ConvolutionLayer.wide : ConvolutionLayer.small {
    var benchmark = ConvolutionBenchmark(layer, kernels)
    func add(_ pass: String, _ measurement: Measurement) {
      table.add(
        "\(layer.description)  \(pass)", measurement,
        multiplied: layer.geometry.method == .direct
          ? nil
          : Double(layer.geometry.multiplications(for: layer.length))
            / Double(layer.geometry.multiplyAdds(for: layer.length)))
    }
    add("forward", benchmark.forward())
    add("weight gradient", benchmark.backwardWeight())
    add("input gradient", benchmark.backwardInput())
    guard options.isComplete else { continue }
    add("forward, one window", benchmark.forwardAlone())
    add("forward, plain weight", benchmark.forward(isPacked: false))
    add("input gradient, plain weight", benchmark.backwardInput(isPacked: false))
  }
  table.finish()
}
