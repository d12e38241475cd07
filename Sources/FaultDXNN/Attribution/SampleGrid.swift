public import FaultDXTensor

/// Where the positions of a layer lie along the input of the network.
///
///     place(t) = first + step · t
///
/// A position's place is the middle of what it is computed from. Behind a convolution
///
///     first' = first + step · ((kernelSize − 1) · dilation / 2 − padding)
///     step'  = step · stride        field' = field + step · (kernelSize − 1) · dilation
///
/// and behind a pooling the same without padding (Araujo, Norris, Sim, "Computing receptive fields of convolutional
/// neural networks", Distill, 2019).
public struct SampleGrid: Sendable, Equatable {
  /// The place of position 0, in positions of the input; where zeros are put around it this can be below 0.
  public let first: Double
  /// Positions of the input from one to the next.
  public let step: Double
  /// Positions of the input that one is computed from, but for attention: its channel weights have seen the whole
  /// window.
  public let field: Double

  /// The input itself.
  public static let input = SampleGrid(first: 0, step: 1, field: 1)

  /// The grid behind a convolution.
  public func behind(_ geometry: ConvolutionGeometry) -> SampleGrid {
    let span = Double(geometry.span - 1)
    return SampleGrid(
      first: first + step * (span / 2 - Double(geometry.padding)),
      step: step * Double(geometry.stride), field: field + step * span)
  }

  /// The grid behind a pooling.
  public func behind(_ geometry: PoolingGeometry) -> SampleGrid {
    let span = Double(geometry.kernelSize - 1)
    return SampleGrid(
      first: first + step * span / 2, step: step * Double(geometry.stride),
      field: field + step * span)
  }

  /// One number for each of `count` positions of the input, from one for each position of the layer.
  ///
  /// Between two places they lie on a straight line; before the first and behind the last they stay.
  ///
  /// - Precondition: There is a value.
  public func curve(of values: [Double], count: Int) -> [Double] {
    require(!values.isEmpty, "a curve needs at least one value")
    return (0..<count).map { position in
      let place = (Double(position) - first) / step
      guard place > 0 else { return values[0] }
      let lower = Int(place)
      guard lower + 1 < values.count else { return values[values.count - 1] }
      let share = place - Double(lower)
      return values[lower] + share * (values[lower + 1] - values[lower])
    }
  }
}
