public import CoreMetrics
import Synchronization

/// Holds what swift-metrics measures, and writes it as Prometheus reads it (text format 0.0.4).
///
/// Counters and gauges are what they are; recorders and timers become histograms, those of timers in seconds.
public final class MetricsRegistry: MetricsFactory {
  struct Key: Hashable, Comparable {
    let name: String
    let labels: String

    init(_ label: String, _ dimensions: [(String, String)]) {
      name = Self.name(label)
      labels = dimensions.map { "\(Self.name($0.0))=\"\(Self.escaped($0.1))\"" }
        .joined(separator: ",")
    }

    static func < (one: Key, other: Key) -> Bool {
      (one.name, one.labels) < (other.name, other.labels)
    }

    private static func name(_ text: String) -> String {
      String(
        text.map { $0.isASCII && ($0.isLetter || $0.isNumber || $0 == "_" || $0 == ":") ? $0 : "_" }
      )
    }

    private static func escaped(_ text: String) -> String {
      var result = ""
      for character in text {
        switch character {
        case "\\": result += "\\\\"
        case "\"": result += "\\\""
        case "\n": result += "\\n"
        default: result.append(character)
        }
      }
      return result
    }
  }

  private let counters = Mutex<[Key: Count]>([:])
  private let gauges = Mutex<[Key: Level]>([:])
  private let histograms = Mutex<[Key: Histogram]>([:])

  private let help: [String: String]

  /// Nothing was measured yet.
  ///
  /// - Parameter help: A sentence for each measure that has one.
  public init(help: [String: String] = ServiceMeasures.help) { self.help = help }

  private func find<Measure>(
    _ label: String, _ dimensions: [(String, String)], in all: borrowing Mutex<[Key: Measure]>,
    _ make: () -> sending Measure
  ) -> Measure where Measure: Sendable {
    let key = Key(label, dimensions)
    let made = make()
    return all.withLock { all in
      if let found = all[key] { return found }
      all[key] = made
      return made
    }
  }

  /// A counter, the same for the same name and dimensions.
  public func makeCounter(label: String, dimensions: [(String, String)]) -> any CounterHandler {
    find(label, dimensions, in: counters) { Count() }
  }

  /// A gauge, the same for the same name and dimensions.
  public func makeMeter(label: String, dimensions: [(String, String)]) -> any MeterHandler {
    find(label, dimensions, in: gauges) { Level() }
  }

  /// A gauge or a histogram, the same for the same name and dimensions.
  public func makeRecorder(
    label: String, dimensions: [(String, String)], aggregate: Bool
  ) -> any RecorderHandler {
    if aggregate { return find(label, dimensions, in: histograms) { Histogram(unit: 1) } }
    return find(label, dimensions, in: gauges) { Level() }
  }

  /// A histogram in seconds, the same for the same name and dimensions.
  public func makeTimer(label: String, dimensions: [(String, String)]) -> any TimerHandler {
    find(label, dimensions, in: histograms) { Histogram(unit: 1e-9) }
  }

  /// Nothing: what was counted stays counted.
  public func destroyCounter(_ handler: any CounterHandler) {}
  /// Nothing.
  public func destroyMeter(_ handler: any MeterHandler) {}
  /// Nothing.
  public func destroyRecorder(_ handler: any RecorderHandler) {}
  /// Nothing.
  public func destroyTimer(_ handler: any TimerHandler) {}

  /// All that was measured.
  public var exposition: String {
    var text = ""
    var last = ""
    func begin(_ key: Key, _ type: String) {
      if key.name != last {
        if let sentence = help[key.name] { text += "# HELP \(key.name) \(sentence)\n" }
        text += "# TYPE \(key.name) \(type)\n"
      }
      last = key.name
    }
    func line(_ name: String, _ labels: String, _ value: String) {
      text += labels.isEmpty ? "\(name) \(value)\n" : "\(name){\(labels)} \(value)\n"
    }
    for (key, counter) in counters.withLock({ $0 }).sorted(by: { $0.key < $1.key }) {
      begin(key, "counter")
      line(key.name, key.labels, "\(counter.value)")
    }
    for (key, gauge) in gauges.withLock({ $0 }).sorted(by: { $0.key < $1.key }) {
      begin(key, "gauge")
      line(key.name, key.labels, Self.number(gauge.value))
    }
    for (key, histogram) in histograms.withLock({ $0 }).sorted(by: { $0.key < $1.key }) {
      begin(key, "histogram")
      let (counts, sum, total) = histogram.values
      let comma = key.labels.isEmpty ? "" : ","
      for (bound, count) in zip(Histogram.bounds, counts) {
        line("\(key.name)_bucket", "\(key.labels)\(comma)le=\"\(Self.number(bound))\"", "\(count)")
      }
      line("\(key.name)_bucket", "\(key.labels)\(comma)le=\"+Inf\"", "\(total)")
      line("\(key.name)_sum", key.labels, Self.number(sum))
      line("\(key.name)_count", key.labels, "\(total)")
    }
    return text
  }

  private static func number(_ value: Double) -> String {
    value == value.rounded() && abs(value) < 1e15 ? "\(Int(value))" : "\(value)"
  }
}

extension MetricsRegistry {
  /// A number that only grows.
  final class Count: CounterHandler {
    private let number = Atomic<Int64>(0)
    var value: Int64 { number.load(ordering: .relaxed) }
    func increment(by amount: Int64) { number.wrappingAdd(amount, ordering: .relaxed) }
    func reset() { number.store(0, ordering: .relaxed) }
  }

  /// A number that goes up and down.
  final class Level: MeterHandler, RecorderHandler {
    private let number = Mutex(0.0)
    var value: Double { number.withLock { $0 } }
    func set(_ value: Int64) { number.withLock { $0 = Double(value) } }
    func set(_ value: Double) { number.withLock { $0 = value } }
    func record(_ value: Int64) { set(value) }
    func record(_ value: Double) { set(value) }
    func increment(by amount: Double) { number.withLock { $0 += amount } }
    func decrement(by amount: Double) { number.withLock { $0 -= amount } }
  }

  /// How many measurements were at most so large.
  final class Histogram: TimerHandler, RecorderHandler {
    static let bounds = [
      0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10,
    ]

    private struct Values {
      var counts = [Int](repeating: 0, count: bounds.count)
      var sum = 0.0
      var total = 0
    }

    private let unit: Double
    private let state = Mutex(Values())

    init(unit: Double) { self.unit = unit }

    /// Counts up to each bound, the sum of all, and how many there are.
    var values: (counts: [Int], sum: Double, total: Int) {
      state.withLock { ($0.counts, $0.sum, $0.total) }
    }

    func record(_ value: Double) {
      state.withLock { state in
        for (index, bound) in Self.bounds.enumerated() where value <= bound {
          state.counts[index] += 1
        }
        state.sum += value
        state.total += 1
      }
    }

    func record(_ value: Int64) { record(Double(value)) }
    func recordNanoseconds(_ duration: Int64) { record(Double(duration) * unit) }
  }
}
