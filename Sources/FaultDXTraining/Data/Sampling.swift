import FaultDXSignal

/// Which windows an epoch sees.
public enum Sampling: String, Sendable, CaseIterable {
  /// Every window once.
  case all
  /// As many windows, every class equally often: of common classes some are left for the next epochs, those of rare
  /// ones come again, changed in another way.
  case balanced

  /// The order of an epoch: indices of windows, plus their number for each time that the epoch has seen them before.
  package func order(of windows: LabelledWindows, epoch: Int, seed: UInt64) -> [Int] {
    var random = RandomPurpose.order.generator(seed: seed, round: epoch)
    guard self == .balanced else { return random.shuffled(0..<windows.count) }
    var classes = [[Int]](repeating: [], count: windows.labels.count)
    for (index, window) in windows.windows.enumerated() { classes[window.label].append(index) }
    classes.removeAll(where: \.isEmpty)
    var draws: [Int] = []
    draws.reserveCapacity(windows.count)
    for (place, members) in classes.enumerated() {
      // What does not divide goes to another class each epoch.
      let turn = (place + epoch) % classes.count
      let wanted =
        (turn + 1) * windows.count / classes.count - turn * windows.count / classes.count
      var repetition = 0
      var left = wanted
      while left > 0 {
        draws += random.shuffled(members).prefix(left).map { $0 + repetition * windows.count }
        left -= members.count
        repetition += 1
      }
    }
    return random.shuffled(draws)
  }
}
