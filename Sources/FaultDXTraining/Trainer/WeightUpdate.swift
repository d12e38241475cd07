package import FaultDXTensor

/// What happens between two batches: shards' gradients become one, which is cut to a norm and applied.
///
/// Parameters are worked on in stretches of fixed length, so that neither sums nor updates depend on the
/// number of threads.
// Unchecked: stretches are disjoint, and their partial norms are summed after the region.
package final class WeightUpdate: @unchecked Sendable {
  private let parameters: ParameterMemory
  private let stretches: [ParameterMemory.Stretch]
  private let norms: Memory<Double>
  private let kernels: Kernels

  package init(_ parameters: ParameterMemory, kernels: Kernels) {
    self.parameters = parameters
    self.kernels = kernels
    stretches = parameters.stretches(limit: 1 << 14)
    norms = Memory(count: stretches.count)
  }

  /// Applies the gradients of a batch.
  ///
  /// - Returns: the norm of the gradient before it was cut.
  @discardableResult
  package func apply(
    _ batch: Batch, _ optimizer: Optimizer, rate: Double, maximumNorm: Double?,
    _ parallelism: Parallelism
  ) -> Double {
    let (parameters, stretches, norms, kernels) = (parameters, stretches, norms, kernels)
    parallelism.forEach(shards: stretches.count) { index in
      let range = stretches[index].range
      parameters.sumShards(batch.shards, range, kernels: kernels)
      norms.base[index] = kernels.squaredSum(
        count: range.count, x: parameters.gradients.base + range.lowerBound)
    }
    let norm = norms.elements.reduce(0, +).squareRoot()
    let factor = clippingFactor(norm: norm, maximum: maximumNorm)
    optimizer.steps += 1
    parallelism.forEach(shards: stretches.count) { index in
      let stretch = stretches[index]
      let range = stretch.range
      let gradients = parameters.gradients.base
      if factor < 1 {
        kernels.scale(count: range.count, by: Float(factor), gradients + range.lowerBound)
      }
      optimizer.update(
        range, decays: stretch.decays, rate: rate * Double(stretch.rate), gradients: gradients,
        parameters: parameters.values.base, kernels: kernels)
    }
    return norm
  }
}

/// What a gradient is multiplied by so that its norm is at most `maximum` (`torch.nn.utils.clip_grad_norm_`).
package func clippingFactor(norm: Double, maximum: Double?) -> Double {
  maximum.map { min(1, $0 / (norm + 1e-6)) } ?? 1
}
