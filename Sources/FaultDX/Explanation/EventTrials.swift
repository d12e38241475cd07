import FaultDXNN
import FaultDXSignal

/// Curves held against events whose instants are known, recording by recording.
///
///     var trials = EventTrials()
///     for (recording, impacts) in simulated {
///       try trials.add(Explainer(diagnoser, recording), eventsAt: impacts, unit: recording.group)
///     }
///     let results = trials.results
public struct EventTrials: Sendable {
  /// What counts as attended and as near an event.
  public let settings: EventOverlap.Settings

  /// One curve of one window.
  private struct Window {
    var unit: String
    var actual: ShiftedOverlap
    var shuffled: ShiftedOverlap
    var untrained: Double
  }

  private struct Key: Hashable {
    var part: Int
    var source: Explanation.Source
  }

  private var order: [Key] = []
  private var windows: [Key: [Window]] = [:]
  private var events = 0
  private var isOfUnits = false

  /// None yet.
  public init(_ settings: EventOverlap.Settings = .init()) { self.settings = settings }

  /// Holds the curves of a recording's windows that have an event against these.
  ///
  /// - Parameters:
  ///   - explainer: the recording, and the model that is asked.
  ///   - events: in seconds after the recording's start; any order.
  ///   - label: the class; each window's own verdict unless named.
  ///   - most: how many windows at the most; as many as `settings` says unless said otherwise.
  ///   - unit: what the recording is a piece of; without one each window is a unit of its own.
  /// - Throws: `ExplanationError.noSuchClass` or `.noRate`.
  public mutating func add(
    _ explainer: Explainer, eventsAt events: [Double], for label: String? = nil,
    windows most: Int? = nil, unit: String? = nil
  ) throws(ExplanationError) {
    let recording = explainer.recording
    guard let rate = recording.sampleRate else { throw .noRate(recording: recording.identity) }
    let untrained = explainer.untrained(draws: settings.untrained, seed: settings.seed)
    for number in explainer.apartWindows(most: most ?? settings.windows) {
      let explanation = try explainer.explanation(ofWindow: number, for: label)
      guard
        let isNear = near(
          events.map { $0 * rate - Double(explanation.window.lowerBound) }, rate,
          length: explanation.window.count)
      else { continue }
      let others = try untrained.map { networks throws(ExplanationError) in
        try explainer.explanation(ofWindow: number, for: explanation.label, asking: networks)
      }
      for (index, part) in explanation.parts.enumerated() where part.axis.kind == .samples {
        for (row, curve) in part.curves.enumerated() {
          var generator = CounterGenerator(
            seed: settings.seed, stream: UInt64(number), substream: 3)
          let actual = overlap(curve.values, isNear, &generator)
          let shuffled = overlap(curve.shuffled(using: &generator), isNear, &generator)
          let shares = others.map {
            observed($0.parts[index].curves[row].values, isNear, &generator)
          }
          let key = Key(part: index, source: curve.source)
          if self.windows[key] == nil { order.append(key) }
          self.windows[key, default: []].append(
            Window(
              unit: unit ?? "window \(number)", actual: actual, shuffled: shuffled,
              untrained: shares.reduce(0, +) / Double(max(1, shares.count))))
        }
      }
    }
    isOfUnits = isOfUnits || unit != nil
  }

  /// Which positions lie within reach behind an event; `nil` where the window holds none.
  private mutating func near(_ places: [Double], _ rate: Double, length: Int) -> [Bool]? {
    var isNear = [Bool](repeating: false, count: length)
    var held = 0
    for start in places {
      let end = start + settings.reach * rate
      guard end > 0, start < Double(length) else { continue }
      for frame in max(0, Int(start.rounded(.up)))..<max(0, min(length, Int(end.rounded(.up)))) {
        isNear[frame] = true
      }
      if start >= 0 { held += 1 }
    }
    events += held
    return held > 0 ? isNear : nil
  }

  private func overlap(
    _ values: [Double], _ isNear: [Bool], _ generator: inout CounterGenerator
  ) -> ShiftedOverlap {
    ShiftedOverlap(values, isNear, share: settings.attended, &generator)
  }

