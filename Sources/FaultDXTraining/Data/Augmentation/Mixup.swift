package import FaultDXSignal

#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#else
  import Darwin
#endif

/// Windows that are mixed with another of their batch, and so are their labels.
///
///     x = λ xₐ + (1 − λ) x_b        loss = λ loss(a) + (1 − λ) loss(b)        λ ~ Beta(α, α), the larger share to a
///
/// H. Zhang et al., "mixup: Beyond Empirical Risk Minimization", ICLR 2018, arXiv 1710.09412.
public struct Mixup: Sendable, Equatable {
  /// Above 0, where one of the two is nearly alone, up to 1, where all shares are alike.
  public var alpha: Double
  /// The share of windows that are mixed.
  public var probability: Double

  /// Mixing of this much.
  public init(alpha: Double, probability: Double = 0.5) {
    self.alpha = alpha
    self.probability = probability
  }

  /// What a window of a batch is mixed with.
  package struct Partner: Equatable {
    /// The place of the other in the batch.
    package var place: Int
    /// The share of the window itself, from a half to one.
    package var share: Double
  }

  /// Draws what the window at a place of the batch is mixed with, if anything.
  package func partner(
    of place: Int, among count: Int, _ random: inout CounterGenerator
  ) -> Partner? {
    guard count > 1, random.uniform() < probability else { return nil }
    let other = (place + 1 + random.integer(below: count - 1)) % count
    let share = beta(&random)
    return Partner(place: other, share: max(share, 1 - share))
  }

  /// Jöhnk's method (1964), which accepts at least one try in two for `α ≤ 1`.
  private func beta(_ random: inout CounterGenerator) -> Double {
    while true {
      let x = pow(random.uniform(), 1 / alpha)
      let y = pow(random.uniform(), 1 / alpha)
      if x + y <= 1, x + y > 0 { return x / (x + y) }
    }
  }
}
