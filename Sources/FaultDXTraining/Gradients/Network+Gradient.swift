package import FaultDXNN
import FaultDXTensor

extension ConvolutionUnit {
  func record(
    _ x: Activation, conv convPath: String, norm normPath: String, relu: Bool,
    in pass: TrainingPass
  ) -> Activation {
    norm.record(conv.record(x, convPath, in: pass), normPath, relu: relu, in: pass)
  }

  /// Records convolution, normalisation, ReLU, attention and the maximum over pairs of positions.
  func recordPooled(
    _ x: Activation, _ path: String, _ attention: CBAM?, in pass: TrainingPass
  ) -> Activation {
    let (normPath, attentionPath) = (joined(path, "norm"), joined(path, "attention"))
    let convolved = conv.record(x, joined(path, "conv"), in: pass)
    if convolved.length >= 2, let pooling = GatedPooling(norm, attention) {
      let y = pooling.record(convolved, norm: normPath, attention: attentionPath, in: pass)
      // Backward, the gradient behind the pooling is used up before the convolution writes the next.
      convolved.sharesGradient(in: pass.convolvedGradients)
      y.sharesGradient(in: pass.pooledGradients)
      return y
    }
    let y = norm.record(convolved, normPath, relu: true, in: pass)
    return recordHalved(attention?.record(y, attentionPath, in: pass) ?? y, in: pass)
  }
}

extension PlainBlock: Trainable {
  package func record(_ x: Activation, _ path: String, in pass: TrainingPass) -> Activation {
    unit.recordPooled(x, path, attention, in: pass)
  }
}

extension ResidualBlock: Trainable {
  package func record(_ x: Activation, _ path: String, in pass: TrainingPass) -> Activation {
    let inner = first.record(
      x, conv: joined(path, "conv1"), norm: joined(path, "norm1"), relu: true, in: pass)
    let outer = second.record(
      inner, conv: joined(path, "conv2"), norm: joined(path, "norm2"), relu: false, in: pass)
    let branch = attention?.record(outer, joined(path, "attention"), in: pass) ?? outer
    let shortcutPath = joined(path, "shortcut")
    let other =
      shortcut?.record(
        x, conv: joined(shortcutPath, "conv"), norm: joined(shortcutPath, "norm"), relu: false,
        in: pass) ?? x
    return recordRectifiedSum(branch, other, in: pass)
  }

  /// `y = relu(a + b)`: both terms get the gradient where `y` is positive.
  private func recordRectifiedSum(
    _ a: Activation, _ b: Activation, in pass: TrainingPass
  ) -> Activation {
    let kernels = pass.kernels
    let y = pass.activation(length: a.length, channels: a.channels)
    let count = a.length * a.channels
    _ = b.addReader()
    pass.forward(
      .each { shard in
        for n in shard.samples {
          y.sample(n).update(from: a.sample(n), count: count)
          kernels.add(count: count, x: b.sample(n), to: y.sample(n))
          kernels.reluForward(count: count, x: y.sample(n), y: y.sample(n))
        }
      })
    pass.backward(
      .each { shard in
        for n in shard.samples {
          kernels.reluBackward(count: count, y: y.sample(n), dy: y.gradient(n), dx: a.gradient(n))
          if b.hasGradient { b.gradient(n).update(from: a.gradient(n), count: count) }
        }
      })
    return y
  }
}

extension CBAMNetwork: Trainable {
  package func record(_ x: Activation, _ path: String, in pass: TrainingPass) -> Activation {
    // From the first layer on that learns, gradients have to come back.
    var isLearning = x.hasGradient
    func behind(_ layerPath: String?, _ record: () -> Activation) -> Activation {
      isLearning = isLearning || layerPath.map { !pass.parameters.isFrozen($0) } ?? false
      return isLearning ? record() : pass.forwardOnly(record)
    }
    let stemPath = joined(path, "stem")
    var y = behind(stemPath) { stem.recordPooled(x, stemPath, nil, in: pass) }
    for (index, block) in blocks.enumerated() {
      let blockPath = joined(path, "blocks.\(index)")
      y = behind(blockPath) {
        switch block {
        case .plain(let block): block.record(y, blockPath, in: pass)
        case .residual(let block): block.record(y, blockPath, in: pass)
        }
      }
    }
    y = behind(nil) {
      Dropout(probability: configuration.dropout).record(
        pooling.record(y, "", in: pass), "", in: pass)
    }
    return head.record(y, joined(path, "head"), in: pass)
  }
}

/// The maximum over pairs of positions, where there is a pair.
private func recordHalved(_ x: Activation, in pass: TrainingPass) -> Activation {
  x.length >= 2 ? MaxPool1d(kernelSize: 2).record(x, "", in: pass) : x
}
