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

    pass.forward(
      .each { shard in
        kernels.normalizationStatistics(
          shard.extent(x), x: x.read(shard), mean: statistics.first(shard.index),
          squares: statistics.second(shard.index))
      },
      .once { statistics.combineMoments($0, length: x.length) },
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
          shard.extent(x), x: x.read(shard), statistics.affine, dy: dy.readOnly,
          sums: statistics.first(shard.index), products: statistics.second(shard.index))
      },
      .once { statistics.combineGradients($0, length: x.length) },
      .each { shard in
        kernels.normalizationBackward(
          shard.extent(x), x: x.read(shard), statistics.affine,
          meanGradient: statistics.meanGradient.base, meanProduct: statistics.meanProduct.base,
          dy: y.readGradient(shard), dx: x.writeGradient(shard))
      })
    return y
  }
}

/// What a batch normalisation knows about the batch, and what each shard has found out.
// Unchecked: a shard writes its own row; rows are combined between regions.
private final class BatchStatistics: @unchecked Sendable {
  let meanGradient: Memory<Float>
  let meanProduct: Memory<Float>
  private let channels: Int
  private let epsilon: Double
  private let momentum: Double
  private let mean: Memory<Float>
  private let inverseDeviation: Memory<Float>
  private let shardFirst: Memory<Double>
  private let shardSecond: Memory<Double>
  private let parameters: ParameterMemory
  private let scale, shift, runningMean, runningVariance: ParameterMemory.Slot

  init(_ norm: BatchNorm1d, _ path: String, _ parameters: ParameterMemory) {
    channels = norm.channels
    epsilon = norm.epsilon
    momentum = norm.momentum
    self.parameters = parameters
    scale = parameters.slot(joined(path, "weight"))
    shift = parameters.slot(joined(path, "bias"))
    runningMean = parameters.slot(joined(path, "running_mean"))
    runningVariance = parameters.slot(joined(path, "running_var"))
    mean = Memory(count: channels)
    inverseDeviation = Memory(count: channels)
    meanGradient = Memory(count: channels)
    meanProduct = Memory(count: channels)
    shardFirst = Memory(count: channels * Batch.shardLimit)
    shardSecond = Memory(count: channels * Batch.shardLimit)
  }

  /// A shard's means, later its sums of `dy`.
  func first(_ shard: Int) -> UnsafeMutablePointer<Double> { shardFirst.base + shard * channels }

  /// A shard's squared deviations, later its sums of `dy · x̂`.
  func second(_ shard: Int) -> UnsafeMutablePointer<Double> { shardSecond.base + shard * channels }

  var affine: ChannelAffine {
    ChannelAffine(
      mean: mean.base, inverseDeviation: inverseDeviation.base, scale: parameters.value(scale),
      shift: parameters.value(shift))
  }

  /// Mean and variance of the batch from those of its shards (Chan, Golub and LeVeque, 1979), and PyTorch's
  /// rule for the running averages, into which the unbiased variance goes.
  func combineMoments(_ batch: Batch, length: Int) {
    let total = Double(batch.count * length)
    let oldMean = parameters.value(runningMean)
    let oldVariance = parameters.value(runningVariance)
    for c in 0..<channels {
      var (count, center, squares) = (0.0, 0.0, 0.0)
      for shard in 0..<batch.shards {
        let size = Double(batch.samples(ofShard: shard).count * length)
        let distance = first(shard)[c] - center
        squares += second(shard)[c] + distance * distance * count * size / (count + size)
        center += distance * size / (count + size)
        count += size
      }
      let variance = squares / total
      mean.base[c] = Float(center)
      inverseDeviation.base[c] = Float(1 / (variance + epsilon).squareRoot())
      oldMean[c] = Float((1 - momentum) * Double(oldMean[c]) + momentum * center)
      // One value has no unbiased variance; the running average then keeps what it has.
      if total > 1 {
        oldVariance[c] = Float(
          (1 - momentum) * Double(oldVariance[c]) + momentum * squares / (total - 1))
      }
    }
  }

  /// The gradients of scale and shift, which belong to the whole batch and therefore go to the first shard's
  /// copy, and the two means that every `dx` needs.
  func combineGradients(_ batch: Batch, length: Int) {
    let total = Double(batch.count * length)
    let dScale = parameters.gradient(scale, shard: 0)
    let dShift = parameters.gradient(shift, shard: 0)
    for c in 0..<channels {
      var (sum, product) = (0.0, 0.0)
      for shard in 0..<batch.shards {
        sum += first(shard)[c]
        product += second(shard)[c]
      }
      dShift[c] = Float(sum)
      dScale[c] = Float(product)
      meanGradient.base[c] = Float(sum / total)
      meanProduct.base[c] = Float(product / total)
    }
  }
}
