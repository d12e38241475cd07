import BenchmarkSupport
import FaultDXNN
import FaultDXTensor

/// What grows; everything else stays as the reference network has it.
enum Axis: String {
  /// Windows in one call.
  case batch
  /// Samples of a window; the stem adapts to short ones.
  case length
  /// Channels of a window.
  case channels
}

/// One size of a reference network, to be timed.
struct Point {
  let name: String
  let axis: Axis
  let value: Int
  let threads: Int
  let configuration: CBAMNetwork.Configuration

  init(_ name: String, _ axis: Axis, _ value: Int, threads: Int = 1) {
    let reference: CBAMNetwork.Configuration = name == "wide" ? .wide : .small
    self.name = name
    self.axis = axis
    self.value = value
    self.threads = threads
    configuration = CBAMNetwork.Configuration(
      windowLength: axis == .length ? value : reference.windowLength,
      inputChannels: axis == .channels ? value : 1, classes: reference.classes,
      widths: reference.widths, attention: reference.attention)
  }

  /// Times the point and prints its line.
  func measure() throws {
    var generator = SystemRandomNumberGenerator()
    let network = try CBAMNetwork(configuration: configuration, generator: &generator)
    let plan = InferencePlan(network)
    let batch = axis == .batch ? value : 1
    let shape = [batch, configuration.windowLength, configuration.inputChannels]
    let samples = (0..<shape.reduce(1, *)).map { _ in Float.random(in: -1...1, using: &generator) }
    let windows = Tensor(shape: shape, elements: samples)
    let parallelism: Parallelism = threads == 1 ? .serial : .threads(threads)
    let operations = 2 * configuration.multiplyAdds * batch
    // About a quarter of a second a point, whatever its size.
    let turns = max(5, min(100, 25_000_000_000 / operations))
    var session = InferenceSession(plan)
    session.withWindow(0) { window in
      for index in window.indices { window[index] = samples[index] }
    }
    let measurement = Measurement(Kernels(.best), operations: operations, turns: turns) {
      if axis == .batch {
        _ = plan.logits(windows, parallelism: parallelism)
      } else {
        session.run(count: 1)
      }
    }
    let microseconds = measurement.seconds * 1e6 / Double(batch)
    print(
      name, axis.rawValue, value, threads, microseconds, configuration.multiplyAdds,
      measurement.peak / 1e9, separator: ",")
  }
}

extension CBAMNetwork.Configuration {
  /// The multiply-adds of the convolutions of one window, in their direct form.
  var multiplyAdds: Int {
    var length = (windowLength + 2 * stem.padding - stem.kernelSize) / stem.stride + 1
    var count = length * stem.kernelSize * inputChannels * widths[0]
    for (inputs, outputs) in zip(widths, widths.dropFirst()) {
      length = max(length / 2, 1)
      count += length * 3 * inputs * outputs
    }
    return count
  }
}
