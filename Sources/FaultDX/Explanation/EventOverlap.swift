import FaultDXSignal

/// Whether a curve points at events whose instants are known, such as the impacts of a simulated bearing.
///
/// The attended samples of a window are those with the highest values of the curve. Counted is how many of them lie
/// within reach behind an event. Chance is the same curve turned around its window by every possible shift, which keeps its
/// shape and takes away its place; the mean over all shifts is the share of samples that lie within reach of events.
public struct EventOverlap: Sendable, Equatable {
  /// The networks, as in `Explanation.parts`.
  public var part: Int
  /// The curve.
  public var source: Explanation.Source
  /// Windows that were looked at, which do not overlap.
  public var windows: Int
  /// Events in them.
  public var events: Int
  /// The share of attended samples that lie within reach behind an event.
  public var attended: Double
  /// The same by chance.
  public var chance: Double
  /// How probable such an overlap or a larger one is by chance: the share of draws of one shift for each window that
  /// reach it.
  public var p: Double
  /// The overlap of the same curves with the numbers of the network in random order: what it must fall to where curves mean
  /// nothing.
  public var shuffled: Double
  /// How probable that one is by chance.
  public var shuffledP: Double
}

extension EventOverlap {
  /// What counts as attended and as near an event.
  public struct Settings: Sendable, Equatable {
    /// How long an event is heard, in seconds: the housing of a bearing rings a few milliseconds.
    public var reach = 0.002
    /// The share of a window's samples that counts as attended.
    public var attended = 0.2
    /// The most windows that are looked at, spread over the recording.
    public var windows = 32
    /// Draws of shifts.
    public var draws = 999
    /// Decides everything that is random.
    public var seed: UInt64 = 1

    /// 2 ms, a fifth of the samples, 32 windows, 999 draws.
    public init() {}
  }
}

extension Explainer {
  /// How far the curves of waveforms point at events.
  ///
  /// - Parameters:
  ///   - events: in seconds after the recording's start; any order.
  ///   - label: the class; each window's own verdict unless named.
  /// - Returns: An overlap for each curve; none where no network reads samples, or no window holds an event.
  /// - Throws: `ExplanationError.noSuchClass` or `.noRate`.
  public func overlap(
    withEventsAt events: [Double], for label: String? = nil,
    _ settings: EventOverlap.Settings = .init()
  ) throws(ExplanationError) -> [EventOverlap] {
    guard let rate = recording.sampleRate else { throw .noRate(recording: recording.identity) }
    struct Window {
      var isNear: [Bool]
      var explanation: Explanation
      var number: Int
    }
    var windows: [Window] = []
    var count = 0
    for number in apartWindows(most: settings.windows) {
      let explanation = try explanation(ofWindow: number, for: label)
      var isNear = [Bool](repeating: false, count: explanation.window.count)
      var isHeld = false
      for event in events {
        let start = event * rate - Double(explanation.window.lowerBound)
        let end = start + settings.reach * rate
        guard end > 0, start < Double(isNear.count) else { continue }
        for frame in max(
          0, Int(start.rounded(.up)))..<max(0, min(isNear.count, Int(end.rounded(.up))))
        {
          isNear[frame] = true
        }
        if start >= 0 { (isHeld, count) = (true, count + 1) }
      }
      if isHeld { windows.append(Window(isNear: isNear, explanation: explanation, number: number)) }
    }
    guard let first = windows.first else { return [] }
    var result: [EventOverlap] = []
    for (index, part) in first.explanation.parts.enumerated() where part.axis.kind == .samples {
      for (place, curve) in part.curves.enumerated() {
        var actual = ShiftedOverlap()
        var shuffled = ShiftedOverlap()
        for window in windows {
          var generator = CounterGenerator(
            seed: settings.seed, stream: UInt64(window.number), substream: 3)
          let curve = window.explanation.parts[index].curves[place]
          actual.add(curve.values, window.isNear, share: settings.attended, &generator)
          let values = curve.shuffled(using: &generator)
          shuffled.add(values, window.isNear, share: settings.attended, &generator)
        }
        var generator = CounterGenerator(seed: settings.seed, stream: 4)
        result.append(
          EventOverlap(
            part: index, source: curve.source, windows: windows.count, events: count,
            attended: actual.observed, chance: actual.chance,
            p: actual.p(draws: settings.draws, using: &generator), shuffled: shuffled.observed,
            shuffledP: shuffled.p(draws: settings.draws, using: &generator)))
      }
    }
    return result
  }
}

extension Explanation.Curve {
  /// The values in random order, in pieces as long as one number of the network.
  func shuffled(using generator: inout CounterGenerator) -> [Double] {
    let length = max(1, Int(step.rounded()))
    let pieces = stride(from: 0, to: values.count, by: length).map {
      Array(values[$0..<min($0 + length, values.count)])
    }
    return generator.shuffled(pieces).flatMap { $0 }
  }
}

/// How many attended samples of windows lie near events, for every shift of each.
private struct ShiftedOverlap {
  /// The shares of each window, the first unshifted.
  private var shares: [[Double]] = []

  /// Adds a window.
  mutating func add(
    _ values: [Double], _ isNear: [Bool], share: Double, _ generator: inout CounterGenerator
  ) {
    let length = values.count
    let chosen = max(1, Int((share * Double(length)).rounded()))
    let mask = PositionMask(highest: chosen, of: values, using: &generator).isChosen
    let places = mask.indices.filter { mask[$0] }
    let twice = (isNear + isNear).map { $0 ? 1 : 0 }
    shares.append(
      twice.withUnsafeBufferPointer { near in
        places.withUnsafeBufferPointer { places in
          (0..<length).map { shift in
            var sum = 0
            for place in places { sum &+= near[place &+ shift] }
            return Double(sum) / Double(places.count)
          }
        }
      })
  }

  var observed: Double { shares.reduce(0) { $0 + $1[0] } / Double(shares.count) }

  var chance: Double {
    shares.reduce(0) { $0 + $1.reduce(0, +) / Double($1.count) } / Double(shares.count)
  }

  func p(draws: Int, using generator: inout CounterGenerator) -> Double {
    let limit = observed * Double(shares.count) - 1e-9
    let reached = (0..<draws).count { _ in
      shares.reduce(0) { $0 + $1[generator.integer(below: $1.count)] } >= limit
    }
    return Double(reached + 1) / Double(draws + 1)
  }
}
