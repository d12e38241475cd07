import FaultDXTensor

extension Tensor {
  /// Uniform numbers in `-bound ..< bound`.
  static func uniform(
    _ shape: [Int], bound: Float, using generator: inout some RandomNumberGenerator
  ) -> Tensor {
    var tensor = Tensor(shape: shape)
    for index in 0..<tensor.count {
      // 24 bits are what a Float holds; the standard library's `random(in:)` may change between releases.
      let unit = Float(generator.next() >> 40) * 0x1p-24
      tensor.elements[index] = (2 * unit - 1) * bound
    }
    return tensor
  }

  /// Weights for a layer before a ReLU, from the number of inputs of one output (He et al., ICCV 2015).
  static func rectified(
    _ shape: [Int], inputs: Int, using generator: inout some RandomNumberGenerator
  ) -> Tensor {
    uniform(shape, bound: (6 / Float(inputs)).squareRoot(), using: &generator)
  }

  /// Weights for a layer with no ReLU behind it: PyTorch's default for linear maps and convolutions.
  static func balanced(
    _ shape: [Int], inputs: Int, using generator: inout some RandomNumberGenerator
  ) -> Tensor {
    uniform(shape, bound: 1 / Float(inputs).squareRoot(), using: &generator)
  }
}
