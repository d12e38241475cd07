import FaultDXEvaluation
import FaultDXSignal
import FaultDXTraining

/// A few windows of each class, drawn from the training windows of a split.
///
/// Windows that overlap are not several, so they are drawn from windows end to end; of one draw, the first are those of
/// the smaller numbers, so that a curve rises by what is added.
struct FewShotDraw {
  /// For each class, windows in the order in which they are taken.
  private let order: [[Int]]
  private let windows: LabelledWindows

  /// Draws an order.
  ///
  /// - Parameter repetition: Which draw, from 0.
  init(from windows: LabelledWindows, seed: UInt64, repetition: Int) {
    self.windows = windows
    let disjoint = Self.endToEnd(windows)
    order = windows.labels.indices.map { label in
      // "SHOTS", apart from all other draws of one seed.
      var random = CounterGenerator(
        seed: seed, stream: 0x53_484F_5453, substream: UInt64(repetition) << 16 | UInt64(label))
      return random.shuffled(disjoint.filter { windows.windows[$0].label == label })
    }
  }

  /// The windows end to end of the class that has the fewest, and its name.
  static func fewest(in windows: LabelledWindows) -> (count: Int, label: String) {
    var counts = [Int](repeating: 0, count: windows.labels.count)
    for index in endToEnd(windows) { counts[windows.windows[index].label] += 1 }
    let least = counts.indices.min { counts[$0] < counts[$1] } ?? 0
    return (counts[least], windows.labels[least])
  }

  /// So many windows of each class, that nothing beside them is learnt from.
  func windows(each count: Int) throws -> LabelledWindows {
    try LabelledWindows(
      recordings: windows.recordings,
      windows: order.flatMap { $0.prefix(count) }.sorted().map { index in
        var window = windows.windows[index]
        window.range = window.start..<window.start + windows.windowLength
        return window
      }, labels: windows.labels, windowLength: windows.windowLength,
      conditioning: windows.conditioning, normalization: windows.normalization)
  }

  private static func endToEnd(_ windows: LabelledWindows) -> [Int] {
    var ends: [Int: Int] = [:]
    return windows.windows.indices.filter { index in
      let window = windows.windows[index]
      if window.start < ends[window.recording] ?? 0 { return false }
      ends[window.recording] = window.start + windows.windowLength
      return true
    }
  }
}
