import FaultDXTensor
import FaultDXTestSupport
import Testing

@Suite struct ConvolutionTests {
  /// Shapes at the edges: of registers, of tiles, of the reduction's blocks, of the filter.
  static let shapes: [ReferenceConvolution] =
    [
      // Length 1, kernel = length, no room for the filter, empty batch, empty input.
      .init(batch: 2, length: 1, inputChannels: 3, outputChannels: 5, kernelSize: 1),
      .init(batch: 2, length: 1, inputChannels: 3, outputChannels: 5, kernelSize: 3, padding: 1),
      .init(batch: 3, length: 7, inputChannels: 2, outputChannels: 4, kernelSize: 7),
      .init(batch: 2, length: 4, inputChannels: 2, outputChannels: 4, kernelSize: 7),
      .init(batch: 0, length: 8, inputChannels: 2, outputChannels: 4, kernelSize: 3, padding: 1),
      .init(batch: 2, length: 0, inputChannels: 2, outputChannels: 3, kernelSize: 3, padding: 2),
      // The stem, spatial attention, and more padding than the filter needs.
      .init(
        batch: 2, length: 128, inputChannels: 1, outputChannels: 16, kernelSize: 64, stride: 8,
        padding: 28),
      .init(batch: 2, length: 33, inputChannels: 2, outputChannels: 1, kernelSize: 7, padding: 3),
      .init(batch: 1, length: 1, inputChannels: 2, outputChannels: 1, kernelSize: 7, padding: 3),
      .init(batch: 2, length: 5, inputChannels: 1, outputChannels: 1, kernelSize: 1, padding: 2),
      .init(batch: 2, length: 9, inputChannels: 3, outputChannels: 2, kernelSize: 2, padding: 4),
      // Strides and dilations, alone and together.
      .init(
        batch: 2, length: 19, inputChannels: 3, outputChannels: 17, kernelSize: 3, stride: 2,
        padding: 1),
      .init(
        batch: 2, length: 20, inputChannels: 4, outputChannels: 9, kernelSize: 3, stride: 5,
        padding: 2),
      .init(
        batch: 2, length: 21, inputChannels: 5, outputChannels: 8, kernelSize: 4, padding: 3,
        dilation: 2),
      .init(
        batch: 2, length: 23, inputChannels: 5, outputChannels: 7, kernelSize: 3, stride: 2,
        padding: 2, dilation: 3),
      .init(
        batch: 2, length: 24, inputChannels: 3, outputChannels: 6, kernelSize: 3, stride: 3,
        padding: 4, dilation: 2),
      // A reduction longer than a block, with and without dilation; rows of many tiles.
      .init(batch: 2, length: 6, inputChannels: 300, outputChannels: 33, kernelSize: 3, padding: 1),
      .init(
        batch: 2, length: 6, inputChannels: 100, outputChannels: 40, kernelSize: 4, padding: 4,
        dilation: 3),
      .init(batch: 1, length: 300, inputChannels: 2, outputChannels: 3, kernelSize: 3, padding: 1),
      .init(batch: 9, length: 1, inputChannels: 70, outputChannels: 10, kernelSize: 1),
      .init(batch: 17, length: 16, inputChannels: 8, outputChannels: 12, kernelSize: 3, padding: 1),
    ]
    // Every column and row count around the widths of registers and tiles.
    + [1, 2, 3, 4, 5, 7, 8, 9, 12, 15, 16, 17, 23, 31, 32, 33, 47, 48, 49, 65].map {
      .init(batch: 2, length: 13, inputChannels: 3, outputChannels: $0, kernelSize: 3, padding: 1)
    }
    + (1...27).map {
      .init(batch: 2, length: $0, inputChannels: $0, outputChannels: 9, kernelSize: 3, padding: 1)
    }

  @Test(arguments: InstructionSet.available, [false, true])
  func `the forward pass equals the reference`(_ set: InstructionSet, isPacked: Bool) {
    for shape in Self.shapes {
      let run = ConvolutionRun(shape, set, isPacked: isPacked)
      let terms = shape.kernelSize * shape.inputChannels + 1
      let y = shape.forward(x: run.x.doubles, weight: run.weight.doubles, bias: run.bias.doubles)
      let magnitude = shape.forward(
        x: run.x.magnitudes, weight: run.weight.magnitudes, bias: run.bias.magnitudes)
      let plain = SumDifference.first(run.forward(), y, magnitude: magnitude, terms: terms)
      #expect(plain == nil, "\(shape)")
      let rectified = SumDifference.first(
        run.forward(relu: true), y.map { max($0, 0) }, magnitude: magnitude, terms: terms)
      #expect(rectified == nil, "\(shape) with ReLU")
      let unbiased = SumDifference.first(
        run.forward(hasBias: false),
        zip(y, y.indices).map { $0 - Double(run.bias[$1 % shape.outputChannels]) },
        magnitude: magnitude, terms: terms)
      #expect(unbiased == nil, "\(shape) without bias")
    }
  }

  @Test(arguments: InstructionSet.available, [false, true])
  func `the input gradient equals the reference`(_ set: InstructionSet, isPacked: Bool) {
    for shape in Self.shapes {
      let run = ConvolutionRun(shape, set, isPacked: isPacked)
      let difference = SumDifference.first(
        run.backwardInput(), shape.backwardInput(dy: run.dy.doubles, weight: run.weight.doubles),
        magnitude: shape.backwardInput(dy: run.dy.magnitudes, weight: run.weight.magnitudes),
        terms: shape.kernelSize * shape.outputChannels)
      #expect(difference == nil, "\(shape)")
    }
  }

  @Test(arguments: InstructionSet.available)
  func `the weight gradient accumulates what the reference gives`(_ set: InstructionSet) {
    for shape in Self.shapes {
      let run = ConvolutionRun(shape, set)
      let difference = SumDifference.first(
        run.backwardWeight(onto: 3),
        shape.backwardWeight(x: run.x.doubles, dy: run.dy.doubles).map { $0 + 3 },
        magnitude: shape.backwardWeight(x: run.x.magnitudes, dy: run.dy.magnitudes).map { $0 + 3 },
        terms: shape.batch * shape.outputLength + 1)
      #expect(difference == nil, "\(shape)")
    }
  }

  @Test(arguments: InstructionSet.available)
  func `the bias gradient accumulates what the reference gives`(_ set: InstructionSet) {
    for shape in Self.shapes {
      let run = ConvolutionRun(shape, set)
      let difference = SumDifference.first(
        run.backwardBias(onto: -2),
        shape.backwardBias(dy: run.dy.doubles).map { $0 - 2 },
        magnitude: shape.backwardBias(dy: run.dy.magnitudes).map { $0 + 2 },
        terms: shape.batch * shape.outputLength + 1)
      #expect(difference == nil, "\(shape)")
    }
  }

  @Test(arguments: InstructionSet.available)
  func `packed and plain weights give the same bits`(_ set: InstructionSet) {
    for shape in Self.shapes {
      let (plain, packed) = (
        ConvolutionRun(shape, set), ConvolutionRun(shape, set, isPacked: true)
      )
      #expect(plain.forward() == packed.forward(), "\(shape)")
      #expect(plain.backwardInput() == packed.backwardInput(), "\(shape)")
    }
  }
}

extension [Float] {
  var doubles: [Double] { map { Double($0) } }
  var magnitudes: [Double] { map { Double(abs($0)) } }
}
