import FaultDXSignal

/// How training windows are shared out in turn to choose the settings of a classifier, so that no unit is on both sides.
///
/// Made from training windows alone: whatever is tested on is not there. The same rules as a `Split`: physical units
/// stay whole where every class has two or more; else recordings; else stretches of time, without the windows that
/// overlap the part held out.
package struct InnerFolds {
  /// What is kept whole.
  package enum Basis: String, Sendable {
    case groups
    case recordings
    case time
  }

  package let basis: Basis
  /// How often a part is held out.
  package let count: Int
  /// The part of each window.
  private let parts: [Int]
  /// The unit by which hits are counted: the group, or the recording.
  package let units: [Int]
  private let windows: BaselineWindows

  /// Shares out windows.
  ///
  /// - Parameter most: The most folds.
  /// - Returns: `nil` where a class has too little to hold out any of it.
  package init?(_ windows: BaselineWindows, most: Int = 4, seed: UInt64) {
    let labels = Set(windows.classes).sorted()
    func smallest(_ unit: (BaselineWindows.Window) -> String) -> Int {
      var seen: [Int: Set<String>] = [:]
      for window in windows.windows { seen[window.label, default: []].insert(unit(window)) }
      return labels.map { seen[$0]?.count ?? 0 }.min() ?? 0
    }
    let groups = windows.units
    let identities = windows.recordings.map(\.identity)
    let byGroup = smallest { groups[$0.recording] }
    let byRecording = smallest { identities[$0.recording] }
    self.windows = windows
    if byGroup >= 2 {
      basis = windows.recordings.contains { $0.group != nil } ? .groups : .recordings
      count = min(most, byGroup)
      (parts, units) = Self.share(windows, groups, count, seed)
    } else if byRecording >= 2 {
      basis = .recordings
      count = min(most, byRecording)
      (parts, units) = Self.share(windows, identities, count, seed)
    } else {
      basis = .time
      count = 3
      (parts, units) = Self.stretches(windows, count)
      let isWhole = (0..<count).allSatisfy { part in
        let (training, heldOut) = self.part(part)
        return Set(training.map { windows.windows[$0].label }).count == labels.count
          && !heldOut.isEmpty
      }
      guard isWhole else { return nil }
    }
  }

  /// The fold that holds a window out.
  package func fold(of window: Int) -> Int { parts[window] }

  /// What is fitted and what is held out in a fold: positions of windows.
  package func part(_ fold: Int) -> (training: [Int], heldOut: [Int]) {
    let heldOut = parts.indices.filter { parts[$0] == fold }
    guard basis == .time else { return (parts.indices.filter { parts[$0] != fold }, heldOut) }
    // Overlapping windows hold the same samples.
    var spans: [Int: ClosedRange<Int>] = [:]
    for index in heldOut {
      let window = windows.windows[index]
      let span = spans[window.recording] ?? window.start...window.start
      spans[window.recording] =
        min(span.lowerBound, window.start)...max(span.upperBound, window.start)
    }
    let length = windows.windowLength
    let training = parts.indices.filter { index in
      let window = windows.windows[index]
      guard parts[index] != fold else { return false }
      guard let span = spans[window.recording] else { return true }
      return window.start + length <= span.lowerBound || window.start >= span.upperBound + length
    }
    return (training, heldOut)
  }

  /// Units whole, those of the same classes in turn to one part after another.
  private static func share(
    _ windows: BaselineWindows, _ names: [String], _ count: Int, _ seed: UInt64
  ) -> (parts: [Int], units: [Int]) {
    var classes: [String: Set<Int>] = [:]
    for window in windows.windows {
      classes[names[window.recording], default: []].insert(window.label)
    }
    var generator = CounterGenerator(seed: seed, stream: stream)
    let order = generator.shuffled(classes.keys.sorted())
    // Units of each set of classes in turn; each set begins with another part, so that none gets all that is over.
    var turns: [Set<Int>: Int] = [:]
    var parts: [String: Int] = [:]
    for name in order {
      let kind = classes[name] ?? []
      let turn = turns[kind] ?? turns.count
      parts[name] = turn % count
      turns[kind] = turn + 1
    }
    let numbers = Dictionary(uniqueKeysWithValues: zip(order, order.indices))
    return (
      windows.windows.map { parts[names[$0.recording]] ?? 0 },
      windows.windows.map { numbers[names[$0.recording]] ?? 0 }
    )
  }

  /// Every recording in so many stretches of windows, one for each part.
  private static func stretches(
    _ windows: BaselineWindows, _ count: Int
  ) -> (parts: [Int], units: [Int]) {
    var parts = [Int](repeating: 0, count: windows.count)
    for members in Dictionary(
      grouping: windows.windows.indices, by: { windows.windows[$0].recording }
    )
    .values {
      let ordered = members.sorted { windows.windows[$0].start < windows.windows[$1].start }
      for (rank, window) in ordered.enumerated() { parts[window] = rank * count / ordered.count }
    }
    // Within one recording the parts are all the evidence there is.
    return (
      parts, windows.windows.indices.map { windows.windows[$0].recording * count + parts[$0] }
    )
  }

  /// Sets this draw apart from whatever else is drawn from the same seed: "FOLD".
  private static let stream: UInt64 = 0x464F_4C44
}
