import FaultDXStorage
import FaultDXTensor
import FaultDXTestSupport
import FaultDXTraining
import Testing

/// Update rules and schedules against PyTorch over several steps.
@Suite struct OptimizationGoldenTests {
  static let rules: [(String, OptimizerConfiguration, Double)] = [
    ("sgd", .sgd(momentum: 0), 0.1),
    ("sgd.momentum", .sgd(momentum: 0.9, decay: 0.01), 0.1),
    ("sgd.nesterov", .sgd(momentum: 0.9, nesterov: true, decay: 0.01), 0.1),
    ("adam", .adam(), 0.01),
    ("adam.decay", .adam(beta1: 0.8, beta2: 0.95, decay: 0.1), 0.01),
    ("adamW", .adamW(decay: 0.1), 0.01),
  ]

  @Test(arguments: rules)
  func `an update rule agrees with PyTorch over several steps`(
    name: String, configuration: OptimizerConfiguration, rate: Double
  ) throws {
    let golden = try Golden("optimizers")
    let gradients = try golden.tensor(name, "gradients")
    let expected = try golden.tensor(name, "parameters").values
    for set in InstructionSet.available {
      let count = gradients.shape[1]
      var parameters = try golden.tensor(name, "start").values
      let optimizer = Optimizer(configuration, count: count)
      for step in 0..<gradients.shape[0] {
        let gradient = Array(gradients.values[(step * count)..<((step + 1) * count)])
        optimizer.steps += 1
        optimizer.update(
          0..<count, decays: true, rate: rate, gradients: gradient, parameters: &parameters,
          kernels: Kernels(set))
        let row = Array(expected[(step * count)..<((step + 1) * count)])
        #expect(relativeDifference(parameters, row) < 1e-5, "\(set), step \(step)")
      }
    }
  }

  @Test func `decay spares what is marked`() {
    let optimizer = Optimizer(.adamW(decay: 0.5), count: 2)
    var parameters: [Float] = [1, 1]
    optimizer.steps = 1
    for (range, decays) in [(0..<1, true), (1..<2, false)] {
      optimizer.update(
        range, decays: decays, rate: 0.1, gradients: [0, 0], parameters: &parameters,
        kernels: Kernels())
    }
    #expect(parameters == [0.95, 1])
  }

  @Test func `a gradient is cut as PyTorch cuts it`() throws {
    let golden = try Golden("optimizers")
    var gradient = try golden.tensor("clip", "gradient").values
    let kernels = Kernels()
    let norm = kernels.squaredSum(count: gradient.count, x: gradient).squareRoot()
    let factor = clippingFactor(
      norm: norm, maximum: try golden.settings("clip")["maximum"]?.doubleValue)
    kernels.scale(count: gradient.count, by: Float(factor), &gradient)
    #expect(relativeDifference([Float(norm)], try golden.tensor("clip", "norm").values) < 1e-6)
    #expect(relativeDifference(gradient, try golden.tensor("clip", "clipped").values) < 1e-6)
    #expect(clippingFactor(norm: 0.5, maximum: 1) == 1)
    #expect(clippingFactor(norm: 5, maximum: nil) == 1)
  }

  static let schedules: [(String, Schedule)] = [
    ("constant", .constant),
    ("step", .step(every: 6, factor: 0.5)),
    ("multiStep", .multiStep(epochs: [4, 9, 15], factor: 0.1)),
    ("cosine", .cosine(minimum: 0.001)),
    ("oneCycle", .oneCycle()),
    ("oneCycle.linear", .oneCycle(rise: 0.4, startFactor: 10, endFactor: 100, isLinear: true)),
  ]

  @Test(arguments: schedules)
  func `a schedule agrees with PyTorch`(name: String, schedule: Schedule) throws {
    let expected = try Golden("schedules").tensor(name, "rates").values
    // One batch per epoch, so that epochs and batches count the same.
    let rates = expected.indices.map {
      Float(schedule.rate(base: 0.1, step: $0, stepsPerEpoch: 1, epochs: expected.count))
    }
    #expect(relativeDifference(rates, expected) < 1e-6)
  }

  @Test func `the warm-up agrees with PyTorch`() throws {
    let expected = try Golden("schedules").tensor("warmUp", "rates").values
    let rates = expected.indices.map { Float(0.1 * warmUpFactor(step: $0, steps: 5)) }
    #expect(relativeDifference(rates, expected) < 1e-6)
    #expect(warmUpFactor(step: 0, steps: 0) == 1)
  }
}
