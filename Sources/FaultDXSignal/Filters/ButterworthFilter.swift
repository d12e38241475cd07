#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#else
  import Darwin
#endif

/// A Butterworth filter: as flat as can be inside its band, −3 dB at its edges.
///
/// Designed as `scipy.signal.butter(order, edges, type, output="sos", fs=rate)`: the poles of the analog prototype,
/// moved to the band, then the bilinear transform with its edges prewarped.
public struct ButterworthFilter: Sendable, Equatable {
  /// What a filter lets pass; edges in Hz, or in orders where samples are taken by shaft angle.
  public enum Band: Sendable, Equatable {
    /// Below an edge.
    case lowPass(Double)
    /// Above an edge.
    case highPass(Double)
    /// Between two edges.
    case bandPass(Double, Double)
    /// Below the one and above the other.
    case bandStop(Double, Double)

    /// The edges, from low to high.
    public var edges: [Double] {
      switch self {
      case .lowPass(let edge), .highPass(let edge): [edge]
      case .bandPass(let low, let high), .bandStop(let low, let high): [low, high]
      }
    }
  }

  /// What passes.
  public let band: Band
  /// The order of the prototype: 6 dB per octave each; of bands, on both sides.
  public let order: Int

  /// A filter for a band.
  ///
  /// - Throws: `FilterError.order`, `.edge` or `.band`.
  public init(_ band: Band, order: Int = 4) throws(FilterError) {
    guard (1...20).contains(order) else { throw .order(order) }
    for edge in band.edges where !(edge > 0 && edge.isFinite) { throw .edge(edge) }
    if band.edges.count == 2, band.edges[0] >= band.edges[1] {
      throw .band(band.edges[0], band.edges[1])
    }
    self.band = band
    self.order = order
  }

  /// The filter for samples at a rate: in Hz, or per revolution where edges are orders.
  ///
  /// - Throws: `FilterError.aboveNyquist`, or `.illConditioned`.
  public func sections(rate: Double) throws(FilterError) -> SecondOrderSections {
    for edge in band.edges where !(edge < rate / 2) {
      throw .aboveNyquist(edge: edge, nyquist: rate / 2)
    }
    // The bilinear transform at a rate of 2: an edge at the fraction f of the Nyquist frequency stands at 4 tan(πf/2).
    let edges = band.edges.map { 4 * tan(Double.pi * $0 / rate) }
    let pairs = polePairs(edges).sorted { $0.radius < $1.radius }
    let sections = pairs.map { section($0, edges) }
    let isSound = sections.allSatisfy {
      $0.b0.isFinite && $0.b0 > 0 && abs($0.a2) < 1 && 1 + $0.a1 + $0.a2 > 0
        && 1 - $0.a1 + $0.a2 > 0
    }
    guard isSound else {
      throw .illConditioned(edge: band.edges[0], rate: rate, order: order)
    }
    return SecondOrderSections(sections)
  }

  /// Two poles in the z plane, both real or conjugate; the second is `nil` of a section of first order.
  private struct PolePair {
    let first: Complex
    let second: Complex?

    /// How near the unit circle the section rings.
    var radius: Double { max(length(first), second.map(length) ?? 0) }

    private func length(_ z: Complex) -> Double { (z * z).sum().squareRoot() }
  }

  /// The poles of the prototype in the upper half plane, moved to the band and into the z plane.
  private func polePairs(_ edges: [Double]) -> [PolePair] {
    (0..<(order + 1) / 2).flatMap { k -> [PolePair] in
      let angle = Double.pi * Double(2 * k + 1 + order) / Double(2 * order)
      let isReal = 2 * k + 1 == order
      let pole = isReal ? Complex(-1, 0) : Complex(cos(angle), sin(angle))
      switch band {
      case .lowPass: return [Self.pair(pole * edges[0], isReal: isReal)]
      // On the unit circle 1 / pole is its conjugate.
      case .highPass: return [Self.pair(conjugate(pole) * edges[0], isReal: isReal)]
      case .bandPass:
        return Self.split(pole * ((edges[1] - edges[0]) / 2), edges, isReal: isReal)
      case .bandStop:
        return Self.split(conjugate(pole) * ((edges[1] - edges[0]) / 2), edges, isReal: isReal)
      }
    }
  }

  private static func pair(_ pole: Complex, isReal: Bool) -> PolePair {
    let z = bilinear(pole)
    return PolePair(first: z, second: isReal ? nil : conjugate(z))
  }

  /// A pole of a low-pass becomes two of a band: p ± √(p² − ω₀²).
  private static func split(_ pole: Complex, _ edges: [Double], isReal: Bool) -> [PolePair] {
    let square = product(pole, pole) - Complex(edges[0] * edges[1], 0)
    let root = squareRoot(square)
    let (low, high) = (bilinear(pole - root), bilinear(pole + root))
    if isReal { return [PolePair(first: low, second: high)] }
    return [
      PolePair(first: low, second: conjugate(low)), PolePair(first: high, second: conjugate(high)),
    ]
  }

  /// The section of a pair of poles, with its share of the zeros and a gain of 1 where the filter has one.
  private func section(_ poles: PolePair, _ edges: [Double]) -> SecondOrderSections.Section {
    var section = SecondOrderSections.Section(b0: 1, b1: 0, b2: 0, a1: -poles.first.x, a2: 0)
    if let second = poles.second {
      section.a1 = -(poles.first.x + second.x)
      section.a2 = product(poles.first, second).x
    }
    // The frequency where the gain is 1, as an angle on the unit circle.
    var unity = 0.0
    switch band {
    case .lowPass, .highPass:
      let sign: Double
      if case .highPass = band {
        sign = -1
        unity = Double.pi
      } else {
        sign = 1
      }
      section.b1 = poles.second == nil ? sign : 2 * sign
      section.b2 = poles.second == nil ? 0 : 1
    case .bandPass:
      section.b2 = -1
      unity = 2 * atan((edges[0] * edges[1]).squareRoot() / 4)
    case .bandStop:
      section.b1 = -2 * cos(2 * atan((edges[0] * edges[1]).squareRoot() / 4))
      section.b2 = 1
    }
    let gain = 1 / section.magnitude(at: unity)
    section.b0 *= gain
    section.b1 *= gain
    section.b2 *= gain
    return section
  }

  private static func bilinear(_ s: Complex) -> Complex {
    let (above, below) = (Complex(4, 0) + s, Complex(4, 0) - s)
    return product(above, conjugate(below)) / (below * below).sum()
  }

  private static func squareRoot(_ z: Complex) -> Complex {
    let modulus = (z * z).sum().squareRoot()
    let real = (max(0, modulus + z.x) / 2).squareRoot()
    let imaginary = (max(0, modulus - z.x) / 2).squareRoot()
    return Complex(real, z.y < 0 ? -imaginary : imaginary)
  }
}

private func conjugate(_ z: Complex) -> Complex { Complex(z.x, -z.y) }

extension SecondOrderSections.Section {
  /// The gain at an angle on the unit circle.
  fileprivate func magnitude(at angle: Double) -> Double {
    let (once, twice) = (Complex(cos(angle), -sin(angle)), Complex(cos(2 * angle), -sin(2 * angle)))
    let numerator = Complex(b0, 0) + once * b1 + twice * b2
    let denominator = Complex(1, 0) + once * a1 + twice * a2
    return ((numerator * numerator).sum() / (denominator * denominator).sum()).squareRoot()
  }
}
