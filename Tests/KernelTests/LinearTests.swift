import FaultDXTensor
import FaultDXTestSupport
import Testing

/// A linear map is a convolution with one tap over a batch of one, which is its reference.
@Suite struct LinearTests {
  static let shapes = [(1, 1, 1), (1, 256, 10), (8, 16, 1), (13, 5, 33), (64, 300, 17)]

  @Test(arguments: InstructionSet.available, shapes)
  func `a linear map and its gradients equal the reference`(
    _ set: InstructionSet, _ shape: (rows: Int, inputs: Int, outputs: Int)
  ) {
    let (rows, inputs, outputs) = shape
    let reference = ReferenceConvolution(
      batch: 1, length: rows, inputChannels: inputs, outputChannels: outputs, kernelSize: 1)
    let run = ConvolutionRun(reference, set)
    let kernels = run.kernels
    var y = [Float](repeating: .nan, count: rows * outputs)
    var dx = [Float](repeating: .nan, count: rows * inputs)
    run.weight.withUnsafeBufferPointer { pointer in
      let weight = Weight.plain(pointer.baseAddress!)
      kernels.linearForward(
        rows: rows, inputs: inputs, outputs: outputs, x: run.x, weight: weight, bias: run.bias,
        y: &y)
      kernels.linearBackwardInput(
        rows: rows, inputs: inputs, outputs: outputs, dy: run.dy, weight: weight, dx: &dx)
    }
    var dWeight = [Float](repeating: 1, count: inputs * outputs)
    kernels.linearBackwardWeight(
      rows: rows, inputs: inputs, outputs: outputs, x: run.x, dy: run.dy, dWeight: &dWeight)
    #expect(y == run.forward())
    #expect(dx == run.backwardInput())
    #expect(dWeight == run.backwardWeight(onto: 1))
  }
}
