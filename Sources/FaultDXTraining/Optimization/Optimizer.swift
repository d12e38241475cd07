package import FaultDXTensor

#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#else
  import Darwin
#endif

/// The memory of an optimiser, over all trained parameters of a network.
// Unchecked: stretches of parameters are disjoint, and each is updated by one thread.
package final class Optimizer: @unchecked Sendable {
  /// The rule.
  package let configuration: OptimizerConfiguration
  /// Velocities, or first moments.
  package let first: Memory<Float>
  /// Second moments, where the rule has them.
  package let second: Memory<Float>
  /// Updates done.
  package var steps = 0

  /// An optimiser for so many parameters.
  package init(_ configuration: OptimizerConfiguration, count: Int) {
    self.configuration = configuration
    switch configuration {
    case .sgd:
      first = Memory(count: count)
      second = Memory(count: 0)
    case .adam, .adamW:
      first = Memory(count: count)
      second = Memory(count: count)
    }
  }

  /// Updates one stretch of parameters; `steps` already counts this update.
  ///
  /// - Parameter decays: whether the configured weight decay applies to it.
  package func update(
    _ range: Range<Int>, decays: Bool, rate: Double, gradients: UnsafePointer<Float>,
    parameters: UnsafeMutablePointer<Float>, kernels: Kernels
  ) {
    let start = range.lowerBound
    switch configuration {
    case .sgd(let momentum, let nesterov, let decay):
      kernels.sgdStep(
        count: range.count, gradient: gradients + start, rate: Float(rate),
        momentum: Float(momentum), nesterov: nesterov, decay: decays ? Float(decay) : 0,
        isFirst: steps == 1, velocity: first.base + start, parameter: parameters + start)
    case .adam(let beta1, let beta2, let epsilon, let decay):
      var step = adamStep(beta1: beta1, beta2: beta2, epsilon: epsilon, rate: rate)
      step.decay = decays ? decay : 0
      kernels.adamStep(
        step, count: range.count, gradient: gradients + start, first: first.base + start,
        second: second.base + start, parameter: parameters + start)
    case .adamW(let beta1, let beta2, let epsilon, let decay):
      var step = adamStep(beta1: beta1, beta2: beta2, epsilon: epsilon, rate: rate)
      step.shrink = decays ? 1 - rate * decay : 1
      kernels.adamStep(
        step, count: range.count, gradient: gradients + start, first: first.base + start,
        second: second.base + start, parameter: parameters + start)
    }
  }

  private func adamStep(
    beta1: Double, beta2: Double, epsilon: Double, rate: Double
  ) -> AdamStep {
    AdamStep(
      stepSize: rate / (1 - pow(beta1, Double(steps))), shrink: 1, decay: 0, firstKeep: beta1,
      secondKeep: beta2, epsilon: epsilon,
      correction: (1 - pow(beta2, Double(steps))).squareRoot())
  }
}
