import FaultDXTensor

/// Makes the convolutions of a plan ready in its precision, in the order in which they are computed.
struct ConvolutionPlanner {
  let kernels: Kernels
  private let arithmetic: Arithmetic
  /// What the convolutions but the first read, as ``ActivationRanges`` counts them.
  private(set) var inputs: [ActivationSlot] = []

  init(_ arithmetic: Arithmetic, _ kernels: Kernels) {
    self.arithmetic = arithmetic
    self.kernels = kernels
  }

  /// The first convolution: it reads samples, which have both signs and no ceiling, so it is never in whole numbers.
  func stem(
    _ unit: ConvolutionUnit, from input: ActivationSlot, _ layout: inout InferenceLayout
  ) -> PlannedUnit {
    if case .float32 = arithmetic { return .float32(PlannedConvolution(unit, kernels, &layout)) }
    return .reduced(ReducedConvolution(unit, .bfloat16, from: input, kernels, &layout))
  }

  /// A convolution of a block; one that reads what another one read shares its range.
  mutating func unit(
    _ unit: ConvolutionUnit, from input: ActivationSlot, _ layout: inout InferenceLayout
  ) -> PlannedUnit {
    let known = inputs.firstIndex { $0.offset == input.offset }
    if known == nil { inputs.append(input) }
    switch arithmetic {
    case .float32: return .float32(PlannedConvolution(unit, kernels, &layout))
    case .bfloat16:
      return .reduced(ReducedConvolution(unit, .bfloat16, from: input, kernels, &layout))
    case .int8(let ranges):
      let index = known ?? inputs.count - 1
      require(
        index < ranges.maxima.count,
        "\(ranges.maxima.count) activation ranges for a network that has more convolutions")
      let terms = unit.conv.geometry.kernelSize * unit.conv.geometry.inputChannels
      return .reduced(
        ReducedConvolution(
          unit, terms <= ReducedFormat.int8.longestSum ? .int8 : .bfloat16, from: input,
          maximum: ranges.maxima[index], kernels, &layout))
    }
  }
}

/// A convolution with its normalisation, in the precision of the plan.
enum PlannedUnit: Sendable {
  case float32(PlannedConvolution)
  case reduced(ReducedConvolution)

  var geometry: ConvolutionGeometry {
    switch self {
    case .float32(let convolution): convolution.geometry
    case .reduced(let convolution): convolution.geometry
    }
  }

  /// From one slot to another, whose length says how many rows there are.
  ///
  /// The input may have more zeros around it than this convolution wants: it may be a shortcut.
  func run(
    from x: ActivationSlot, to y: ActivationSlot, relu: Bool = false, accumulate: Bool = false,
    in memory: InferenceMemory
  ) {
    let padded = memory.padded(x)
    let source = Samples(
      padded.base + (x.padding - geometry.padding) * x.channels, stride: padded.stride)
    switch self {
    case .float32(let convolution):
      convolution.run(
        from: source, to: memory.rows(y), length: y.length, relu: relu, accumulate: accumulate,
        in: memory)
    case .reduced(let convolution):
      convolution.run(
        from: source, to: memory.rows(y), length: y.length, relu: relu, accumulate: accumulate,
        in: memory)
    }
  }
}
