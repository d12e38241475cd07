package import FaultDXNN
import FaultDXTensor

/// With `m` values per channel, mean `μ`, biased variance `σ²` and `x̂ = (x − μ) / √(σ² + ε)`, the output is
/// `y = scale · x̂ + shift`. Every `x` acts on every `y` of its channel, through `μ` and `σ²` too:
///
///     dshift = Σ dy        dscale = Σ dy · x̂
///     dx = scale / √(σ² + ε) · (dy − dshift / m − x̂ · dscale / m)
///
/// Ioffe and Szegedy, ICML 2015, arXiv 1502.03167. The two sums are over the whole batch: they are the only
/// points at which the shards of a batch have to meet.
extension BatchNorm1d: Trainable {
  package func record(_ x: Activation, _ path: String, in pass: TrainingPass) -> Activation {
    record(x, path, relu: false, in: pass)
  }

  /// Records the normalisation together with the ReLU behind it, if there is one.
  package func record(
    _ x: Activation, _ path: String, relu: Bool, in pass: TrainingPass
  ) -> Activation {
    let kernels = pass.kernels
    let y = pass.activation(length: x.length, channels: x.channels)
    let statistics = BatchStatistics(self, path, pass.parameters)

    statistics.recordMoments(of: x, in: pass)
    pass.forward(
      .each { shard in
        kernels.normalizationForward(
          shard.extent(x), x: x.read(shard), statistics.affine, relu: relu, y: y.write(shard))
      })

    pass.backward(
      .each { shard in
        let dy = y.writeGradient(shard)
        if relu {
          for n in shard.samples {
            kernels.reluBackward(
              count: y.length * y.channels, y: y.sample(n), dy: y.gradient(n), dx: y.gradient(n))
          }
        }
        kernels.normalizationBackwardSums(
          shard.extent(x), x: x.read(shard), mean: statistics.affine.mean, dy: dy.readOnly,
          sums: statistics.first(shard.index), products: statistics.second(shard.index))
      },
      statistics.gradientStep(length: x.length),
      .each { shard in
        kernels.normalizationBackward(
          shard.extent(x), x: x.read(shard), statistics.affine,
          slope: statistics.slope.base, offset: statistics.offset.base,
          dy: y.readGradient(shard), dx: x.writeGradient(shard))
      })
    return y
  }
}
