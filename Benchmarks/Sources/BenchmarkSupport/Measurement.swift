import FaultDXTensor

/// The speed of a piece of work beside what the core can do at most, both measured in turns.
///
/// The machine may be shared, and its clock may move: each turn times the peak and then the work, so that both
/// see the same conditions, and the best turn of each counts.
package struct Measurement {
  /// Floating-point operations a second of the work.
  package var speed = 0.0
  /// Floating-point operations a second of multiply-adds in registers.
  package var peak = 0.0
  /// Seconds of one run of the work.
  package var seconds = Double.infinity

  package var share: Double { speed / peak }

  package init(
    _ kernels: Kernels, operations: Int, turns: Int = 100, secondsPerTurn: Double = 0.001,
    _ work: () -> Void
  ) {
    work()
    let once = max(Self.time { work() }, 1e-7)
    let repetitions = max(1, Int(secondsPerTurn / once))
    for _ in 0..<turns {
      var done = 0
      let forPeak = Self.time { done = kernels.runPeak(steps: 50_000) }
      let forWork = Self.time { for _ in 0..<repetitions { work() } } / Double(repetitions)
      peak = max(peak, Double(done) / forPeak)
      seconds = min(seconds, forWork)
    }
    speed = Double(operations) / seconds
  }

  private static func time(_ body: () -> Void) -> Double {
    let clock = ContinuousClock()
    let duration = clock.measure(body).components
    return Double(duration.seconds) + Double(duration.attoseconds) * 1e-18
  }
}
