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
}
