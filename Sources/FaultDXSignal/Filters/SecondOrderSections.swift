/// A recursive filter as a cascade of second-order sections, which keeps its digits where one polynomial of high
/// order would lose them.
///
/// Each section is computed in transposed direct form II:
///
///     y[t] = b0 x[t] + z1;   z1 = b1 x[t] - a1 y[t] + z2;   z2 = b2 x[t] - a2 y[t]
public struct SecondOrderSections: Sendable, Equatable {
  /// One section: `H(z) = (b0 + b1 z⁻¹ + b2 z⁻²) / (1 + a1 z⁻¹ + a2 z⁻²)`.
  public struct Section: Sendable, Equatable {
    /// The numerator.
    public var b0: Double
    /// The numerator.
    public var b1: Double
    /// The numerator.
    public var b2: Double
    /// The denominator.
    public var a1: Double
    /// The denominator.
    public var a2: Double

    /// A section with these coefficients.
    public init(b0: Double, b1: Double, b2: Double, a1: Double, a2: Double) {
      self.b0 = b0
      self.b1 = b1
      self.b2 = b2
      self.a1 = a1
      self.a2 = a2
    }
  }

  /// What a section remembers.
  typealias State = SIMD2<Double>

  /// The sections, in the order that they are applied.
  public let sections: [Section]

  /// A cascade of these.
  public init(_ sections: [Section]) { self.sections = sections }

  /// The state of each section after a constant input of 1 for ever: `scipy.signal.sosfilt_zi`.
  ///
  /// A filter that starts in this state, times its first sample, does not ring because a signal begins.
  var steadyState: [State] {
    var scale = 1.0
    return sections.map { section in
      let gain = (section.b0 + section.b1 + section.b2) / (1 + section.a1 + section.a2)
      let second = section.b2 - section.a2 * gain
      let first = section.b1 - section.a1 * gain + second
      defer { scale *= gain }
      return State(first, second) * scale
    }
  }

  /// Filters samples in place from a state, which becomes that behind the last sample.
  func run(_ samples: inout [Double], from state: inout [State]) {
    samples.withUnsafeMutableBufferPointer { samples in
      state.withUnsafeMutableBufferPointer { state in
        sections.withUnsafeBufferPointer { sections in
          for t in samples.indices {
            var x = samples[t]
            for index in sections.indices {
              let section = sections[index]
              let y = section.b0 * x + state[index].x
              state[index].x = section.b1 * x - section.a1 * y + state[index].y
              state[index].y = section.b2 * x - section.a2 * y
              x = y
            }
            samples[t] = x
          }
        }
      }
    }
  }

  /// Filters a signal as it comes, from a steady state of its first sample:
  /// `sosfilt(sos, x, zi=sosfilt_zi(sos) * x[0])`.
  public func filtered(_ signal: [Double]) -> [Double] {
    guard let first = signal.first else { return [] }
    var result = signal
    var state = steadyState.map { $0 * first }
    run(&result, from: &state)
    return result
  }

  /// How many samples a signal is lengthened by at both ends for `zeroPhase(_:)`, which therefore needs one more
  /// than that.
  public var padding: Int {
    let withoutZero = sections.count { $0.b2 == 0 }
    let withoutPole = sections.count { $0.a2 == 0 }
    return 3 * (2 * sections.count + 1 - min(withoutZero, withoutPole))
  }

  /// Filters forwards and then backwards, so that nothing is delayed and the gain is squared:
  /// `scipy.signal.sosfiltfilt` with its default padding, by point reflection at both ends.
  ///
  /// - Throws: `FilterError.tooShort` where the signal has no more than `padding` samples.
  public func zeroPhase(_ signal: [Double]) throws(FilterError) -> [Double] {
    let padding = padding
    guard signal.count > padding else {
      throw .tooShort(samples: signal.count, needed: padding + 1)
    }
    let last = signal.count - 1
    var extended: [Double] = []
    extended.reserveCapacity(signal.count + 2 * padding)
    for t in stride(from: padding, to: 0, by: -1) { extended.append(2 * signal[0] - signal[t]) }
    extended += signal
    for t in 1..<padding + 1 { extended.append(2 * signal[last] - signal[last - t]) }
    for _ in 0..<2 {
      var state = steadyState.map { $0 * extended[0] }
      run(&extended, from: &state)
      extended.reverse()
    }
    return Array(extended[padding..<padding + signal.count])
  }
}
