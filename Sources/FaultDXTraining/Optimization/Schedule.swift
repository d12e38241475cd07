#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#else
  import Darwin
#endif

/// How the learning rate changes in the course of a run: PyTorch's formulas.
///
/// `step` and `multiStep` count epochs; `cosine` and `oneCycle` go smoothly over all batches of the run.
public enum Schedule: Sendable, Equatable {
  /// Always the same.
  case constant
  /// Multiplied by `factor` after every so many epochs (`StepLR`).
  case step(every: Int, factor: Double = 0.1)
  /// Multiplied by `factor` when an epoch of the list begins (`MultiStepLR`).
  case multiStep(epochs: [Int], factor: Double = 0.1)
  /// Half a cosine from the base rate to `minimum` (`CosineAnnealingLR`).
  case cosine(minimum: Double = 0)
  /// Up from `rate / startFactor` to the base rate in the first `rise` of the run, then down to
  /// `rate / startFactor / endFactor` (`OneCycleLR` with two phases, without cycling the momentum).
  case oneCycle(
    rise: Double = 0.3, startFactor: Double = 25, endFactor: Double = 1e4, isLinear: Bool = false)

  /// The name by which configurations call it.
  public var name: String {
    switch self {
    case .constant: "constant"
    case .step: "step"
    case .multiStep: "multiStep"
    case .cosine: "cosine"
    case .oneCycle: "oneCycle"
    }
  }

  /// The rate of a batch.
  ///
  /// - Parameters:
  ///   - base: the configured learning rate; the highest one of `.oneCycle`.
  ///   - step: the batch, counted from 0 over the whole run.
  ///   - stepsPerEpoch: batches of an epoch.
  ///   - epochs: epochs of the run.
  public func rate(base: Double, step: Int, stepsPerEpoch: Int, epochs: Int) -> Double {
    let total = stepsPerEpoch * epochs
    let epoch = step / max(1, stepsPerEpoch)
    switch self {
    case .constant: return base
    case .step(let every, let factor): return base * pow(factor, Double(epoch / max(1, every)))
    case .multiStep(let epochs, let factor):
      return base * pow(factor, Double(epochs.filter { $0 <= epoch }.count))
    case .cosine(let minimum):
      return minimum + (base - minimum) * (1 + cos(.pi * Double(step) / Double(max(1, total)))) / 2
    case .oneCycle(let rise, let startFactor, let endFactor, let isLinear):
      let start = base / startFactor
      let peak = rise * Double(total) - 1
      let end = Double(total - 1)
      let position = Double(step)
      func between(_ from: Double, _ to: Double, _ share: Double) -> Double {
        isLinear ? from + (to - from) * share : to + (from - to) / 2 * (1 + cos(.pi * share))
      }
      if position <= peak, peak > 0 { return between(start, base, position / peak) }
      let share = end > peak ? min(1, (position - peak) / (end - peak)) : 1
      return between(base, start / endFactor, max(0, share))
    }
  }
}

/// A linear way up at the beginning: what the scheduled rate is multiplied by (`LinearLR`).
///
/// - Parameter steps: after so many batches the factor is 1; 0 for no warm-up.
public func warmUpFactor(step: Int, steps: Int) -> Double {
  step + 1 < steps ? Double(step + 1) / Double(steps) : 1
}
