/// A dense array of `Float` in row-major order; activations are `[batch, length, channels]`.
///
/// A value type: copying is free until one copy is written to.
public struct Tensor: Sendable, Equatable {
  /// The extent of each axis, outermost first.
  public let shape: [Int]
  /// The elements in row-major order.
  ///
  /// - Precondition: their number stays what the shape holds: kernels read as many.
  public var elements: [Float] {
    @inline(__always) get { storage }
    // An observer (`didSet`) would copy all elements whenever another module writes one.
    @inline(__always) _modify {
      defer {
        require(storage.count == count, "a tensor of shape \(shape) lost or gained elements")
      }
      yield &storage
    }
  }
  private var storage: [Float]
  /// The number of elements.
  public let count: Int

  /// A tensor filled with one value.
  ///
  /// - Precondition: no axis is negative.
  public init(shape: [Int], repeating value: Float = 0) {
    self.init(shape: shape, elements: [Float](repeating: value, count: Self.count(shape)))
  }

  /// A tensor over given elements.
  ///
  /// - Precondition: there are as many elements as the shape holds.
  public init(shape: [Int], elements: [Float]) {
    count = Self.count(shape)
    require(
      count == elements.count, "a tensor of shape \(shape) cannot hold \(elements.count) elements")
    self.shape = shape
    storage = elements
  }

  private static func count(_ shape: [Int]) -> Int {
    require(shape.allSatisfy { $0 >= 0 }, "a tensor cannot have the shape \(shape)")
    return shape.reduce(1, *)
  }

  /// The same elements under another shape.
  ///
  /// - Precondition: both shapes hold equally many elements.
  public func reshaped(to shape: [Int]) -> Tensor { Tensor(shape: shape, elements: elements) }
}
