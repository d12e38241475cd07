import FaultDXTensor
import FaultDXTestSupport
import Testing

/// What happens to flat stretches of parameters, on every instruction set and for counts that do not fit
/// registers; and the rules that all kernels keep about ties and strides.
@Suite struct ParameterKernelTests {
  static let counts = [0, 1, 3, 7, 8, 15, 16, 17, 33, 1025]

  @Test(arguments: InstructionSet.available, counts)
  func `sums over shards, squares, scaling and products`(set: InstructionSet, count: Int) {
    let kernels = Kernels(set)
    let parts = spreadNumbers(3 * count + 6).map { Float($0) }
    let stride = count + 2
    var sum = [Float](repeating: .nan, count: count)
    kernels.sumShards(shards: 3, count: count, parts: parts, stride: stride, to: &sum)
    #expect(
      sum == (0..<count).map { parts[$0] + parts[stride + $0] + parts[2 * stride + $0] })

    let x = spreadNumbers(count, salt: 1).map { Float($0) }
    let expected = x.reduce(0.0) { $0 + Double($1) * Double($1) }
    #expect(abs(kernels.squaredSum(count: count, x: x) - expected) <= 1e-5 * expected)

    var scaled = x
    kernels.scale(count: count, by: 0.75, &scaled)
    #expect(scaled == x.map { 0.75 * $0 })
    var product = [Float](repeating: .nan, count: count)
    kernels.multiply(count: count, x: x, factors: sum, y: &product)
    #expect(product == zip(x, sum).map { $0 * $1 })
  }

  @Test(arguments: InstructionSet.available, [1, 4, 16, 17, 40])
  func `the first of equal maxima wins, over time and over channels`(
    set: InstructionSet, channels: Int
  ) {
    let kernels = Kernels(set)
    let extent = Extent(batch: 2, length: 6, channels: channels)
    // All equal, but one higher element in the second sample.
    var x = [Float](repeating: 1, count: 2 * extent.sampleCount)
    x[extent.sampleCount + 4 * channels + (channels - 1)] = 2
    var maximum = [Float](repeating: .nan, count: 2 * channels)
    var rows = [Int32](repeating: -1, count: 2 * channels)
    var descriptors = [Float](repeating: .nan, count: 2 * 6 * 2)
    var columns = [Int32](repeating: -1, count: 2 * 6)
    x.withUnsafeBufferPointer { x in
      guard let base = x.baseAddress else { return }
      let samples = Samples(base, stride: extent.sampleCount)
      kernels.timeDescriptors(
        extent, x: samples, mean: nil, maximum: &maximum, stride: channels, which: &rows)
      descriptors.withUnsafeMutableBufferPointer { target in
        guard let target = target.baseAddress else { return }
        kernels.channelDescriptors(
          extent, x: samples, descriptors: MutableSamples(target, stride: 12), which: &columns)
      }
    }
    #expect(rows == (0..<(2 * channels)).map { $0 == 2 * channels - 1 ? 4 : 0 })
    #expect(columns == (0..<12).map { $0 == 10 ? Int32(channels - 1) : 0 })
    #expect(descriptors[2 * 10 + 1] == 2)
  }

  @Test(arguments: InstructionSet.available, [1, 5, 16, 19])
  func `statistics of a shard are those of its samples, whatever lies between them`(
    set: InstructionSet, channels: Int
  ) {
    let kernels = Kernels(set)
    let extent = Extent(batch: 3, length: 70, channels: channels)
    let stride = extent.sampleCount + 11
    // A mean far from zero, which a sum of squares would not survive.
    var x = [Float](repeating: .nan, count: 3 * stride)
    let values = spreadNumbers(3 * extent.sampleCount).map { Float(1000 + $0) }
    for n in 0..<3 {
      for i in 0..<extent.sampleCount { x[n * stride + i] = values[n * extent.sampleCount + i] }
    }
    var mean = [Double](repeating: .nan, count: channels)
    var squares = mean
    x.withUnsafeBufferPointer { x in
      guard let base = x.baseAddress else { return }
      kernels.normalizationStatistics(
        extent, x: Samples(base, stride: stride), mean: &mean, squares: &squares)
    }
    for c in 0..<channels {
      let column = (0..<(3 * 70)).map { Double(values[$0 * channels + c]) }
      let expected = column.reduce(0, +) / 210
      let deviations = column.reduce(0) { $0 + ($1 - expected) * ($1 - expected) }
      #expect(abs(mean[c] - expected) < 1e-4)
      #expect(abs(squares[c] - deviations) < 1e-5 * deviations)
    }
  }

  @Test(arguments: InstructionSet.available)
  func `an empty batch is neither read nor written`(set: InstructionSet) {
    let kernels = Kernels(set)
    let extent = Extent(batch: 0, length: 4, channels: 3)
    let pooling = PoolingGeometry(kernelSize: 2)
    // Enough for the parameters of a channel, which may be read.
    var floats = [Float](repeating: 7, count: 3)
    var gate: [Float] = [7]
    var integers: [Int32] = [7]
    floats.withUnsafeMutableBufferPointer { floats in
      guard let base = floats.baseAddress else { return }
      let (x, y) = (Samples(base, stride: 12), MutableSamples(base, stride: 12))
      kernels.normalizationForward(
        extent, x: x, ChannelAffine(mean: base, factor: base, shift: base),
        relu: true, y: y)
      kernels.maxPoolForward(pooling, extent, x: x, y: y, which: &integers)
      kernels.maxPoolBackward(pooling, extent, which: integers, dy: x, dx: y)
      kernels.averagePoolForward(pooling, extent, x: x, y: y)
      kernels.averagePoolBackward(pooling, extent, dy: x, dx: y)
      kernels.timeDescriptors(extent, x: x, mean: base, maximum: base, stride: 3, which: &integers)
      kernels.timeDescriptorsBackward(
        extent, mean: base, maximum: base, stride: 3, which: integers, accumulate: false, dx: y)
      kernels.channelDescriptors(extent, x: x, descriptors: y, which: &integers)
      kernels.channelDescriptorsBackward(extent, descriptors: x, which: integers, addingTo: y)
      kernels.gateChannels(extent, x: x, gate: base, y: y)
      kernels.gateChannelsBackward(extent, x: x, gate: base, dy: x, dx: y, dGate: &gate)
      kernels.gateRows(extent, x: x, gate: base, y: y)
      kernels.gateRowsBackward(extent, x: x, gate: base, dy: x, dx: y, dGate: &gate)
      kernels.sigmoidForward(count: 0, x: base, y: base)
      kernels.sigmoidBackward(count: 0, y: base, dy: base, dx: base)
    }
    #expect(floats == [7, 7, 7])
    #expect(gate == [7])
    #expect(integers == [7])
  }

  @Test(arguments: InstructionSet.available, [4, 16, 21])
  func `what is not a number has an index nevertheless`(set: InstructionSet, channels: Int) {
    let extent = Extent(batch: 1, length: 2, channels: channels)
    let x = [Float](repeating: .nan, count: extent.sampleCount)
    var descriptors = [Float](repeating: 0, count: 4)
    var which: [Int32] = [-1, -1]
    x.withUnsafeBufferPointer { x in
      descriptors.withUnsafeMutableBufferPointer { target in
        guard let x = x.baseAddress, let target = target.baseAddress else { return }
        Kernels(set).channelDescriptors(
          extent, x: Samples(x, stride: extent.sampleCount),
          descriptors: MutableSamples(target, stride: 4), which: &which)
      }
    }
    #expect(which.allSatisfy { (0..<Int32(channels)).contains($0) })
    #expect(descriptors.allSatisfy { $0.isNaN })
  }
}
