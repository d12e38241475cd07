#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#else
  import Darwin
#endif

/// What standard output is shown on.
enum Terminal {
  /// Whether colours are seen and wanted: on a terminal that is not dumb, unless `NO_COLOR` is set (no-color.org).
  static var hasColour: Bool {
    isatty(STDOUT_FILENO) == 1 && Environment.value("NO_COLOR") == nil
      && Environment.value("TERM").map { $0 != "dumb" } ?? false
  }

  /// Characters in a line; 80 where it is no terminal, so that what is kept does not depend on a window.
  static var width: Int {
    guard isatty(STDOUT_FILENO) == 1 else { return 80 }
    var size = winsize()
    guard ioctl(STDOUT_FILENO, UInt(TIOCGWINSZ), &size) == 0, size.ws_col > 0 else { return 80 }
    return max(Int(size.ws_col), 40)
  }

  /// A cell of a confusion matrix in the colour of what is right or wrong.
  static func painted(isRight: Bool, _ cell: String) -> String {
    // Blue and yellow, which people tell apart who do not tell red from green.
    hasColour ? "\u{1B}[\(isRight ? "34" : "1;33")m\(cell)\u{1B}[0m" : cell
  }
}

/// A row of numbers in one line of text: `█▆▄▃▂▁`.
enum Sparkline {
  private static let heights = Array("▁▂▃▄▅▆▇█")

  /// At most `width` characters; of several numbers in one the mean is shown.
  static func text(_ values: [Double], width: Int = 40) -> String {
    let finite = values.filter(\.isFinite)
    guard let low = finite.min(), let high = finite.max() else { return "" }
    let columns = min(finite.count, max(width, 1))
    return String(
      (0..<columns).map { column in
        let range = column * finite.count / columns..<(column + 1) * finite.count / columns
        let mean = finite[range].reduce(0, +) / Double(range.count)
        let share = high > low ? (mean - low) / (high - low) : 0
        return heights[min(Int(share * Double(heights.count)), heights.count - 1)]
      })
  }
}
