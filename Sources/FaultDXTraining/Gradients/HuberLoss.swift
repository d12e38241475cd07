/// The mean Huber loss over windows, as `torch.nn.functional.huber_loss` has it.
///
///     loss = Σ(n) h(z[n] − t[n]) / N,   h(d) = d² / 2 where |d| ≤ δ, else δ · (|d| − δ / 2)
///
/// Beyond `δ` a window pulls no harder than at `δ`: of a unit whose number was noted wrong, or one unlike all others,
/// squared distances would make most of the gradient.
package struct HuberLoss: Sendable, Equatable {
  /// Where the square becomes a straight line: one deviation of the training numbers.
  package var delta: Double

  /// A loss.
  package init(delta: Double = 1) { self.delta = delta }

  /// The loss of a batch, and its gradient where asked for.
  ///
  /// - Parameters:
  ///   - outputs: one per target.
  ///   - gradient: as many numbers as there are outputs; overwritten.
  package func callAsFunction(
    _ outputs: UnsafePointer<Float>, targets: [Float], gradient: UnsafeMutablePointer<Float>?
  ) -> Double {
    let count = Double(targets.count)
    var loss = 0.0
    for (n, target) in targets.enumerated() {
      let distance = Double(outputs[n]) - Double(target)
      loss +=
        abs(distance) <= delta
        ? distance * distance / 2 : delta * (abs(distance) - delta / 2)
      gradient?[n] = Float(min(max(distance, -delta), delta) / count)
    }
    return loss / count
  }
}
