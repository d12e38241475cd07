package import FaultDXNN
import FaultDXTensor

// A gate multiplies: `y = x · g(x)`. So `x` acts on `y` twice, directly and through the gate:
//
//     dx = dy · g + (∂g/∂x)ᵀ dg        dg = Σ dy · x   over what the gate's number was applied to
//
// The product is recorded behind the gate, so its backward step runs first and overwrites `dx`; the gate's
// own backward step then adds to it.

extension AttentionMLP: Trainable {
  package func record(_ x: Activation, _ path: String, in pass: TrainingPass) -> Activation {
    let hidden = fc1.record(x, joined(path, "fc1"), in: pass)
    return fc2.record(ReLU().record(hidden, "", in: pass), joined(path, "fc2"), in: pass)
  }
}

extension ChannelAttention {
  /// Records the gate, `[batch, 1, channels]`.
  func recordGate(_ x: Activation, _ path: String, in pass: TrainingPass) -> Activation {
    recordGate(path, in: pass) { recordDescriptors($0, x, in: pass) }
  }

  /// Records the gate, `[batch, 1, channels]`, from descriptors that somebody else records: one row for each kind.
  func recordGate(
    _ path: String, in pass: TrainingPass, descriptors: ([GlobalPool1d.Kind]) -> Activation
  ) -> Activation {
    let kinds: [GlobalPool1d.Kind] =
      switch descriptor {
      case .average: [.average]
      case .maximum: [.maximum]
      case .both: [.average, .maximum]
      }
    guard let maximumMLP else {
      // One MLP: the descriptors are the rows of one activation.
      let rows = mlp.record(descriptors(kinds), path, in: pass)
      return Sigmoid().record(recordSum([rows], in: pass), "", in: pass)
    }
    let average = mlp.record(descriptors([.average]), joined(path, "average"), in: pass)
    let maximum = maximumMLP.record(descriptors([.maximum]), joined(path, "maximum"), in: pass)
    return Sigmoid().record(recordSum([average, maximum], in: pass), "", in: pass)
  }

  /// Means and maxima over time as the rows of one activation; their gradient is added to that of `x`.
  private func recordDescriptors(
    _ kinds: [GlobalPool1d.Kind], _ x: Activation, in pass: TrainingPass
  ) -> Activation {
    let kernels = pass.kernels
    let channels = x.channels
    let y = pass.activation(length: kinds.count, channels: channels)
    let which = Memory<Int32>(count: pass.capacity * channels)
    let mean = kinds.firstIndex(of: .average).map { $0 * channels }
    let maximum = kinds.firstIndex(of: .maximum).map { $0 * channels }
    pass.forward(
      .each { shard in
        let base = y.sample(shard.samples.lowerBound)
        kernels.timeDescriptors(
          shard.extent(x), x: x.read(shard), mean: mean.map { base + $0 },
          maximum: maximum.map { base + $0 }, stride: y.length * channels,
          which: which.base + shard.samples.lowerBound * channels)
      })
    pass.backward(
      .each { shard in
        let base = UnsafePointer(y.gradient(shard.samples.lowerBound))
        kernels.timeDescriptorsBackward(
          shard.extent(x), mean: mean.map { base + $0 }, maximum: maximum.map { base + $0 },
          stride: y.length * channels, which: which.base + shard.samples.lowerBound * channels,
          accumulate: true, dx: x.writeGradient(shard))
      })
    return y
  }

  /// The sum of all rows of all terms.
  private func recordSum(_ terms: [Activation], in pass: TrainingPass) -> Activation {
    let kernels = pass.kernels
    let channels = terms[0].channels
    let y = pass.activation(length: 1, channels: channels)
    pass.forward(
      .each { shard in
        for n in shard.samples {
          y.sample(n).update(repeating: 0, count: channels)
          for term in terms {
            for row in 0..<term.length {
              kernels.add(count: channels, x: term.sample(n) + row * channels, to: y.sample(n))
            }
          }
        }
      })
    pass.backward(
      .each { shard in
        for n in shard.samples {
          for term in terms {
            for row in 0..<term.length {
              (term.gradient(n) + row * channels).update(from: y.gradient(n), count: channels)
            }
          }
        }
      })
    return y
  }

  /// Records `y[n, t, c] = x[n, t, c] · gate[n, c]`.
  func recordProduct(_ x: Activation, _ gate: Activation, in pass: TrainingPass) -> Activation {
    let kernels = pass.kernels
    let y = pass.activation(length: x.length, channels: x.channels)
    pass.forward(
      .each { shard in
        kernels.gateChannels(
          shard.extent(x), x: x.read(shard), gate: gate.sample(shard.samples.lowerBound),
          y: y.write(shard))
      })
    pass.backward(
      .each { shard in
        let first = shard.samples.lowerBound
        kernels.gateChannelsBackward(
          shard.extent(x), x: x.read(shard), gate: gate.sample(first), dy: y.readGradient(shard),
          dx: x.writeGradient(shard), dGate: gate.gradient(first))
      })
    return y
  }
}

