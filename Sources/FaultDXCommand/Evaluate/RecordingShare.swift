import ArgumentParser
import FaultDXSignal

/// A part of every recording by time, as `0.8:1` says the last fifth.
struct RecordingShare: ExpressibleByArgument, Equatable {
  private let range: Range<Double>

  init?(argument: String) {
    let parts = argument.split(separator: ":", omittingEmptySubsequences: false)
    let bounds = parts.compactMap { Double($0) }
    guard parts.count == 2, bounds.count == 2, bounds[0] >= 0, bounds[0] < bounds[1],
      bounds[1] <= 1
    else { return nil }
    range = bounds[0]..<bounds[1]
  }

  /// The frames of a recording of so many: those that begin in the part, so that parts side by side share none.
  func frames(of count: Int) -> Range<Int> {
    func frame(_ share: Double) -> Int {
      // 0.8 of 1000 is 800, although 0.8 in binary is a little more than 0.8.
      Int((share * Double(count) - 1e-6).rounded(.up))
    }
    return max(0, frame(range.lowerBound))..<min(count, max(0, frame(range.upperBound)))
  }
}
