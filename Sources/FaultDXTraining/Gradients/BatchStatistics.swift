import FaultDXNN
import FaultDXTensor

/// What a batch normalisation knows about the batch, and what each shard has found out.
// Unchecked: a shard writes its own row; rows are combined between regions.
final class BatchStatistics: @unchecked Sendable {
  /// What `dx` is beside `dy · factor`: so much for each unit of `x − mean`, and so much for all.
  let slope, offset: Memory<Float>
  private let channels: Int
  private let epsilon: Double
  private let momentum: Double
  private let mean, factor: Memory<Float>
  private let inverseDeviation: Memory<Double>
  private let shardFirst: Memory<Double>
  private let shardSecond: Memory<Double>
  private let parameters: ParameterMemory
  private let scale, shift, runningMean, runningVariance: ParameterMemory.Slot
  /// Whether it normalises by its running averages and leaves them as they are, instead of by the batch.
  let isFrozen: Bool

  init(_ norm: BatchNorm1d, _ path: String, _ parameters: ParameterMemory) {
    channels = norm.channels
    epsilon = norm.epsilon
    momentum = norm.momentum
    self.parameters = parameters
    scale = parameters.slot(joined(path, "weight"))
    shift = parameters.slot(joined(path, "bias"))
    runningMean = parameters.slot(joined(path, "running_mean"))
    runningVariance = parameters.slot(joined(path, "running_var"))
    isFrozen = scale.rate == 0 && shift.rate == 0
    mean = Memory(count: channels)
    factor = Memory(count: channels)
    inverseDeviation = Memory(count: channels)
    slope = Memory(count: channels)
    offset = Memory(count: channels)
    shardFirst = Memory(count: channels * Batch.shardLimit)
    shardSecond = Memory(count: channels * Batch.shardLimit)
  }

  /// A shard's means, later its sums of `dy`.
  func first(_ shard: Int) -> UnsafeMutablePointer<Double> { shardFirst.base + shard * channels }

  /// A shard's squared deviations, later its sums of `dy · (x − mean)`.
  func second(_ shard: Int) -> UnsafeMutablePointer<Double> { shardSecond.base + shard * channels }

  var affine: ChannelAffine {
    ChannelAffine(
      mean: mean.base, factor: factor.base, shift: parameters.value(shift))
  }

  /// Records what finds out the moments of what is to be normalised.
  func recordMoments(of x: Activation, in pass: TrainingPass) {
    if isFrozen { return pass.prepare { self.takeRunningAverages() } }
    let kernels = pass.kernels
    pass.forward(
      .each { [self] shard in
        kernels.normalizationStatistics(
          shard.extent(x), x: x.read(shard), mean: first(shard.index),
          squares: second(shard.index))
      },
      .once { [self] in combineMoments($0, length: x.length) })
  }

  /// What has to be known of the whole batch before a gradient goes back.
  ///
  /// Moments that are not the batch's send nothing back: `slope` and `offset` stay 0.
  func gradientStep(length: Int) -> TrainingPass.Step {
    isFrozen ? .each { _ in } : .once { [self] in combineGradients($0, length: length) }
  }

  /// Mean and variance of the batch from those of its shards (Chan, Golub and LeVeque, 1979), and PyTorch's
  /// rule for the running averages, into which the unbiased variance goes.
  private func combineMoments(_ batch: Batch, length: Int) {
    let total = Double(batch.count * length)
    let oldMean = parameters.value(runningMean)
    let oldVariance = parameters.value(runningVariance)
    let momentum = parameters.measuringMomentum ?? momentum
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
      let inverse = 1 / (variance + epsilon).squareRoot()
      inverseDeviation.base[c] = inverse
      factor.base[c] = Float(Double(parameters.value(scale)[c]) * inverse)
      oldMean[c] = Float((1 - momentum) * Double(oldMean[c]) + momentum * center)
      // One value has no unbiased variance; the running average then keeps what it has.
      if total > 1 {
        oldVariance[c] = Float(
          (1 - momentum) * Double(oldVariance[c]) + momentum * squares / (total - 1))
      }
    }
  }

  /// Normalises by what was measured before.
  private func takeRunningAverages() {
    for c in 0..<channels {
      mean.base[c] = parameters.value(runningMean)[c]
      let variance = Double(parameters.value(runningVariance)[c])
      factor.base[c] = Float(
        Double(parameters.value(scale)[c]) / (variance + epsilon).squareRoot())
    }
  }

  /// The gradients of scale and shift, which belong to the whole batch and therefore go to the first shard's
  /// copy, and what every `dx` needs.
  private func combineGradients(_ batch: Batch, length: Int) {
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
      product *= inverseDeviation.base[c]
      dScale[c] = Float(product)
      let factor = Double(factor.base[c])
      slope.base[c] = Float(-factor * inverseDeviation.base[c] * product / total)
      offset.base[c] = Float(-factor * sum / total)
    }
  }
}
