#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#else
  import Darwin
#endif

/// The mean entropy of predictions and its gradient.
///
/// With `H = −Σ p log p` and `p = softmax(z)`:
///
///     dH/dz[k] = −p[k] (log p[k] + H)
///
/// - Parameters:
///   - logits: `[rows, classes]`.
///   - gradient: gets the gradient of the mean.
func predictionEntropy(
  _ logits: UnsafePointer<Float>, rows: Int, classes: Int, gradient: UnsafeMutablePointer<Float>
) -> Double {
  var total = 0.0
  var logarithms = [Double](repeating: 0, count: classes)
  for row in 0..<rows {
    let z = logits + row * classes
    let highest = Double(UnsafeBufferPointer(start: z, count: classes).max() ?? 0)
    let sum = (0..<classes).reduce(0.0) { $0 + exp(Double(z[$1]) - highest) }
    var entropy = 0.0
    for k in 0..<classes {
      logarithms[k] = Double(z[k]) - highest - log(sum)
      entropy -= exp(logarithms[k]) * logarithms[k]
    }
    for k in 0..<classes {
      gradient[row * classes + k] = Float(
        -exp(logarithms[k]) * (logarithms[k] + entropy) / Double(rows))
    }
    total += entropy
  }
  return total / Double(rows)
}
