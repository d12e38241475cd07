public import FaultDXTensor

/// One window's way through a network: what the attention of each block weighed, what each block gave, and how the
/// logits depend on it.
///
///     let trace = NetworkTrace(network, window: window)
///     let toward = trace.gradients(ofLogits: [0, 1, 0])
///     let curve = trace.classActivation(inBlock: 0, toward)
public struct NetworkTrace: Sendable {
  /// One block.
  public struct Block: Sendable {
    /// The weight of each channel, in 0…1; `nil` where there is no such attention.
    public let channelAttention: [Float]?
    /// The weight of each position, in 0…1; `nil` where there is no such attention.
    public let spatialAttention: [Float]?
    /// What the block gives, `[1, length, channels]`: of a plain block behind the attention and before the maximum over pairs,
    /// so that positions are those of the attention.
    public let activation: Tensor
    /// Where positions lie along the window.
    public let grid: SampleGrid

    /// From the gradient for the block's output to that for `activation`.
    let pooling: Traced
    /// From there to the block's input.
    let body: @Sendable (Tensor) -> Tensor
  }

  /// How a sum of logits depends on what was computed on the way.
  public struct Gradients: Sendable {
    /// For the window, `[1, windowLength, inputChannels]`.
    public let input: Tensor
    /// For the activation of each block.
    public let blocks: [Tensor]
  }

  /// The window, `[1, windowLength, inputChannels]`.
  public let window: Tensor
  /// What each block did.
  public let blocks: [Block]
  /// What the network answers, to the bit.
  public let logits: [Float]
  private let stem: Traced
  private let head: Traced

  /// Takes one window through a network.
  ///
  /// - Parameter window: `[1, windowLength, inputChannels]`.
  /// - Precondition: The window has that shape.
  public init(_ network: CBAMNetwork, window: Tensor) {
    let configuration = network.configuration
    require(
      window.shape == [1, configuration.windowLength, configuration.inputChannels],
      "a network for windows of \(configuration.windowLength) x \(configuration.inputChannels) "
        + "was asked to trace \(window.shape)")
    self.window = window
    let unit = network.stem.traced(window, relu: true)
    stem = unit.followed { tracedHalved($0) }
    var grid = SampleGrid.input.behind(network.stem.conv.geometry).halved(unit.value)
    var blocks: [Block] = []
    var y = stem.value
    for block in network.blocks {
      let traced = block.traced(y, on: grid)
      y = traced.pooling.value
      grid = block.isPooled ? traced.grid.halved(traced.activation) : traced.grid
      blocks.append(traced)
    }
    self.blocks = blocks
    head = network.pooling.traced(y).followed { network.head.traced($0) }
    logits = head.value.elements
  }

  /// The gradients of `Σ weights[c] · logits[c]`, in closed form from the head to the window.
  ///
  /// - Precondition: There is a weight for each logit.
  public func gradients(ofLogits weights: [Float]) -> Gradients {
    require(
      weights.count == logits.count, "\(weights.count) weights for \(logits.count) logits")
    var gradient = head.pullback(Tensor(shape: [1, weights.count], elements: weights))
    var activations: [Tensor] = []
    for block in blocks.reversed() {
      gradient = block.pooling.pullback(gradient)
      activations.append(gradient)
      gradient = block.body(gradient)
    }
    return Gradients(input: stem.pullback(gradient), blocks: activations.reversed())
  }

  /// The class-activation curve of a block, one number for each position of its activation.
  ///
  ///     L(t) = Σ(k) α(k) · A(t, k)        α(k) = mean over t of ∂y/∂A(t, k)
  ///
  /// That is Grad-CAM (Selvaraju et al., ICCV 2017, arXiv 1610.02391) with its sign kept: below 0 lies what speaks
  /// against the class, where their figures show 0. With an average over time behind the last block, it is CAM
  /// (Zhou et al., CVPR 2016, arXiv 1512.04150) up to a factor.
  public func classActivation(inBlock index: Int, _ gradients: Gradients) -> [Float] {
    let (length, channels) = blocks[index].size
    var weights = [Double](repeating: 0, count: channels)
    for (position, gradient) in gradients.blocks[index].elements.enumerated() {
      weights[position % channels] += Double(gradient) / Double(length)
    }
    return sums(blocks[index].activation) { Double($1) * weights[$0 % channels] }
  }

  /// What each position of a block contributes, `Σ(k) ∂y/∂A(t, k) · A(t, k)`.
  ///
  /// Of the last block these numbers and the head's constant add up to `y` (Draelos and Carin, "Use HiResCAM instead of
  /// Grad-CAM", arXiv 2011.08891).
  public func contributions(inBlock index: Int, _ gradients: Gradients) -> [Float] {
    let gradient = gradients.blocks[index].elements
    return sums(blocks[index].activation) { Double($1) * Double(gradient[$0]) }
  }

  /// What each number of the window contributes, gradient times input, `[windowLength, inputChannels]`; exact where the
  /// network is linear, up to its constant.
  public func contributions(_ gradients: Gradients) -> [Float] {
    zip(window.elements, gradients.input.elements).map { $0 * $1 }
  }

  /// Sums over the channels of each position.
  private func sums(_ activation: Tensor, _ term: (Int, Float) -> Double) -> [Float] {
    let channels = activation.extent.channels
    return (0..<activation.extent.length).map { position in
      var sum = 0.0
      for index in position * channels..<(position + 1) * channels {
        sum += term(index, activation.elements[index])
      }
      return Float(sum)
    }
  }
}

extension NetworkTrace.Block {
  var size: (length: Int, channels: Int) {
    (activation.extent.length, activation.extent.channels)
  }
}

extension SampleGrid {
  /// The grid behind the maximum over pairs, where there is a pair.
  func halved(_ x: Tensor) -> SampleGrid {
    x.extent.length >= 2 ? behind(PoolingGeometry(kernelSize: 2)) : self
  }
}

extension CBAMNetwork.Block {
  var isPooled: Bool {
    switch self {
    case .plain: true
    case .residual: false
    }
  }

  func traced(_ x: Tensor, on grid: SampleGrid) -> NetworkTrace.Block {
    switch self {
    case .plain(let block):
      let unit = block.unit.traced(x, relu: true)
      let attention = block.attention?.traced(unit.value)
      let body = attention.map { attention in unit.followed { _ in attention.result } } ?? unit
      return NetworkTrace.Block(
        channelAttention: attention?.channel, spatialAttention: attention?.spatial,
        activation: body.value, grid: grid.behind(block.unit.conv.geometry),
        pooling: tracedHalved(body.value), body: body.pullback)
    case .residual(let block):
      let branch = block.first.traced(x, relu: true).followed {
        block.second.traced($0, relu: false)
      }
      let attention = block.attention?.traced(branch.value)
      let gated = attention.map { attention in branch.followed { _ in attention.result } } ?? branch
      let shortcut = block.shortcut?.traced(x, relu: false)
      let sum = ReLU().traced(gated.value.adding(shortcut?.value ?? x))
      return NetworkTrace.Block(
        channelAttention: attention?.channel, spatialAttention: attention?.spatial,
        activation: sum.value,
        grid: grid.behind(block.first.conv.geometry).behind(block.second.conv.geometry),
        pooling: Traced(value: sum.value) { $0 },
        body: { dy in
          let gradient = sum.pullback(dy)
          return gated.pullback(gradient).adding(shortcut?.pullback(gradient) ?? gradient)
        })
    }
  }
}
