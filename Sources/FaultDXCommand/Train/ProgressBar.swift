#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#else
  import Darwin
#endif

/// One line on a terminal that is redrawn while an epoch runs; away from a terminal it stays silent.
struct ProgressBar {
  private let isVisible: Bool
  private var lastDrawn = 0.0

  /// Seconds between two drawings: often enough to look alive, rare enough to cost nothing.
  private static let interval = 0.1
  private static let width = 24

  init(isVisible: Bool) { self.isVisible = isVisible && Console.isTerminal }

  /// Draws the state of an epoch, if it is time to.
  mutating func draw(label: String, fraction: Double, detail: String) {
    guard isVisible else { return }
    let now = Clock.seconds()
    guard now - lastDrawn >= Self.interval else { return }
    lastDrawn = now
    let filled = Int(fraction * Double(Self.width))
    let bar =
      String(repeating: "█", count: filled) + String(repeating: "░", count: Self.width - filled)
    Console.draw("\r\u{1B}[K\(label) \(bar) \(detail)")
  }

  /// Removes the line, so that a lasting one can take its place.
  func clear() {
    if isVisible { Console.draw("\r\u{1B}[K") }
  }
}

/// Time that never runs backwards, for durations.
enum Clock {
  /// Seconds since some fixed moment.
  static func seconds() -> Double { seconds(CLOCK_MONOTONIC) }

  /// Processor time of all threads of this process, which others on the machine do not change.
  static func processorSeconds() -> Double { seconds(CLOCK_PROCESS_CPUTIME_ID) }

  private static func seconds(_ clock: clockid_t) -> Double {
    var time = timespec()
    clock_gettime(clock, &time)
    return Double(time.tv_sec) + Double(time.tv_nsec) * 1e-9
  }
}
