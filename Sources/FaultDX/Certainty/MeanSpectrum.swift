import FaultDXSignal

#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#else
  import Darwin
#endif

/// The mean log-spectral bands of a recording's windows, added up in time order.
///
/// Of a long recording not every window is looked at: of each doubling of its length 64, each standing for those
/// around it. Which ones depends on their numbers alone, so a stream and a whole recording give the same.
struct MeanSpectrum: Equatable {
  private static let everyWindow = 128
  private var sums: [Double] = []
  private var squares = 0.0
  private var weight = 0.0
  private var weightSquares = 0.0

  /// How many windows the window of that number stands for; 0 where it is not looked at.
  static func weight(of number: Int) -> Int {
    var spacing = 1
    while number / spacing >= everyWindow { spacing *= 2 }
    return number % spacing == 0 ? spacing : 0
  }

  /// Adds the bands of a window.
  mutating func add(_ bands: [Double], weight own: Int) {
    if sums.isEmpty { sums = [Double](repeating: 0, count: bands.count) }
    for (index, band) in bands.enumerated() {
      sums[index] += Double(own) * band
      squares += Double(own) * band * band
    }
    weight += Double(own)
    weightSquares += Double(own * own)
  }

  /// Adds what was added to another.
  mutating func add(_ other: MeanSpectrum) {
    if other.isEmpty { return }
    if sums.isEmpty { sums = [Double](repeating: 0, count: other.sums.count) }
    for (index, sum) in other.sums.enumerated() { sums[index] += sum }
    squares += other.squares
    weight += other.weight
    weightSquares += other.weightSquares
  }

  /// Whether a window was added.
  var isEmpty: Bool { weight == 0 }

  /// The mean of each band.
  var mean: [Double] { sums.map { $0 / weight } }

  /// The mean square difference of the windows from their mean.
  var variance: Double {
    let mean = mean
    return max(0, (squares / weight - mean.reduce(0) { $0 + $1 * $1 }) / Double(mean.count))
  }

  /// Windows that would have said as much with equal weights.
  var effectiveCount: Double { weight * weight / weightSquares }

  /// The distance to a mean, in dB, without the part that comes from having looked at few windows.
  func distance(to other: [Double], windowVariance: Double) -> Double {
    Self.distance(
      from: mean, to: other, windowVariance: windowVariance, effectiveCount: effectiveCount)
  }

  /// The same of a mean over so many windows.
  static func distance(
    from mean: [Double], to other: [Double], windowVariance: Double, effectiveCount: Double
  ) -> Double {
    var sum = 0.0
    for (index, value) in mean.enumerated() {
      sum += (value - other[index]) * (value - other[index])
    }
    let square = sum / Double(mean.count) - windowVariance / effectiveCount
    return 20 / log(10) * max(0, square).squareRoot()
  }
}
