import FaultDXTensor

/// What a layer gave for one window, and the way back: from the gradient for it to the gradient for what it was given.
///
/// The normalisations are those of inference: a window does not change them.
struct Traced: Sendable {
  let value: Tensor
  let pullback: @Sendable (Tensor) -> Tensor

  /// Another layer behind this one.
  func followed(by next: (Tensor) -> Traced) -> Traced {
    let behind = next(value)
    let pullback = self.pullback
    return Traced(value: behind.value) { pullback(behind.pullback($0)) }
  }
}

extension Conv1d {
  func traced(_ x: Tensor) -> Traced {
    Traced(value: self(x)) { dy in
      let length = x.extent.length
      var workspace = Workspace()
      return dy.mapped(to: x.shape) { dy, dx in
        weight.withPointer {
          Kernels().conv1dBackwardInput(
            geometry, batch: x.extent.batch, length: length, dy: dy, weight: .plain($0), dx: dx,
            workspace: &workspace)
        }
      }
    }
  }
}

extension Linear {
  func traced(_ x: Tensor) -> Traced {
    Traced(value: self(x)) { dy in
      var dx = Tensor(shape: x.shape)
      for row in 0..<x.shape[0] {
        for input in 0..<inputs {
          var sum = 0.0
          for output in 0..<outputs {
            sum +=
              Double(dy.elements[row * outputs + output])
              * Double(weight.elements[input * outputs + output])
          }
          dx.elements[row * inputs + input] = Float(sum)
        }
      }
      return dx
    }
  }
}

extension ReLU {
  func traced(_ x: Tensor) -> Traced {
    let y = self(x)
    return Traced(value: y) { y.passing($0) }
  }
}

extension Tensor {
  /// A gradient where this, the output of a ReLU, is above 0; else 0.
  func passing(_ gradient: Tensor) -> Tensor {
    var result = gradient
    for index in elements.indices where !(elements[index] > 0) { result.elements[index] = 0 }
    return result
  }

  /// The sum, element by element.
  func adding(_ other: Tensor) -> Tensor {
    var result = self
    for index in elements.indices { result.elements[index] += other.elements[index] }
    return result
  }
}

extension ConvolutionUnit {
  func traced(_ x: Tensor, relu: Bool) -> Traced {
    let convolved = conv.traced(x)
    let y = norm.apply(to: convolved.value, relu: relu)
    let factors = norm.factors
    return Traced(value: y) { dy in
      var gradient = relu ? y.passing(dy) : dy
      for index in gradient.elements.indices {
        gradient.elements[index] *= factors[index % factors.count]
      }
      return convolved.pullback(gradient)
    }
  }
}

extension GlobalPool1d {
  func traced(_ x: Tensor) -> Traced {
    let extent = x.extent
    let y = self(x)
    let kind = kind
    return Traced(value: y) { dy in
      guard kind != .flatten else { return dy.reshaped(to: x.shape) }
      var dx = Tensor(shape: x.shape)
      let channels = extent.channels
      if kind != .maximum {
        for index in dx.elements.indices {
          dx.elements[index] = dy.elements[index % channels] / Float(extent.length)
        }
      }
      if kind != .average {
        let offset = kind == .maximum ? 0 : channels
        for (channel, row) in x.rowsOfMaxima.enumerated() {
          dx.elements[row * channels + channel] += dy.elements[offset + channel]
        }
      }
      return dx
    }
  }
}

extension Tensor {
  /// The row of each channel's maximum over time, the first of equals, of the one sample there is.
  var rowsOfMaxima: [Int] {
    let extent = extent
    return (0..<extent.channels).map { channel in
      var best = 0
      for row in 1..<max(extent.length, 1)
      where elements[row * extent.channels + channel] > elements[best * extent.channels + channel] {
        best = row
      }
      return best
    }
  }
}

/// The maximum over pairs of positions, where there is a pair, of one sample.
func tracedHalved(_ x: Tensor) -> Traced {
  let y = halved(x)
  guard x.extent.length >= 2 else { return Traced(value: y) { $0 } }
  let channels = x.extent.channels
  return Traced(value: y) { dy in
    var dx = Tensor(shape: x.shape)
    for index in dy.elements.indices {
      let (row, channel) = index.quotientAndRemainder(dividingBy: channels)
      let first = 2 * row * channels + channel
      let isSecond = x.elements[first + channels] > x.elements[first]
      dx.elements[isSecond ? first + channels : first] = dy.elements[index]
    }
    return dx
  }
}
