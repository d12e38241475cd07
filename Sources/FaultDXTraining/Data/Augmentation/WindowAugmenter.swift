import FaultDXSignal
package import FaultDXTensor

/// The windows of a training set as the epochs of a run see them.
///
/// A pure function of seed, epoch and draw, whichever thread asks; nothing is allocated per window.
package struct WindowAugmenter: Sendable {
  private let windows: LabelledWindows
  private let augmentation: Augmentation
  private let seed: UInt64
  private let purpose: RandomPurpose
  private let interpolation: Interpolation?
  private let white: NoiseTable?
  private let pink: NoiseTable?

  /// Prepares what all windows share.
  ///
  /// - Parameter purpose: what is drawn for one is not what is drawn for another.
  package init(
    _ windows: LabelledWindows, _ augmentation: Augmentation, seed: UInt64,
    purpose: RandomPurpose = .augmentation
  ) {
    self.windows = windows
    self.augmentation = augmentation
    self.seed = seed
    self.purpose = purpose
    interpolation = augmentation.stretch > 0 || augmentation.jitter > 0 ? Interpolation() : nil
    func table(_ kind: NoiseKind, index: Int) -> NoiseTable {
      var random = RandomPurpose.noise.generator(seed: seed, index: index)
      return NoiseTable(kind, using: &random)
    }
    // Jitter is white too.
    white =
      augmentation.whiteNoise != nil || augmentation.jitter > 0 ? table(.white, index: 1) : nil
    pink = augmentation.pinkNoise == nil ? nil : table(.pink, index: 2)
  }

  /// Writes one window, `[inputLength, channels]`.
  ///
  /// - Parameters:
  ///   - draw: the index of the window, and that plus the number of windows where an epoch sees it a second time.
  ///   - workspace: is reset.
  package func fill(
    _ draw: Int, epoch: Int, into target: UnsafeMutablePointer<Float>,
    workspace: inout Workspace
  ) {
    let index = draw % windows.count
    guard augmentation.changesWindows else { return windows.fill(index, into: target) }
    var random = purpose.generator(seed: seed, round: epoch, index: draw)
    let samples = recorded(index, &random, &workspace)
    let (gain, sign) = level(&random)
    // A window that is scaled by its own level would take the gain back.
    let isLate = windows.normalization.followsLevel
    multiply(samples, by: isLate ? sign : sign * gain)
    windows.scale(UnsafeBufferPointer(samples), into: target)
    let scaled = UnsafeMutableBufferPointer(start: target, count: windows.windowCount)
    if isLate { multiply(scaled, by: gain) }
    if augmentation.noise > 0 {
      for index in scaled.indices { scaled[index] += Float(augmentation.noise * random.normal()) }
    }
    workspace.reset()
  }

  /// One window as it might have been recorded, `[windowLength, channels]`: neither conditioned nor scaled.
  ///
  /// - Parameter workspace: is reset.
  package func samples(_ draw: Int, epoch: Int, workspace: inout Workspace) -> [Float] {
    var random = purpose.generator(seed: seed, round: epoch, index: draw)
    let samples = recorded(draw % windows.count, &random, &workspace)
    let (gain, sign) = level(&random)
    multiply(samples, by: sign * gain)
    let result = Array(samples)
    workspace.reset()
    return result
  }

  /// A window in its place, through its path and with its noise, but for how loud it is.
  private func recorded(
    _ index: Int, _ random: inout CounterGenerator, _ workspace: inout Workspace
  ) -> UnsafeMutableBufferPointer<Float> {
    let count = windows.windowLength * windows.channels
    let samples = UnsafeMutableBufferPointer(start: workspace.take(count), count: count)
    place(windows.windows[index], into: samples, &random, &workspace)
    augmentation.crop?.apply(samples, channels: windows.channels, &random)
    add(augmentation.whiteNoise, white, to: samples, &random, &workspace)
    add(augmentation.pinkNoise, pink, to: samples, &random, &workspace)
    return samples
  }

  /// How loud a window is made, and which way up.
  private func level(_ random: inout CounterGenerator) -> (gain: Float, sign: Float) {
    var gain: Float = 1
    if augmentation.gain > 0 {
      gain = Float(random.uniform(in: (1 - augmentation.gain)...(1 + augmentation.gain)))
    }
    return (gain, augmentation.flipsSign && random.uniform() < 0.5 ? -1 : 1)
  }

  private func add(
    _ noise: RandomNoise?, _ table: NoiseTable?, to samples: UnsafeMutableBufferPointer<Float>,
    _ random: inout CounterGenerator, _ workspace: inout Workspace
  ) {
    guard let noise, let table else { return }
    noise.apply(
      samples, channels: windows.channels, table: table,
      room: workspace.take(windows.windowLength), &random)
  }

  private func multiply(_ samples: UnsafeMutableBufferPointer<Float>, by factor: Float) {
    if factor != 1 { for index in samples.indices { samples[index] *= factor } }
  }

  /// Takes the samples from the recording, with what filters need beside them, and filters them.
  private func place(
    _ window: LabelledWindows.Window, into samples: UnsafeMutableBufferPointer<Float>,
    _ random: inout CounterGenerator, _ workspace: inout Workspace
  ) {
    guard let target = samples.baseAddress else { return }
    let placement = WindowPlacement(
      window, length: windows.windowLength, augmentation, &random)
    let equalizer = workspace.take(RandomEqualization.half + 1)
    let stop = workspace.take(RandomBandStop.half + 1)
    let equalizes = augmentation.equalization?.draw(equalizer, &random) ?? false
    let stops = augmentation.bandStop?.draw(stop, &random) ?? false
    let margin =
      (equalizes ? RandomEqualization.half : 0) + (stops ? RandomBandStop.half : 0)
    if margin == 0 { return take(placement, margin: 0, window, target, &random, &workspace) }
    let channels = windows.channels
    let source = workspace.take((windows.windowLength + 2 * margin) * channels)
    take(placement, margin: margin, window, source, &random, &workspace)
    func filter(
      _ coefficients: UnsafePointer<Float>, _ half: Int, _ source: UnsafePointer<Float>,
      _ target: UnsafeMutablePointer<Float>, margin: Int
    ) {
      ZeroPhaseFilter.apply(
        coefficients, half: half, source: source, target: target,
        count: (windows.windowLength + 2 * margin) * channels, channels: channels)
    }
    guard equalizes else { return filter(stop, RandomBandStop.half, source, target, margin: 0) }
    guard stops else {
      return filter(equalizer, RandomEqualization.half, source, target, margin: 0)
    }
    let between = workspace.take(
      (windows.windowLength + 2 * RandomBandStop.half) * channels)
    filter(
      equalizer, RandomEqualization.half, source, between, margin: RandomBandStop.half)
    filter(stop, RandomBandStop.half, between, target, margin: 0)
  }

  /// Takes the window and `margin` frames on each side of it; beyond the window's range its outermost frames stand for
  /// those that may not be seen.
  private func take(
    _ placement: WindowPlacement, margin: Int, _ window: LabelledWindows.Window,
    _ target: UnsafeMutablePointer<Float>, _ random: inout CounterGenerator,
    _ workspace: inout Workspace
  ) {
    let channels = windows.channels
    let frames = windows.windowLength + 2 * margin
    let isMoved = placement.speed != 1 || augmentation.jitter > 0
    guard isMoved, let interpolation else {
      let start = Int(placement.first) - margin
      return windows.copy(start..<(start + frames), of: window, into: target)
    }
    let room = Interpolation.taps
    let first = placement.first - placement.speed * Double(margin)
    let start = Int(first.rounded(.down)) - room
    let span = Int((placement.speed * Double(frames)).rounded(.up)) + 2 * room
    let source = workspace.take(span * channels)
    windows.copy(start..<(start + span), of: window, into: source)
    var offsets: UnsafeMutablePointer<Float>?
    if augmentation.jitter > 0, let white {
      let memory = workspace.take(frames)
      white.draw(frames, into: memory, &random)
      // Two stretches are added in the table, and no instant may leave the room about it.
      let scale = Float(augmentation.jitter / 2.0.squareRoot())
      for t in 0..<frames { memory[t] = max(-4, min(4, memory[t] * scale)) }
      offsets = memory
    }
    interpolation.apply(
      source, place: first - Double(start), speed: placement.speed, offsets: offsets,
      target: target, frames: frames, channels: channels)
  }
}

extension Normalization {
  /// Whether each window is scaled by what is in it.
  var followsLevel: Bool {
    switch self {
    case .standard, .minMax: true
    case .none, .fittedStandard, .fittedMinMax: false
    }
  }
}
