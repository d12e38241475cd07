package import FaultDXNN
import FaultDXSignal
import FaultDXTensor

/// `dx = dy` where `y > 0`, else 0.
extension ReLU: Trainable {
  package func record(_ x: Activation, _ path: String, in pass: TrainingPass) -> Activation {
    let kernels = pass.kernels
    let y = pass.activation(length: x.length, channels: x.channels)
    let count = x.length * x.channels
    pass.forward(
      .each { shard in
        for n in shard.samples { kernels.reluForward(count: count, x: x.sample(n), y: y.sample(n)) }
      })
    pass.backward(
      .each { shard in
        for n in shard.samples {
          kernels.reluBackward(count: count, y: y.sample(n), dy: y.gradient(n), dx: x.gradient(n))
        }
      })
    return y
  }
}

/// `dx = dy · y · (1 − y)`.
extension Sigmoid: Trainable {
  package func record(_ x: Activation, _ path: String, in pass: TrainingPass) -> Activation {
    let kernels = pass.kernels
    let y = pass.activation(length: x.length, channels: x.channels)
    let count = x.length * x.channels
    pass.forward(
      .each { shard in
        for n in shard.samples {
          kernels.sigmoidForward(count: count, x: x.sample(n), y: y.sample(n))
        }
      })
    pass.backward(
      .each { shard in
        for n in shard.samples {
          kernels.sigmoidBackward(
            count: count, y: y.sample(n), dy: y.gradient(n), dx: x.gradient(n))
        }
      })
    return y
  }
}

/// `y = x · f` and `dx = dy · f` with `f = 0` for what is left out and `1 / (1 − probability)` for the rest.
///
/// Which units are left out follows from the seed, the step and the sample's place in the batch.
extension Dropout: Trainable {
  package func record(_ x: Activation, _ path: String, in pass: TrainingPass) -> Activation {
    guard probability > 0 else { return x }
    let kernels = pass.kernels
    let y = pass.activation(length: x.length, channels: x.channels)
    let count = x.length * x.channels
    let factors = Memory<Float>(count: pass.capacity * count)
    let (probability, kept) = (probability, Float(1 / (1 - probability)))
    pass.forward(
      .each { shard in
        for n in shard.samples {
          var generator = RandomPurpose.dropout.generator(
            seed: shard.batch.seed, round: shard.batch.step, index: n)
          let factor = factors.base + n * count
          for index in 0..<count { factor[index] = generator.uniform() < probability ? 0 : kept }
          kernels.multiply(count: count, x: x.sample(n), factors: factor, y: y.sample(n))
        }
      })
    pass.backward(
      .each { shard in
        for n in shard.samples {
          kernels.multiply(
            count: count, x: y.gradient(n), factors: factors.base + n * count, y: x.gradient(n))
        }
      })
    return y
  }
}
