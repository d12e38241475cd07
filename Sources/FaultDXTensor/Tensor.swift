/// A dense array of `Float` in row-major order; activations are `[batch, length, channels]`.
///
/// A value type: copying is free until one copy is written to.
public struct Tensor: Sendable, Equatable {
  /// The extent of each axis, outermost first.
  public private(set) var shape: [Int]
  /// The elements in row-major order.
  public var elements: [Float]

  /// A tensor filled with one value.
  public init(shape: [Int], repeating value: Float = 0) {
    self.shape = shape
    elements = [Float](repeating: value, count: shape.reduce(1, *))
  }

  /// A tensor over given elements.
  ///
  /// - Precondition: there are as many elements as the shape holds.
  public init(shape: [Int], elements: [Float]) {
    require(
      shape.reduce(1, *) == elements.count,
      "a tensor of shape \(shape) cannot hold \(elements.count) elements")
    self.shape = shape
    self.elements = elements
  }

  /// The number of elements.
  public var count: Int { elements.count }

  /// The same elements under another shape.
  ///
  /// - Precondition: both shapes hold equally many elements.
  public func reshaped(to shape: [Int]) -> Tensor { Tensor(shape: shape, elements: elements) }
}