  /// The unshifted overlap alone.
  private func observed(
    _ values: [Double], _ isNear: [Bool], _ generator: inout CounterGenerator
  ) -> Double {
    let chosen = max(1, Int((settings.attended * Double(values.count)).rounded()))
    let mask = PositionMask(highest: chosen, of: values, using: &generator)
    return Double(zip(mask.isChosen, isNear).count { $0 && $1 }) / Double(chosen)
  }

  /// What the curves overlap, with p values corrected for the number of curves.
  public var results: [EventOverlap] {
    var results = order.compactMap { key in windows[key].map { result(of: $0, key) } }
    for (index, p) in HolmCorrection.adjusted(results.map(\.p)).enumerated() {
      results[index].correctedP = p
    }
    return results
  }

  private func result(of windows: [Window], _ key: Key) -> EventOverlap {
    let order = windows.map(\.unit).reduce(into: [String]()) { units, unit in
      if units.last != unit, !units.contains(unit) { units.append(unit) }
    }
    let units = order.map { unit in windows.filter { $0.unit == unit } }
    func means(_ value: (Window) -> Double) -> [Double] {
      units.map { $0.reduce(0) { $0 + value($1) } / Double($0.count) }
    }
    func mean(_ values: [Double]) -> Double { values.reduce(0, +) / Double(values.count) }
    var generator = CounterGenerator(seed: settings.seed, stream: 4)
    let actual = means(\.actual.observed)
    let chance = means(\.actual.chance)
    let untrained = means(\.untrained)
    let gains = PairedGains(zip(actual, chance).map { $0 - $1 }, using: &generator)
    let learnt = PairedGains(zip(actual, untrained).map { $0 - $1 }, using: &generator)
    let shuffled = means(\.shuffled.observed)
    let shuffledP =
      isOfUnits
      ? PairedGains(zip(shuffled, chance).map { $0 - $1 }, using: &generator).p
      : ShiftedOverlap.p(windows.map(\.shuffled), draws: settings.draws, using: &generator)
    let p =
      isOfUnits
      ? gains.p : ShiftedOverlap.p(windows.map(\.actual), draws: settings.draws, using: &generator)
    return EventOverlap(
      part: key.part, source: key.source, windows: windows.count, units: units.count,
      events: events, attended: mean(actual), chance: mean(chance), p: p, correctedP: p,
      interval: gains.interval, shuffled: mean(shuffled), shuffledP: shuffledP,
      untrained: mean(untrained), untrainedP: learnt.p)
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

/// The share of a window's attended samples that lies near events, for every shift.
private struct ShiftedOverlap: Sendable {
  /// The first unshifted.
  private let shares: [Double]

  init(
    _ values: [Double], _ isNear: [Bool], share: Double, _ generator: inout CounterGenerator
  ) {
    let length = values.count
    let chosen = max(1, Int((share * Double(length)).rounded()))
    let mask = PositionMask(highest: chosen, of: values, using: &generator).isChosen
    let places = mask.indices.filter { mask[$0] }
    let twice = (isNear + isNear).map { $0 ? 1 : 0 }
    shares = twice.withUnsafeBufferPointer { near in
      places.withUnsafeBufferPointer { places in
        (0..<length).map { shift in
          var sum = 0
          for place in places { sum &+= near[place &+ shift] }
          return Double(sum) / Double(places.count)
        }
      }
    }
  }

  var observed: Double { shares[0] }

  var chance: Double { shares.reduce(0, +) / Double(shares.count) }

  /// The share of draws of one shift for each window that overlap as much as without.
  static func p(
    _ windows: [ShiftedOverlap], draws: Int, using generator: inout CounterGenerator
  ) -> Double {
    let limit = windows.reduce(0) { $0 + $1.observed } - 1e-9
    let reached = (0..<draws).count { _ in
      windows.reduce(0) { $0 + $1.shares[generator.integer(below: $1.shares.count)] } >= limit
    }
    return Double(reached + 1) / Double(draws + 1)
  }
}