extension ChannelAttention: Trainable {
  package func record(_ x: Activation, _ path: String, in pass: TrainingPass) -> Activation {
    recordProduct(x, recordGate(x, path, in: pass), in: pass)
  }
}

extension SpatialAttention: Trainable {
  package func record(_ x: Activation, _ path: String, in pass: TrainingPass) -> Activation {
    recordProduct(x, recordGate(x, path, in: pass), in: pass)
  }

  /// Records the gate, `[batch, length, 1]`.
  func recordGate(_ x: Activation, _ path: String, in pass: TrainingPass) -> Activation {
    let kernels = pass.kernels
    let descriptors = pass.activation(length: x.length, channels: 2)
    let which = Memory<Int32>(count: pass.capacity * x.length)
    pass.forward(
      .each { shard in
        kernels.channelDescriptors(
          shard.extent(x), x: x.read(shard), descriptors: descriptors.write(shard),
          which: which.base + shard.samples.lowerBound * x.length)
      })
    pass.backward(
      .each { shard in
        kernels.channelDescriptorsBackward(
          shard.extent(x), descriptors: descriptors.readGradient(shard),
          which: which.base + shard.samples.lowerBound * x.length,
          addingTo: x.writeGradient(shard))
      })
    return recordGate(of: descriptors, path, in: pass)
  }

  /// Records the gate, `[batch, length, 1]`, from the two descriptors of each row.
  func recordGate(of descriptors: Activation, _ path: String, in pass: TrainingPass) -> Activation {
    let (kernels, parameters, taps) = (pass.kernels, pass.parameters, conv.geometry.kernelSize)
    let padding = conv.geometry.padding
    let z = pass.activation(length: descriptors.length, channels: 1)
    let weight = parameters.slot(joined(path, "conv.weight"))
    let bias = conv.bias.map { _ in parameters.slot(joined(path, "conv.bias")) }
    descriptors.needs(padding: padding)
    pass.forward(
      .each { shard in
        kernels.rowConvolution(
          shard.extent(descriptors), taps: taps,
          descriptors: descriptors.read(shard, padding: padding), weight: parameters.value(weight),
          bias: bias.map { UnsafePointer(parameters.value($0)) },
          z: z.sample(shard.samples.lowerBound))
      })
    pass.backward(
      .each { shard in
        kernels.rowConvolutionBackward(
          shard.extent(descriptors), taps: taps,
          descriptors: descriptors.read(shard, padding: padding), weight: parameters.value(weight),
          dz: z.gradient(shard.samples.lowerBound),
          dWeight: parameters.gradient(weight, shard: shard.index),
          dBias: bias.map { parameters.gradient($0, shard: shard.index) },
          dDescriptors: descriptors.writeGradient(shard), workspace: &shard.scratch.workspace)
        shard.scratch.workspace.reset()
      })
    return Sigmoid().record(z, "", in: pass)
  }

  /// Records `y[n, t, c] = x[n, t, c] · gate[n, t]`.
  func recordProduct(_ x: Activation, _ gate: Activation, in pass: TrainingPass) -> Activation {
    let kernels = pass.kernels
    let y = pass.activation(length: x.length, channels: x.channels)
    pass.forward(
      .each { shard in
        kernels.gateRows(
          shard.extent(x), x: x.read(shard), gate: gate.sample(shard.samples.lowerBound),
          y: y.write(shard))
      })
    pass.backward(
      .each { shard in
        let first = shard.samples.lowerBound
        kernels.gateRowsBackward(
          shard.extent(x), x: x.read(shard), gate: gate.sample(first), dy: y.readGradient(shard),
          dx: x.writeGradient(shard), dGate: gate.gradient(first))
      })
    return y
  }
}

extension CBAM: Trainable {
  package func record(_ x: Activation, _ path: String, in pass: TrainingPass) -> Activation {
    let channelPath = joined(path, "channel")
    let spatialPath = joined(path, "spatial")
    switch arrangement {
    case .channelFirst:
      let u = channel?.record(x, channelPath, in: pass) ?? x
      return spatial?.record(u, spatialPath, in: pass) ?? u
    case .spatialFirst:
      let u = spatial?.record(x, spatialPath, in: pass) ?? x
      return channel?.record(u, channelPath, in: pass) ?? u
    case .parallel:
      // Both gates before both products: their backward steps run last and add to what the products wrote.
      let channelGate = channel?.recordGate(x, channelPath, in: pass)
      let spatialGate = spatial?.recordGate(x, spatialPath, in: pass)
      var y = x
      if let channel, let channelGate { y = channel.recordProduct(y, channelGate, in: pass) }
      if let spatial, let spatialGate { y = spatial.recordProduct(y, spatialGate, in: pass) }
      return y
    }
  }
}
