#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#else
  import Darwin
#endif

/// A waveform between two times, as a polynomial in the share `θ` of the time that has passed.
struct Cubic: Equatable {
  /// Of `1`, `θ`, `θ²` and `θ³`.
  var coefficients: (Double, Double, Double, Double)

  /// A straight line from one value to another.
  init(from start: Double, to end: Double) { coefficients = (start, end - start, 0, 0) }

  /// The cubic with those values and slopes (per `θ`) at its ends.
  init(from start: Double, to end: Double, slopes: (Double, Double)) {
    let rise = end - start
    coefficients = (
      start, slopes.0, 3 * rise - 2 * slopes.0 - slopes.1, slopes.0 + slopes.1 - 2 * rise
    )
  }

  static func == (a: Cubic, b: Cubic) -> Bool { a.coefficients == b.coefficients }
}

extension Waveform {
  /// The waveform between two times that no corner lies between, save within rounding of either.
  ///
  /// Exact for straight lines. For sines the cubic with the right values and slopes at both ends: with a step of `h` it is
  /// `(ω h)⁴ / 384` of the amplitude off at most.
  func piece(from start: Double, to end: Double) -> Cubic {
    // What holds in the middle holds throughout: a corner within rounding of an end changes nothing.
    let middle = start + (end - start) / 2
    switch self {
    case .constant(let value): return Cubic(from: value, to: value)
    case .pulse(let pulse):
      return Self.line(through: pulse.corners(around: middle), from: start, to: end)
    case .piecewiseLinear(let points):
      return Self.line(through: Self.corners(points, around: middle), from: start, to: end)
    case .sine(let offset, let amplitude, let frequency, let delay, let damping, let phase):
      if middle < delay { return Cubic(from: initial, to: initial) }
      let (omega, shift) = (2 * Double.pi * frequency, phase * .pi / 180)
      func value(_ time: Double) -> (Double, slope: Double) {
        let t = time - delay
        let envelope = amplitude * exp(-damping * t)
        let (s, c) = (sin(omega * t + shift), cos(omega * t + shift))
        return (offset + envelope * s, envelope * (omega * c - damping * s))
      }
      let (a, b) = (value(start), value(end))
      return Cubic(
        from: a.0, to: b.0, slopes: (a.slope * (end - start), b.slope * (end - start)))
    case .sweep(let amplitude, let first, let last, let duration):
      if middle > duration { return Cubic(from: 0, to: 0) }
      func value(_ t: Double) -> (Double, slope: Double) {
        let rate = (last - first) / duration
        let angle = 2 * .pi * (first * t + rate * t * t / 2)
        return (amplitude * sin(angle), amplitude * cos(angle) * 2 * .pi * (first + rate * t))
      }
      let (a, b) = (value(start), value(end))
      return Cubic(
        from: a.0, to: b.0, slopes: (a.slope * (end - start), b.slope * (end - start)))
    }
  }

  /// The times between two at which it bends or jumps; `nil` where they are more than `limit`.
  func corners(after start: Double, before end: Double, limit: Int) -> [Double]? {
    func inside(_ times: [Double]) -> [Double] { times.filter { $0 > start && $0 < end } }
    switch self {
    case .constant: return []
    case .piecewiseLinear(let points):
      let times = inside(points.map(\.x))
      return times.count > limit ? nil : times
    case .sine(_, _, _, let delay, _, _): return inside([delay])
    case .sweep(_, _, _, let duration): return inside([duration])
    case .pulse(let pulse):
      let once = [
        pulse.delay, pulse.delay + pulse.rise, pulse.delay + pulse.rise + pulse.width,
        pulse.delay + pulse.end,
      ]
      guard pulse.period.isFinite, end > pulse.delay else { return inside(once) }
      let periods = ((end - pulse.delay) / pulse.period).rounded(.up)
      guard periods * 4 <= Double(limit) else { return nil }
      return inside(
        (0..<Int(max(periods, 1))).flatMap { period in
          once.map { $0 + Double(period) * pulse.period }
        })
    }
  }

  /// The corners to both sides of a time; the first or last one alone where it lies outside.
  private static func corners(
    _ points: [SIMD2<Double>], around time: Double
  ) -> (SIMD2<Double>, SIMD2<Double>) {
    // The first corner behind the time, by halving: a recorded waveform has thousands of corners.
    var (low, high) = (0, points.count)
    while low < high {
      let middle = (low + high) / 2
      if points[middle].x >= time { high = middle } else { low = middle + 1 }
    }
    guard let last = points.last else { return (.zero, .zero) }
    if low == points.count { return (last, last) }
    return low == 0 ? (points[0], points[0]) : (points[low - 1], points[low])
  }

  private static func line(
    through corners: (SIMD2<Double>, SIMD2<Double>), from start: Double, to end: Double
  ) -> Cubic {
    let (a, b) = corners
    guard b.x > a.x else { return Cubic(from: a.y, to: a.y) }
    func value(_ time: Double) -> Double { a.y + (b.y - a.y) * (time - a.x) / (b.x - a.x) }
    return Cubic(from: value(start), to: value(end))
  }
}

extension Waveform.Pulse {
  /// The corners to both sides of a time.
  fileprivate func corners(around time: Double) -> (SIMD2<Double>, SIMD2<Double>) {
    if time < delay { return (SIMD2(delay, low), SIMD2(delay, low)) }
    let periods = period.isFinite ? ((time - delay) / period).rounded(.down) : 0
    let start = delay + (period.isFinite ? periods * period : 0)
    if time < start + rise { return (SIMD2(start, low), SIMD2(start + rise, high)) }
    let falling = start + rise + width
    if time < falling { return (SIMD2(start + rise, high), SIMD2(start + rise, high)) }
    if time < falling + fall { return (SIMD2(falling, high), SIMD2(falling + fall, low)) }
    return (SIMD2(falling + fall, low), SIMD2(falling + fall, low))
  }
}
