import FaultDXTensor

/// Convolution with ReLU, attention, maximum over pairs: the stem and the blocks of a plain backbone.
struct PlannedPlainBlock: Sendable {
  private let conv: PlannedUnit
  private let attention: PlannedAttention?
  private let convolved: ActivationSlot
  let input: ActivationSlot
  let output: ActivationSlot

  /// - Parameter outputPadding: the zeros that the stage behind wants around its input.
  init(
    _ conv: PlannedUnit, _ attention: CBAM?, from input: ActivationSlot, outputPadding: Int,
    _ kernels: Kernels, _ layout: inout InferenceLayout
  ) {
    self.conv = conv
    let length = conv.geometry.outputLength(for: input.length)
    let channels = conv.geometry.outputChannels
    convolved = layout.scratch(length: length, channels: channels)
    self.attention = PlannedAttention(attention, length: length, kernels, &layout)
    self.input = input
    output = layout.slot(
      length: length >= 2 ? length / 2 : length, channels: channels, padding: outputPadding)
  }

  func run(in memory: InferenceMemory) {
    conv.run(from: input, to: convolved, relu: true, in: memory)
    if let attention, convolved.length >= 2 {
      attention.run(from: convolved, toPairMaxima: output, in: memory)
      return
    }
    attention?.run(from: convolved, to: convolved, in: memory)
    // A single position has no pair and stays.
    let width = convolved.length >= 2 ? 2 : 1
    memory.kernels.maxPoolForward(
      PoolingGeometry(kernelSize: width), convolved.extent(memory.batch),
      x: memory.rows(convolved).readOnly, y: memory.rows(output), which: nil)
  }
}

/// Two convolutions and attention, added to a shortcut.
struct PlannedResidualBlock: Sendable {
  private let first: PlannedUnit
  private let second: PlannedUnit
  private let attention: PlannedAttention?
  private let shortcut: PlannedUnit?
  private let between: ActivationSlot
  private let branch: ActivationSlot
  let input: ActivationSlot
  let output: ActivationSlot

  /// - Parameter outputPadding: the zeros that the stage behind wants around its input.
  init(
    _ block: ResidualBlock, from input: ActivationSlot, outputPadding: Int,
    _ planner: inout ConvolutionPlanner, _ layout: inout InferenceLayout
  ) {
    first = planner.unit(block.first, from: input, &layout)
    let length = first.geometry.outputLength(for: input.length)
    let channels = first.geometry.outputChannels
    between = layout.slot(
      length: length, channels: channels, padding: block.second.conv.geometry.padding)
    second = planner.unit(block.second, from: between, &layout)
    shortcut = block.shortcut.map { planner.unit($0, from: input, &layout) }
    branch = layout.scratch(length: length, channels: channels)
    attention = PlannedAttention(block.attention, length: length, planner.kernels, &layout)
    self.input = input
    output = layout.slot(length: length, channels: channels, padding: outputPadding)
  }

  func run(in memory: InferenceMemory) {
    first.run(from: input, to: between, relu: true, in: memory)
    if let attention {
      second.run(from: between, to: branch, in: memory)
      attention.run(from: branch, to: output, in: memory)
    } else {
      second.run(from: between, to: output, in: memory)
    }
    if let shortcut {
      // The sum and its ReLU are the epilogue of the shortcut's own product.
      shortcut.run(from: input, to: output, relu: true, accumulate: true, in: memory)
    } else {
      let (x, y) = (memory.rows(input), memory.rows(output))
      let count = output.length * output.channels
      for n in 0..<memory.batch {
        let row = y.base + n * y.stride
        memory.kernels.add(count: count, x: x.base + n * x.stride, to: row)
        memory.kernels.reluForward(count: count, x: row, y: row)
      }
    }
  }
}
