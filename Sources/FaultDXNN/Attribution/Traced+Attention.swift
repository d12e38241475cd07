import FaultDXTensor

/// The weights that a gate gave for one window, and the way back to what it looked at.
struct TracedGate: Sendable {
  let weights: [Float]
  let pullback: @Sendable ([Float]) -> Tensor
}

extension AttentionMLP {
  func traced(_ x: Tensor) -> Traced {
    fc1.traced(x).followed { ReLU().traced($0) }.followed { fc2.traced($0) }
  }
}

extension ChannelAttention {
  func traced(_ x: Tensor) -> TracedGate {
    let weights = self.weights(for: x).elements
    let average =
      descriptor == .maximum
      ? nil : GlobalPool1d(.average).traced(x).followed { mlp.traced($0) }
    let maximum =
      descriptor == .average
      ? nil : GlobalPool1d(.maximum).traced(x).followed { (maximumMLP ?? mlp).traced($0) }
    return TracedGate(weights: weights) { gradient in
      let dz = Tensor(shape: [1, weights.count], elements: squashedGradient(gradient, weights))
      let terms = [average, maximum].compactMap { $0?.pullback(dz) }
      return terms.dropFirst().reduce(terms[0]) { $0.adding($1) }
    }
  }

  /// The product of activations and weights; its way back adds up both.
  func product(_ x: Tensor, _ gate: TracedGate) -> Tensor {
    apply(Tensor(shape: [1, gate.weights.count], elements: gate.weights), to: x)
  }
}

extension SpatialAttention {
  func traced(_ x: Tensor) -> TracedGate {
    let weights = self.weights(for: x).elements
    let extent = x.extent
    return TracedGate(weights: weights) { gradient in
      let dz = Tensor(
        shape: [1, extent.length, 1], elements: squashedGradient(gradient, weights))
      // A convolution's way back asks for the shape of its input alone.
      let descriptors = conv.traced(Tensor(shape: [1, extent.length, 2])).pullback(dz)
      var dx = Tensor(shape: x.shape)
      for row in 0..<extent.length {
        let start = row * extent.channels
        let mean = descriptors.elements[2 * row] / Float(extent.channels)
        var best = start
        for index in start..<start + extent.channels {
          dx.elements[index] = mean
          if x.elements[index] > x.elements[best] { best = index }
        }
        dx.elements[best] += descriptors.elements[2 * row + 1]
      }
      return dx
    }
  }

  func product(_ x: Tensor, _ gate: TracedGate) -> Tensor {
    apply(Tensor(shape: [1, gate.weights.count], elements: gate.weights), to: x)
  }
}

/// The gradient in front of a sigmoid.
private func squashedGradient(_ gradient: [Float], _ values: [Float]) -> [Float] {
  zip(gradient, values).map { $0 * $1 * (1 - $1) }
}

/// An attention module's way through one window.
struct TracedAttention: Sendable {
  let result: Traced
  let channel: [Float]?
  let spatial: [Float]?
}

extension CBAM {
  func traced(_ x: Tensor) -> TracedAttention {
    // `y = x · g(x)`: the gradient goes back through the product and through the gate.
    func channelStep(_ x: Tensor, _ gate: TracedGate?) -> Step {
      guard let channel, let gate else { return Step(value: x) { ($0, nil) } }
      let channels = x.extent.channels
      return Step(value: channel.product(x, gate)) { dy in
        var dx = dy
        var gradient = [Float](repeating: 0, count: channels)
        for index in dy.elements.indices {
          gradient[index % channels] += dy.elements[index] * x.elements[index]
          dx.elements[index] *= gate.weights[index % channels]
        }
        return (dx, gate.pullback(gradient))
      }
    }
    func spatialStep(_ x: Tensor, _ gate: TracedGate?) -> Step {
      guard let spatial, let gate else { return Step(value: x) { ($0, nil) } }
      let channels = x.extent.channels
      return Step(value: spatial.product(x, gate)) { dy in
        var dx = dy
        var gradient = [Float](repeating: 0, count: gate.weights.count)
        for index in dy.elements.indices {
          gradient[index / channels] += dy.elements[index] * x.elements[index]
          dx.elements[index] *= gate.weights[index / channels]
        }
        return (dx, gate.pullback(gradient))
      }
    }
    switch arrangement {
    case .channelFirst:
      let channelGate = channel?.traced(x)
      let first = channelStep(x, channelGate)
      let spatialGate = spatial?.traced(first.value)
      let second = spatialStep(first.value, spatialGate)
      return TracedAttention(
        result: Traced(value: second.value) { first.sum(second.sum($0)) },
        channel: channelGate?.weights, spatial: spatialGate?.weights)
    case .spatialFirst:
      let spatialGate = spatial?.traced(x)
      let first = spatialStep(x, spatialGate)
      let channelGate = channel?.traced(first.value)
      let second = channelStep(first.value, channelGate)
      return TracedAttention(
        result: Traced(value: second.value) { first.sum(second.sum($0)) },
        channel: channelGate?.weights, spatial: spatialGate?.weights)
    case .parallel:
      let channelGate = channel?.traced(x)
      let spatialGate = spatial?.traced(x)
      let first = channelStep(x, channelGate)
      let second = spatialStep(first.value, spatialGate)
      return TracedAttention(
        result: Traced(value: second.value) { dy in
          // Both gates looked at `x`, whatever was multiplied first.
          let (product, throughSpatial) = second.pullback(dy)
          let dx = first.sum(product)
          return throughSpatial.map { dx.adding($0) } ?? dx
        }, channel: channelGate?.weights, spatial: spatialGate?.weights)
    }
  }
}

/// A product with a gate: the gradient behind it goes to what was multiplied and to what the gate looked at.
private struct Step: Sendable {
  let value: Tensor
  let pullback: @Sendable (Tensor) -> (product: Tensor, gate: Tensor?)

  /// Both, where the gate looked at what was multiplied.
  var sum: @Sendable (Tensor) -> Tensor {
    let pullback = pullback
    return { dy in
      let (product, gate) = pullback(dy)
      return gate.map { product.adding($0) } ?? product
    }
  }
}
