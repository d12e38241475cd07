public import FaultDXTensor

/// `y = max(x, 0)`, element by element; any shape.
public struct ReLU: Sendable, Equatable {
  /// A rectifier.
  public init() {}

  /// The rectified elements.
  public func callAsFunction(_ x: Tensor) -> Tensor {
    x.mapped(to: x.shape) { from, to in
      Kernels().reluForward(count: x.count, x: from.base, y: to.base)
    }
  }
}

/// `y = 1 / (1 + exp(−x))`, element by element; any shape.
public struct Sigmoid: Sendable, Equatable {
  /// A sigmoid.
  public init() {}

  /// The squashed elements, each in `0 … 1`.
  public func callAsFunction(_ x: Tensor) -> Tensor {
    x.mapped(to: x.shape) { from, to in
      Kernels().sigmoidForward(count: x.count, x: from.base, y: to.base)
    }
  }
}

/// Dropout as inference sees it: nothing happens.
///
/// In training each element is set to zero with the given probability, and the others are divided by the
/// probability of staying, so that the expectation is kept (Srivastava et al., JMLR 15, 2014).
public struct Dropout: Sendable, Equatable {
  /// The share of elements that training sets to zero, in `0 ..< 1`.
  public let probability: Double

  /// A dropout.
  ///
  /// - Precondition: the probability is in `0 ..< 1`.
  public init(probability: Double) {
    require(
      probability >= 0 && probability < 1, "dropout needs a share in 0 ..< 1, got \(probability)")
    self.probability = probability
  }

  /// The elements as they are.
  public func callAsFunction(_ x: Tensor) -> Tensor { x }
}

/// The probabilities of each row of logits, `[batch, classes]`: positive, summing to 1.
public func softmax(_ logits: Tensor) -> Tensor {
  require(logits.shape.count == 2, "logits are [batch, classes], got \(logits.shape)")
  var result = logits
  let classes = logits.shape[1]
  result.elements.withUnsafeMutableBufferPointer { elements in
    for row in 0..<logits.shape[0] {
      softmax(UnsafeMutableBufferPointer(rebasing: elements[row * classes..<(row + 1) * classes]))
    }
  }
  return result
}

/// Turns one row of logits into its probabilities, in place and without asking for memory.
package func softmax(_ row: UnsafeMutableBufferPointer<Float>) {
  let highest = row.max() ?? 0
  var sum = 0.0
  for logit in row { sum += exponential(Double(logit - highest)) }
  // Twice the same exponential costs less than memory to keep it in.
  for index in row.indices {
    row[index] = Float(exponential(Double(row[index] - highest)) / sum)
  }
}
