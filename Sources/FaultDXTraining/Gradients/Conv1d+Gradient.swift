package import FaultDXNN
import FaultDXTensor

/// With the patch of output `t` as row `t` of a matrix `P`, a convolution is `y = P W + b`. So `dW = Pᵀ dy`,
/// `db = Σ dy`, and the gradient of the patches is `dy Wᵀ`, each of its elements going back to the sample it
/// was read from: the correlation of `dy` with the filters reversed in time.
///
/// Minimal filtering (`bodies/minimal_filtering.h`) writes four outputs of a tile of six inputs as
/// `y = Aᵀ [(G g) ⊙ (Bᵀ d)]`, with the filter `g` and products of matrices over channels for `⊙`. That is linear in `g`
/// for given `d`, so `dg = Gᵀ [(Bᵀ d) ⊙ (A dy)]` summed over tiles: the transform `Bᵀ` of the input is that of the
/// forward pass, `A` evaluates `dy` as a polynomial at the six points, and `Gᵀ` collects the taps.
///
/// The gradient of the input is a convolution of `dy` with three taps itself, and is filtered like one.
extension Conv1d: Trainable {
  package func record(_ x: Activation, _ path: String, in pass: TrainingPass) -> Activation {
    recordConvolution(
      geometry, x, weight: joined(path, "weight"), bias: bias.map { _ in joined(path, "bias") },
      in: pass)
  }
}

/// A linear map is a convolution with one tap, applied to every row.
extension Linear: Trainable {
  package func record(_ x: Activation, _ path: String, in pass: TrainingPass) -> Activation {
    recordConvolution(
      geometry, x, weight: joined(path, "weight"), bias: bias.map { _ in joined(path, "bias") },
      in: pass)
  }
}

private func recordConvolution(
  _ geometry: ConvolutionGeometry, _ x: Activation, weight: String, bias: String?,
  in pass: TrainingPass
) -> Activation {
  let (kernels, parameters) = (pass.kernels, pass.parameters)
  let length = geometry.outputLength(for: x.length)
  let y = pass.activation(length: length, channels: geometry.outputChannels)
  let weight = parameters.slot(weight)
  let bias = bias.map(parameters.slot)
  let reader = x.addReader()
  x.needs(padding: geometry.padding)
  // Laid out once for all shards, forward and backward: a batch changes weights only at its end.
  let forward = kernels.packedForForward(geometry, weight: parameters.value(weight))
  pass.prepare {
    kernels.repackForForward(geometry, weight: parameters.value(weight), into: forward)
  }
  let backward =
    x.hasGradient
    ? kernels.packedForBackwardInput(geometry, weight: parameters.value(weight)) : nil
  if let backward {
    pass.prepare {
      kernels.repackForBackwardInput(geometry, weight: parameters.value(weight), into: backward)
    }
  }

  pass.forward(
    .each { shard in
      kernels.conv1dForward(
        geometry, batch: shard.samples.count, outputLength: length,
        x: x.read(shard, padding: geometry.padding), weight: .packed(forward),
        bias: bias.map { UnsafePointer(parameters.value($0)) }, y: y.write(shard),
        scratch: shard.scratch.workspace.take(kernels.scratchCount(geometry)))
      shard.scratch.workspace.reset()
    })

  pass.backward(
    .each { shard in
      let count = shard.samples.count
      let dy = y.readGradient(shard)
      if weight.rate > 0 {
        kernels.conv1dBackwardWeight(
          geometry, batch: count, outputLength: length, x: x.read(shard, padding: geometry.padding),
          dy: dy, dWeight: parameters.gradient(weight, shard: shard.index),
          scratch: shard.scratch.workspace.take(kernels.scratchCount(geometry)))
        shard.scratch.workspace.reset()
      }
      if let bias, bias.rate > 0 {
        kernels.conv1dBackwardBias(
          geometry, batch: count, outputLength: length, dy: dy,
          dBias: parameters.gradient(bias, shard: shard.index))
      }
      guard let backward else { return }
      let dx = x.writeGradient(shard)
      let floats = count * x.length * x.channels
      let accumulates = x.accumulates(reader)
      let target =
        accumulates
        ? MutableSamples(shard.scratch.workspace.take(floats), stride: dx.stride) : dx
      kernels.conv1dBackwardInput(
        geometry, batch: count, length: x.length, dy: dy, weight: .packed(backward),
        dx: target, workspace: &shard.scratch.workspace)
      if accumulates { kernels.add(count: floats, x: target.base, to: dx.base) }
      shard.scratch.workspace.reset()
    })
  return y
}
