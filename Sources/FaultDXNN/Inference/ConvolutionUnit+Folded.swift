import FaultDXTensor

extension ConvolutionUnit {
  /// The convolution with its normalisation in weight and bias.
  ///
  ///     norm(conv(x)) = x ∗ (weight · f) + (shift − mean · f)        f = scale / √(variance + ε)
  var folded: (weight: [Float], bias: [Float]) {
    let outputs = conv.geometry.outputChannels
    let factors = (0..<outputs).map { o in
      Double(norm.scale.elements[o])
        / (Double(norm.runningVariance.elements[o]) + norm.epsilon).squareRoot()
    }
    let weight = conv.weight.elements.enumerated().map { index, value in
      Float(Double(value) * factors[index % outputs])
    }
    let bias = (0..<outputs).map { o in
      let before = Double(conv.bias?.elements[o] ?? 0) - Double(norm.runningMean.elements[o])
      return Float(before * factors[o] + Double(norm.shift.elements[o]))
    }
    return (weight, bias)
  }
}
