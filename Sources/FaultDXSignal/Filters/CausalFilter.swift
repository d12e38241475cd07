/// A filter that takes interleaved samples as they come and remembers what it needs of those before.
///
/// The samples that come out are the same bits however the samples that go in are cut into blocks. A sample that is
/// not a finite number comes out as NaN, and its channel starts anew behind it: one failed reading must not stay in the
/// memory of a recursive filter for ever.
public struct CausalFilter: Sendable {
  /// The filter.
  public let sections: SecondOrderSections
  /// Interleaved channels.
  public let channels: Int
  private let passing: Set<Int>
  /// The state of each section for a channel; `nil` before the first finite sample.
  private var states: [[SecondOrderSections.State]?]
  private let steady: [SecondOrderSections.State]
  /// The finite samples at work; kept, so that memory is asked for once.
  private var run: [Double] = []

  /// A filter at rest.
  ///
  /// - Parameter passing: Channels that are handed on as they are, such as a tachometer's.
  /// - Precondition: There is at least one channel.
  public init(_ sections: SecondOrderSections, channels: Int = 1, passing: Set<Int> = []) {
    require(channels > 0, "a filter needs at least one channel")
    self.sections = sections
    self.channels = channels
    self.passing = passing
    states = Array(repeating: nil, count: channels)
    steady = sections.steadyState
  }

  /// Filters the next frames in place.
  ///
  /// - Precondition: They are whole frames.
  public mutating func apply(_ samples: UnsafeMutableBufferPointer<Float>) {
    require(
      samples.count % channels == 0,
      "\(samples.count) samples are no frames of \(channels) channels")
    // Taken out while it is at work: two owners would copy it.
    var run = self.run
    self.run = []
    defer { self.run = run }
    for channel in 0..<channels where !passing.contains(channel) {
      var start = channel
      for index in stride(from: channel, to: samples.count, by: channels) {
        let sample = Double(samples[index])
        if sample.isFinite {
          if run.isEmpty { start = index }
          run.append(sample)
        } else {
          flush(&run, of: channel, to: samples, from: start)
          states[channel] = nil
          samples[index] = .nan
        }
      }
      flush(&run, of: channel, to: samples, from: start)
    }
  }

  /// Filters a run of finite samples of a channel and puts it where it came from.
  private mutating func flush(
    _ run: inout [Double], of channel: Int, to samples: UnsafeMutableBufferPointer<Float>,
    from start: Int
  ) {
    guard let first = run.first else { return }
    var state = states[channel].take() ?? steady.map { $0 * first }
    sections.run(&run, from: &state)
    states[channel] = consume state
    for (offset, value) in run.enumerated() { samples[start + offset * channels] = Float(value) }
    run.removeAll(keepingCapacity: true)
  }

  /// What it remembers.
  var memory: [[SIMD2<Double>]?] { states }

  /// Continues with what a filter like this one remembered; `false` where it is not like it.
  mutating func restore(_ memory: [[SIMD2<Double>]?]) -> Bool {
    guard memory.count == channels,
      memory.allSatisfy({ $0.map { $0.count == sections.sections.count } ?? true })
    else { return false }
    states = memory
    return true
  }
}
