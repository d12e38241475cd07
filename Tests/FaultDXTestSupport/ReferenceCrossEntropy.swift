#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#else
  import Darwin
#endif

/// Softmax cross-entropy of one row per label, with class weights and label smoothing; the output is one
/// number.
package struct ReferenceCrossEntropy: ReferenceLayer {
  package var labels: [Int]
  package var weights: [Double]
  package var smoothing: Double

  package init(labels: [Int], weights: [Double], smoothing: Double) {
    self.labels = labels
    self.weights = weights
    self.smoothing = smoothing
  }

  private var normalizer: Double { labels.reduce(0) { $0 + weights[$1] } }

  /// What each class of a row weighs: the label directly, all a little.
  private func targets(_ label: Int) -> [Double] {
    weights.indices.map { k in
      smoothing / Double(weights.count) * weights[k]
        + (k == label ? (1 - smoothing) * weights[k] : 0)
    }
  }

  private func probabilities(_ logits: [Double], _ n: Int) -> [Double] {
    let powers = weights.indices.map { exp(logits[n * weights.count + $0]) }
    return powers.map { $0 / powers.reduce(0, +) }
  }

  package func forward(_ x: [Double], _ parameters: [[Double]]) -> [Double] {
    var loss = 0.0
    for (n, label) in labels.enumerated() {
      let p = probabilities(x, n)
      for (k, target) in targets(label).enumerated() { loss -= target * log(p[k]) }
    }
    return [loss / normalizer]
  }

  package func backward(_ x: [Double], _ parameters: [[Double]], dy: [Double])
    -> (dx: [Double], parameters: [[Double]])
  {
    var dx = x
    for (n, label) in labels.enumerated() {
      let p = probabilities(x, n)
      let targets = targets(label)
      let total = targets.reduce(0, +)
      for k in weights.indices {
        dx[n * weights.count + k] = dy[0] * (total * p[k] - targets[k]) / normalizer
      }
    }
    return (dx, [])
  }
}
