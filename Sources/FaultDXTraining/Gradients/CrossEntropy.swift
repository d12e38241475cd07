package import FaultDXTensor

/// Softmax cross-entropy with class weights and label smoothing, as `torch.nn.functional.cross_entropy` has
/// it with the reduction "mean".
///
///     loss = Σ(n) [(1 − ε) · w[yₙ] · −log pₙ[yₙ] + ε / K · Σ(k) w[k] · −log pₙ[k]] / Σ(n) w[yₙ]
///
/// With `p = softmax(logits)` each term `−log p[k]` has the gradient `p − e[k]`.
package struct CrossEntropy: Sendable, Equatable {
  /// One weight per class.
  package var weights: [Float]
  /// How much of the target is spread over all classes, in `0 ..< 1`.
  package var smoothing: Double

  /// A loss.
  package init(weights: [Float], smoothing: Double = 0) {
    self.weights = weights
    self.smoothing = smoothing
  }

  /// The loss of a batch, and its gradient where asked for.
  ///
  /// - Parameters:
  ///   - logits: one row per label.
  ///   - gradient: as many numbers as there are logits; overwritten.
  package func callAsFunction(
    _ logits: UnsafePointer<Float>, labels: [Int], gradient: UnsafeMutablePointer<Float>?,
    kernels: Kernels = Kernels()
  ) -> Double {
    let classes = weights.count
    let normalizer = labels.reduce(0.0) { $0 + Double(weights[$1]) }
    var loss = 0.0
    for (n, label) in labels.enumerated() {
      loss += weights.withUnsafeBufferPointer { weights in
        guard let weights = weights.baseAddress else { return 0 }
        return kernels.crossEntropy(
          classes: classes, logits: logits + n * classes, label: label, weights: weights,
          smoothing: smoothing, normalizer: normalizer, dLogits: gradient.map { $0 + n * classes })
      }
    }
    return loss
  }

  /// The same for windows that were mixed: the loss of each is that of its two labels in the shares of the mixture.
  ///
  /// - Parameters:
  ///   - others: the label of what each window was mixed with.
  ///   - shares: the share of the window itself.
  package func callAsFunction(
    _ logits: UnsafePointer<Float>, labels: [Int], others: [Int], shares: [Double],
    gradient: UnsafeMutablePointer<Float>?, kernels: Kernels = Kernels()
  ) -> Double {
    let classes = weights.count
    var normalizer = 0.0
    for (n, share) in shares.enumerated() {
      normalizer +=
        share * Double(weights[labels[n]]) + (1 - share) * Double(weights[others[n]])
    }
    var loss = 0.0
    withUnsafeTemporaryAllocation(of: Float.self, capacity: classes) { other in
      weights.withUnsafeBufferPointer { weights in
        guard let weights = weights.baseAddress, let other = other.baseAddress else { return }
        func term(
          _ n: Int, _ label: Int, _ share: Double, _ dLogits: UnsafeMutablePointer<Float>?
        ) -> Double {
          // Loss and gradient are both over the normaliser.
          kernels.crossEntropy(
            classes: classes, logits: logits + n * classes, label: label, weights: weights,
            smoothing: smoothing, normalizer: normalizer / share, dLogits: dLogits)
        }
        for (n, share) in shares.enumerated() {
          let row = gradient.map { $0 + n * classes }
          loss += term(n, labels[n], share, row)
          guard share < 1 else { continue }
          loss += term(n, others[n], 1 - share, row == nil ? nil : other)
          if let row { for k in 0..<classes { row[k] += other[k] } }
        }
      }
    }
    return loss
  }
}
