/// What is taken away from a signal before it is looked at: `scipy.signal.detrend`.
public enum Detrending: String, Sendable, Equatable, CaseIterable {
  /// The mean.
  case constant
  /// The straight line that fits best (least squares).
  case linear

  /// The signal without it.
  public func callAsFunction(_ signal: [Double]) -> [Double] {
    guard !signal.isEmpty else { return [] }
    let count = Double(signal.count)
    let mean = signal.reduce(0, +) / count
    guard self == .linear, signal.count > 1 else { return signal.map { $0 - mean } }
    // About the middle, so that slope and mean do not depend on each other.
    let middle = (count - 1) / 2
    var slope = 0.0
    for (t, value) in signal.enumerated() { slope += (Double(t) - middle) * (value - mean) }
    slope /= count * (count * count - 1) / 12
    return signal.enumerated().map { t, value in value - mean - slope * (Double(t) - middle) }
  }
}
