package import FaultDXNN
import FaultDXTensor

/// Normalisation, ReLU, the gates of an attention one after the other, and the maximum over pairs of rows, of which only
/// the last is written: every step before it is computed again where it is needed, from what the convolution wrote.
///
/// The same as recording each of them by itself, whose derivations hold here too: the gradient goes back through the
/// pairs and the row gate, then the channel gate, then ReLU and normalisation.
package struct GatedPooling: Sendable, Equatable {
  let norm: BatchNorm1d
  let channel: ChannelAttention?
  let spatial: SpatialAttention?

  /// `nil` where the module does not apply its gates one after the other, channels first.
  package init?(_ norm: BatchNorm1d, _ attention: CBAM?) {
    self.norm = norm
    channel = attention?.channel
    spatial = attention?.spatial
    if channel != nil, spatial != nil, attention?.arrangement != .channelFirst { return nil }
  }

  /// Records it for what a convolution wrote, at least two rows a sample.
  package func record(
    _ x: Activation, norm normPath: String, attention path: String, in pass: TrainingPass
  ) -> Activation {
    let view = GatedActivation(x, BatchStatistics(norm, normPath, pass.parameters), in: pass)
    view.recordNormalization(in: pass)
    view.channelGate = channel?.recordGate(joined(path, "channel"), in: pass) {
      view.recordTimeDescriptors($0, in: pass)
    }
    let descriptors = spatial.map { _ in pass.activation(length: x.length, channels: 2) }
    view.recordChannelGateGradient(descriptors, in: pass)
    if let spatial, let descriptors {
      view.rowGate = spatial.recordGate(of: descriptors, joined(path, "spatial"), in: pass)
    }
    return view.recordPairMaxima(in: pass)
  }
}

/// What a convolution wrote, as it is seen through normalisation, ReLU and gates.
// Unchecked: changes only while the pass is recorded; a shard touches only its own samples.
private final class GatedActivation: @unchecked Sendable {
  let x: Activation
  /// A gate that is not there is one everywhere.
  var channelGate, rowGate: Activation?
  private let statistics: BatchStatistics
  /// The gradient of what comes out, once it is known.
  private let y: Activation
  private let ones: Memory<Float>
  private let winningRows, winningChannels: Memory<Int32>
  private var mean, maximum: (activation: Activation, row: Int)?

  init(_ x: Activation, _ statistics: BatchStatistics, in pass: TrainingPass) {
    self.x = x
    self.statistics = statistics
    y = pass.activation(length: x.length / 2, channels: x.channels)
    ones = Memory(count: pass.capacity * max(x.channels, x.length))
    ones.base.update(repeating: 1, count: ones.count)
    winningRows = Memory(count: pass.capacity * x.channels)
    winningChannels = Memory(count: pass.capacity * x.length)
  }

  private func view(_ shard: Shard) -> GatedSamples {
    let first = shard.samples.lowerBound
    return GatedSamples(
      shard.extent(x), x: x.read(shard), affine: statistics.affine,
      channelGate: channelGate?.sample(first) ?? ones.base,
      rowGate: rowGate?.sample(first) ?? ones.base)
  }

  func recordNormalization(in pass: TrainingPass) {
    let (kernels, x, statistics) = (pass.kernels, x, statistics)
    statistics.recordMoments(of: x, in: pass)
    pass.backward(
      .each { [self] shard in
        kernels.gatedNormalizationBackwardSums(
          view(shard), descriptors: timeDescriptorGradient(shard), dy: x.writeGradient(shard),
          sums: statistics.first(shard.index), products: statistics.second(shard.index))
      },
      statistics.gradientStep(length: x.length),
      .each { shard in
        kernels.normalizationBackward(
          shard.extent(x), x: x.read(shard), statistics.affine, slope: statistics.slope.base,
          offset: statistics.offset.base, dy: x.readGradient(shard), dx: x.writeGradient(shard))
      })
  }

  /// Means and maxima over time as the rows of one activation.
  func recordTimeDescriptors(_ kinds: [GlobalPool1d.Kind], in pass: TrainingPass) -> Activation {
    let (kernels, channels) = (pass.kernels, x.channels)
    let descriptors = pass.activation(length: kinds.count, channels: channels)
    let meanRow = kinds.firstIndex(of: .average)
    let maximumRow = kinds.firstIndex(of: .maximum)
    if let meanRow { mean = (descriptors, meanRow) }
    if let maximumRow { maximum = (descriptors, maximumRow) }
    pass.forward(
      .each { [self] shard in
        let first = shard.samples.lowerBound
        let base = descriptors.sample(first)
        kernels.timeDescriptors(
          view(shard), mean: meanRow.map { base + $0 * channels },
          maximum: maximumRow.map { base + $0 * channels }, stride: kinds.count * channels,
          which: maximumRow.map { _ in winningRows.base + first * channels })
      })
    return descriptors
  }

  private func timeDescriptorGradient(_ shard: Shard) -> TimeDescriptorGradient {
    let first = shard.samples.lowerBound
    func row(_ place: (activation: Activation, row: Int)?) -> UnsafePointer<Float>? {
      place.map { UnsafePointer($0.activation.gradient(first) + $0.row * x.channels) }
    }
    return TimeDescriptorGradient(
      mean: row(mean), maximum: row(maximum),
      stride: ((mean ?? maximum)?.activation.length ?? 0) * x.channels,
      which: winningRows.base + first * x.channels)
  }

  /// Fills in the descriptors over channels, if there are any, and takes their gradient back.
  func recordChannelGateGradient(_ descriptors: Activation?, in pass: TrainingPass) {
    let (kernels, x, y) = (pass.kernels, x, y)
    if let descriptors {
      pass.forward(
        .each { [self] shard in
          kernels.channelDescriptors(
            view(shard), descriptors: descriptors.write(shard),
            which: winningChannels.base + shard.samples.lowerBound * x.length)
        })
    }
    pass.backward(
      .each { [self] shard in
        let first = shard.samples.lowerBound
        kernels.channelGateGradient(
          view(shard), dMaxima: y.readGradient(shard),
          dDescriptors: descriptors.map { $0.readGradient(shard) },
          which: winningChannels.base + first * x.length, dGate: channelGate?.gradient(first),
          du: x.writeGradient(shard))
      })
  }

  func recordPairMaxima(in pass: TrainingPass) -> Activation {
    let (kernels, y) = (pass.kernels, y)
    pass.forward(.each { [self] shard in kernels.pairMaxima(view(shard), y: y.write(shard)) })
    if let rowGate {
      pass.backward(
        .each { [self] shard in
          kernels.rowGateGradient(
            view(shard), dMaxima: y.readGradient(shard),
            dGate: rowGate.gradient(shard.samples.lowerBound))
        })
    }
    return y
  }
}
