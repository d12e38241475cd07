public import FaultDXTensor
import Synchronization

/// A network made ready to classify: normalisations folded into the convolutions, weights laid out for the
/// processor's instructions, the place of every activation known.
///
/// A value without state; threads may share it. What changes while windows are computed lies in an
/// `InferenceSession`, one per thread. A window's logits have the same bits alone and in any batch.
///
///     let plan = InferencePlan(network)
///     let logits = plan.logits(windows)
public struct InferencePlan: Sendable {
  /// Samples per channel in a window.
  public let windowLength: Int
  /// Channels of a window.
  public let inputChannels: Int
  /// The number of logits of a window.
  public let classes: Int
  /// The numbers in which its convolutions multiply.
  public let precision: Precision

  private enum Stage: Sendable {
    case plain(PlannedPlainBlock)
    case residual(PlannedResidualBlock)

    var output: ActivationSlot {
      switch self {
      case .plain(let block): block.output
      case .residual(let block): block.output
      }
    }
  }

  let kernels: Kernels
  let layout: InferenceLayout
  let input: ActivationSlot
  let output: ActivationSlot
  private let stages: [Stage]
  private let pooling: GlobalPool1d
  private let features: ActivationSlot
  private let head: PlannedConvolution
  /// What the convolutions but the first read, as ``ActivationRanges`` counts them.
  let convolutionInputs: [ActivationSlot]

  /// Makes a network ready.
  ///
  /// - Parameters:
  ///   - arithmetic: the numbers in which its convolutions multiply.
  ///   - instructionSet: what the kernels run on.
  /// - Precondition: activation ranges are those of the network.
  public init(
    _ network: CBAMNetwork, arithmetic: Arithmetic = .float32,
    instructionSet: InstructionSet = .best
  ) {
    let kernels = Kernels(instructionSet)
    var planner = ConvolutionPlanner(arithmetic, kernels)
    precision = arithmetic.precision
    var layout = InferenceLayout()
    let configuration = network.configuration
    windowLength = configuration.windowLength
    inputChannels = configuration.inputChannels
    classes = configuration.classes

    // Each stage writes its output with the zeros that the convolution behind it wants around its input.
    let paddings = network.blocks.map { block in
      switch block {
      case .plain(let block): block.unit.conv.geometry.padding
      case .residual(let block): block.first.conv.geometry.padding
      }
    }
    input = layout.slot(
      length: windowLength, channels: inputChannels,
      padding: network.stem.conv.geometry.padding)
    var stages: [Stage] = [
      .plain(
        PlannedPlainBlock(
          planner.stem(network.stem, from: input, &layout), nil, from: input,
          outputPadding: paddings.first ?? 0, kernels, &layout))
    ]
    for (index, block) in network.blocks.enumerated() {
      let from = stages[index].output
      let padding = index + 1 < paddings.count ? paddings[index + 1] : 0
      switch block {
      case .plain(let block):
        stages.append(
          .plain(
            PlannedPlainBlock(
              planner.unit(block.unit, from: from, &layout), block.attention, from: from,
              outputPadding: padding, kernels, &layout)))
      case .residual(let block):
        stages.append(
          .residual(
            PlannedResidualBlock(block, from: from, outputPadding: padding, &planner, &layout)))
      }
    }
    let last = stages[stages.count - 1].output
    pooling = network.pooling
    features = layout.slot(length: 1, channels: pooling.outputs(last.extent(1)))
    head = PlannedConvolution(
      inputs: network.head.inputs, outputs: network.head.outputs,
      weight: network.head.weight.elements, bias: network.head.bias?.elements, kernels)
    output = layout.slot(length: 1, channels: classes)
    self.stages = stages
    convolutionInputs = planner.inputs
    self.kernels = kernels
    self.layout = layout
  }

  /// The logits of a batch of windows, `[batch, windowLength, inputChannels]` to `[batch, classes]`.
  ///
  /// - Parameter parallelism: how many threads share the windows; the logits do not depend on it.
  /// - Precondition: windows are as long and have as many channels as the network was built for.
  public func logits(_ windows: Tensor, parallelism: Parallelism = .serial) -> Tensor {
    let extent = windows.extent
    require(
      extent.length == windowLength && extent.channels == inputChannels,
      "a plan for windows of \(windowLength) x \(inputChannels) was given \(windows.shape)")
    let room = min(InferenceSession.preferredCapacity, max(extent.batch, 1))
    let shares = (extent.batch + room - 1) / room
    return windows.mapped(to: [extent.batch, classes]) { x, y in
      let memory = SharedRows(x: x, y: y)
      // One session per thread; a window's logits do not depend on which one, or on what is beside it.
      let next = Atomic<Int>(0)
      parallelism.forEach(shards: min(parallelism.threadCount, shares)) { _ in
        var share = next.wrappingAdd(1, ordering: .relaxed).oldValue
        if share >= shares { return }
        var session = InferenceSession(self, capacity: room)
        while share < shares {
          session.run(
            share * room..<min(share * room + room, extent.batch), from: memory.x, to: memory.y)
          share = next.wrappingAdd(1, ordering: .relaxed).oldValue
        }
      }
    }
  }

  func run(in memory: InferenceMemory) {
    for stage in stages {
      switch stage {
      case .plain(let block): block.run(in: memory)
      case .residual(let block): block.run(in: memory)
      }
    }
    let last = stages[stages.count - 1].output
    pooling.forward(
      last.extent(memory.batch), x: memory.rows(last).readOnly, y: memory.rows(features).base,
      which: nil, kernels: memory.kernels)
    head.run(from: features, to: output, in: memory)
  }
}

// Unchecked, because they are pointers: every thread takes shares of windows that no other has, reads their rows of `x` alone
// and writes those of `y`, and nobody looks at `y` before all are done.
private struct SharedRows: @unchecked Sendable {
  let x: Samples
  let y: MutableSamples
}
