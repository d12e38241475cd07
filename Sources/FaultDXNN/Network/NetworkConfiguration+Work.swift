import FaultDXTensor

extension CBAMNetwork.Configuration {
  /// Multiply-adds of one window: of convolutions, of the head, and of the maps within attention.
  ///
  /// Normalisation, activations and pooling, and the product of a gate with what it weighs, are not counted.
  ///
  /// - Precondition: The configuration is valid.
  public var multiplyAdds: Int {
    func convolution(
      _ inputs: Int, _ outputs: Int, taps: Int, stride: Int = 1, padding: Int, length: Int
    ) -> Int {
      ConvolutionGeometry(
        inputChannels: inputs, outputChannels: outputs, kernelSize: taps, stride: stride,
        padding: padding
      ).multiplyAdds(for: length)
    }
    let lengths = lengths
    var total = convolution(
      inputChannels, widths[0], taps: stem.kernelSize, stride: stem.stride, padding: stem.padding,
      length: windowLength)
    for block in 0..<blockCount {
      let (inputs, outputs, length) = (widths[block], widths[block + 1], lengths[block])
      switch backbone {
      case .plain:
        total += convolution(inputs, outputs, taps: 3, padding: 1, length: length)
      case .residual:
        total += convolution(inputs, outputs, taps: 3, stride: 2, padding: 1, length: length)
        total += convolution(inputs, outputs, taps: 1, stride: 2, padding: 0, length: length)
        total += convolution(outputs, outputs, taps: 3, padding: 1, length: lengths[block + 1])
      }
      if hasAttention(inBlock: block) {
        total += attention.multiplyAdds(
          channels: outputs, length: backbone == .plain ? length : lengths[block + 1])
      }
    }
    return total + headInputs * classes
  }
}

extension AttentionConfiguration {
  fileprivate func multiplyAdds(channels: Int, length: Int) -> Int {
    let descriptors = descriptor == .both ? 2 : 1
    let channelGate = descriptors * 2 * channels * hiddenUnits(channels: channels)
    return (hasChannelGate ? channelGate : 0)
      + (hasSpatialGate ? 2 * spatialKernelSize * length : 0)
  }
}
