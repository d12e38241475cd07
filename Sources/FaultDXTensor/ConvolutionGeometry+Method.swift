/// How the products of a convolution are formed.
package enum ConvolutionMethod: Sendable, Equatable {
  /// As the definition says: one product per tap.
  case direct
  /// Four outputs of three taps in six products: Winograd's F(4, 3). The same but for rounding.
  case minimalFiltering
}

extension ConvolutionGeometry {
  /// Whether minimal filtering applies: three neighbouring taps that move by one sample.
  package var allowsMinimalFiltering: Bool { kernelSize == 3 && stride == 1 && dilation == 1 }

  /// Channels, on both sides, from which on minimal filtering is faster (`Benchmarks/README.md`): with fewer, what
  /// is saved in products goes into transforming tiles.
  static let channelsForMinimalFiltering = 16

  /// What all passes use unless told otherwise: it depends on nothing but the layer, so that a window's results are
  /// the same in any batch, and a network's in training and inference alike.
  package var method: ConvolutionMethod {
    allowsMinimalFiltering
      && min(inputChannels, outputChannels) >= Self.channelsForMinimalFiltering
      ? .minimalFiltering : .direct
  }

  /// Multiplications of one pass over one input by ``method``, those of its transforms not counted.
  package func multiplications(for length: Int) -> Int {
    switch method {
    case .direct: multiplyAdds(for: length)
    case .minimalFiltering:
      (outputLength(for: length) + 3) / 4 * 6 * inputChannels * outputChannels
    }
  }
}
