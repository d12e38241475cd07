import FaultDXTensor

/// A convolution of one of the two networks that every speed figure is given for.
struct ConvolutionLayer {
  var name: String
  var geometry: ConvolutionGeometry
  /// Samples of its input.
  var length: Int

  /// The convolutions of a network whose stem has 64 taps at stride 8 and whose blocks have 3, with a pooling by 2
  /// after each.
  static func network(window: Int, widths: [Int]) -> [ConvolutionLayer] {
    var layers = [
      ConvolutionLayer(
        name: "stem",
        geometry: ConvolutionGeometry(
          inputChannels: 1, outputChannels: widths[0], kernelSize: 64, stride: 8, padding: 28),
        length: window)
    ]
    var length = layers[0].geometry.outputLength(for: window) / 2
    for (index, widths) in zip(widths, widths.dropFirst()).enumerated() {
      layers.append(
        ConvolutionLayer(
          name: "block \(index)",
          geometry: ConvolutionGeometry(
            inputChannels: widths.0, outputChannels: widths.1, kernelSize: 3, padding: 1),
          length: length))
      length /= 2
    }
    return layers
  }

  static let small = network(window: 1024, widths: [16, 32, 64, 64, 64])
  static let wide = network(window: 2048, widths: [64, 128, 256, 256, 256])

  var description: String {
    let g = geometry
    return
      "\(name) \(g.inputChannels)->\(g.outputChannels) k\(g.kernelSize) s\(g.stride) x\(length)"
  }
}
