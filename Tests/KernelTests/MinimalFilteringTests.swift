import FaultDXTensor
import FaultDXTestSupport
import Testing

/// The passes by minimal filtering against the definition in `Double`, on every shape that they allow, however few
/// its channels are.
@Suite struct MinimalFilteringTests {
  static let shapes: [ReferenceConvolution] =
    // One output, one tile, odd and even lengths, with tails of channels and columns.
    (1...14).map {
      .init(batch: 2, length: $0, inputChannels: 5, outputChannels: 19, kernelSize: 3, padding: 1)
    }
    // Other paddings; an empty batch, an empty input, no room for the filter.
    + [0, 2, 3, 5].map {
      .init(batch: 3, length: 7, inputChannels: 16, outputChannels: 16, kernelSize: 3, padding: $0)
    }
    + [
      .init(batch: 0, length: 8, inputChannels: 2, outputChannels: 4, kernelSize: 3, padding: 1),
      .init(batch: 2, length: 0, inputChannels: 2, outputChannels: 3, kernelSize: 3, padding: 2),
      .init(batch: 2, length: 2, inputChannels: 2, outputChannels: 3, kernelSize: 3),
      // More tiles than are multiplied in one go, of one sample and across samples; channels beyond one run.
      .init(batch: 1, length: 301, inputChannels: 4, outputChannels: 6, kernelSize: 3, padding: 1),
      .init(batch: 5, length: 47, inputChannels: 17, outputChannels: 33, kernelSize: 3, padding: 1),
      .init(batch: 2, length: 6, inputChannels: 70, outputChannels: 40, kernelSize: 3, padding: 1),
      .init(
        batch: 2, length: 16, inputChannels: 256, outputChannels: 64, kernelSize: 3, padding: 1),
    ]
    // Every width of registers and height of tiles.
    + [1, 4, 7, 8, 15, 16, 17, 31, 32, 33, 48].map {
      .init(batch: 2, length: 13, inputChannels: 3, outputChannels: $0, kernelSize: 3, padding: 1)
    }
    + (1...27).map {
      .init(
        batch: 1, length: 4 * $0, inputChannels: $0, outputChannels: 9, kernelSize: 3, padding: 1)
    }

  /// Of the largest element: a fifth of what networks are held to.
  static let tolerance = 2e-6

  @Test(arguments: InstructionSet.available)
  func `the forward pass equals the reference`(_ set: InstructionSet) {
    for shape in Self.shapes {
      let run = ConvolutionRun(shape, set, isPacked: true, by: .minimalFiltering)
      let y = shape.forward(x: run.x.doubles, weight: run.weight.doubles, bias: run.bias.doubles)
      let unbiased = zip(y, y.indices).map { $0 - Double(run.bias[$1 % shape.outputChannels]) }
      check(run.forward(), y, "\(shape)")
      check(run.forward(relu: true), y.map { max($0, 0) }, "\(shape) with ReLU")
      check(run.forward(hasBias: false), unbiased, "\(shape) without bias")
      check(run.forward(onto: 3), y.map { $0 + 3 }, "\(shape) added")
    }
  }

  @Test(arguments: InstructionSet.available)
  func `the input gradient equals the reference`(_ set: InstructionSet) {
    for shape in Self.shapes {
      let run = ConvolutionRun(shape, set, isPacked: true, by: .minimalFiltering)
      let dx = shape.backwardInput(dy: run.dy.doubles, weight: run.weight.doubles)
      check(run.backwardInput(), dx, "\(shape)")
    }
  }

  @Test(arguments: InstructionSet.available)
  func `the weight gradient accumulates what the reference gives`(_ set: InstructionSet) {
    for shape in Self.shapes {
      let run = ConvolutionRun(shape, set, by: .minimalFiltering)
      let dWeight = shape.backwardWeight(x: run.x.doubles, dy: run.dy.doubles)
      check(run.backwardWeight(onto: 3), dWeight.map { $0 + 3 }, "\(shape)")
    }
  }

  @Test(arguments: InstructionSet.available)
  func `a sample has the same bits alone and in any batch`(_ set: InstructionSet) {
    for length in [1, 5, 16, 131] {
      let shape = ReferenceConvolution(
        batch: 7, length: length, inputChannels: 18, outputChannels: 35, kernelSize: 3, padding: 1)
      let all = ConvolutionRun(shape, set, isPacked: true, by: .minimalFiltering)
      let (y, dx) = (all.forward(), all.backwardInput())
      for n in 0..<shape.batch {
        func sample(_ values: [Float]) -> [Float] {
          let count = values.count / shape.batch
          return Array(values[n * count..<(n + 1) * count])
        }
        var single = shape
        single.batch = 1
        let one = ConvolutionRun(single, all, x: sample(all.x), dy: sample(all.dy))
        #expect(one.forward() == sample(y), "sample \(n) of length \(length)")
        #expect(one.backwardInput() == sample(dx), "sample \(n) of length \(length)")
      }
    }
  }

  @Test func `the method depends on the layer alone`() {
    func method(_ inputs: Int, _ outputs: Int, kernel: Int = 3, stride: Int = 1, dilation: Int = 1)
      -> ConvolutionMethod
    {
      ConvolutionGeometry(
        inputChannels: inputs, outputChannels: outputs, kernelSize: kernel, stride: stride,
        dilation: dilation
      ).method
    }
    #expect(method(16, 32) == .minimalFiltering)
    #expect(method(256, 256) == .minimalFiltering)
    #expect(method(1, 32) == .direct)
    #expect(method(32, 1) == .direct)
    #expect(method(32, 32, kernel: 5) == .direct)
    #expect(method(32, 32, stride: 2) == .direct)
    #expect(method(32, 32, dilation: 2) == .direct)
  }

  private func check(_ found: [Float], _ expected: [Double], _ comment: Comment) {
    #expect(found.count == expected.count, comment)
    let largest = expected.reduce(0) { max($0, abs($1)) }
    let difference = zip(found, expected).reduce(0) { max($0, abs(Double($1.0) - $1.1)) }
    #expect(difference <= Self.tolerance * max(largest, 1), comment)
  }
}
