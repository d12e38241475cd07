import FaultDXNN
import FaultDXStorage
import FaultDXTensor
import FaultDXTestSupport
import Testing

@Suite struct ReducedPlanTests {
  static func ranges(_ name: String) throws -> ActivationRanges {
    try #require(ActivationRanges(maxima: Golden("precision").tensor(name, "ranges").values))
  }

  static func arithmetic(_ precision: Precision, _ name: String) throws -> Arithmetic {
    switch precision {
    case .float32: .float32
    case .bfloat16: .bfloat16
    case .int8: .int8(try ranges(name))
    }
  }

  @Test(arguments: NetworkGoldenTests.names, [Precision.bfloat16, .int8])
  func `reduced precision agrees with PyTorch on rounded numbers`(
    name: String, precision: Precision
  ) throws {
    let (network, x) = try InferencePlanTests.golden(name)
    let expected = try Golden("precision").tensor(name, precision.rawValue).values
    for set in InstructionSet.available {
      let plan = InferencePlan(
        network, arithmetic: try Self.arithmetic(precision, name), instructionSet: set)
      #expect(plan.precision == precision)
      let found = relativeDifference(plan.logits(x).elements, expected)
      // Far below what a number that is rounded the other way would change.
      #expect(found < 1e-5, "\(set)")
    }
  }

  @Test(arguments: NetworkGoldenTests.names)
  func `ranges are the largest inputs of the convolutions`(name: String) throws {
    let (network, x) = try InferencePlanTests.golden(name)
    let found = try #require(ActivationRanges(of: network, over: x)).maxima
    #expect(found.count == ActivationRanges.count(in: network.configuration))
    #expect(relativeDifference(found, try Self.ranges(name).maxima) < 1e-5)
  }

  @Test(arguments: ["plain", "residual"], [Precision.bfloat16, .int8])
  func `a window's logits have the same bits alone, in any batch and on any thread`(
    name: String, precision: Precision
  ) throws {
    let (network, x) = try InferencePlanTests.golden(name)
    let plan = InferencePlan(network, arithmetic: try Self.arithmetic(precision, name))
    let (classes, count) = (plan.classes, plan.windowLength * plan.inputChannels)
    let repeats = 5
    let windows = Tensor(
      shape: [repeats * x.shape[0]] + x.shape[1...],
      elements: (0..<repeats).flatMap { r in x.elements.map { $0 * (1 + Float(r) / 7) } })
    let logits = plan.logits(windows)
    #expect(plan.logits(windows, parallelism: .threads(2)) == logits)
    #expect(plan.logits(windows, parallelism: .threads(3)) == logits)
    for n in 0..<windows.shape[0] {
      let one = Tensor(
        shape: [1] + x.shape[1...],
        elements: Array(windows.elements[n * count..<(n + 1) * count]))
      let expected = Array(logits.elements[n * classes..<(n + 1) * classes])
      #expect(plan.logits(one).elements == expected)
    }
  }

  @Test(arguments: ["plain", "residual"], [Precision.bfloat16, .int8])
  func `a window that is none gives an answer that is none, and its neighbours keep theirs`(
    name: String, precision: Precision
  ) throws {
    let (network, x) = try InferencePlanTests.golden(name)
    let plan = InferencePlan(network, arithmetic: try Self.arithmetic(precision, name))
    let expected = plan.logits(x).elements
    let (classes, count) = (plan.classes, plan.windowLength * plan.inputChannels)
    for broken: Float in [.nan, .infinity] {
      var spoilt = x.elements
      spoilt[count + count / 2] = broken
      let logits = plan.logits(Tensor(shape: x.shape, elements: spoilt)).elements
      #expect(logits[classes..<2 * classes].allSatisfy { !$0.isFinite })
      #expect(logits[..<classes] == expected[..<classes])
      #expect(logits[(2 * classes)...] == expected[(2 * classes)...])
    }
  }

  @Test func `a sum that whole numbers could not hold is computed in bfloat16`() throws {
    let width = ReducedFormat.int8.longestSum / 3 + 1
    var configuration = CBAMNetwork.Configuration(
      windowLength: 16, inputChannels: 1, classes: 2, widths: [width, 2])
    configuration.attention.kind = .none
    configuration.stem.kernelSize = 3
    // Positive throughout, so that no ReLU hides what is compared, and no number that bfloat16 holds.
    var network = try CBAMNetwork(configuration: configuration)
    network.visitParameters("") { _, tensor, _ in
      tensor.elements = tensor.elements.indices.map { 0.01 + 0.003 * Float($0 % 7) }
    }
    let x = Tensor(shape: [1, 16, 1], elements: (0..<16).map { Float($0 % 5) + 1 })
    let ranges = try #require(ActivationRanges(of: network, over: x))
    let whole = InferencePlan(network, arithmetic: .int8(ranges)).logits(x)
    let brief = InferencePlan(network, arithmetic: .bfloat16).logits(x)
    #expect(whole == brief)
    #expect(brief != InferencePlan(network).logits(x))
  }

  @Test func `ranges that are negative or no number are none`() {
    #expect(ActivationRanges(maxima: [0, 1]) != nil)
    for broken: Float in [-1, .nan, .infinity] {
      #expect(ActivationRanges(maxima: [1, broken]) == nil)
    }
  }
}
