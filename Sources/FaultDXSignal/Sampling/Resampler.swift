#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#else
  import Darwin
#endif

/// Changes the sampling rate by a rational factor: a polyphase filter that lets nothing alias.
///
/// The filter is that of `scipy.signal.resample_poly` by default: a sinc at the lower of the two
/// Nyquist frequencies, ten of its zero crossings to each side, under a Kaiser window of β = 5, of
/// unit gain at 0 Hz. It is centred, so that nothing is delayed; beyond its ends the signal counts
/// as zero.
public struct Resampler: Sendable {
  /// Output frames per `down` input frames, in lowest terms.
  public let up: Int
  /// Input frames per `up` output frames, in lowest terms.
  public let down: Int
  /// Half the filter's length, in steps of `1 / up` input frames.
  private let half: Int
  /// `up` filters of `tapsPerPhase` taps, one after the other.
  private let taps: [Double]
  private let tapsPerPhase: Int

  /// A factor of `up / down`.
  ///
  /// - Precondition: both are positive.
  public init(up: Int, down: Int) {
    require(up > 0 && down > 0, "a rate cannot be changed by \(up)/\(down)")
    let divisor = greatestCommonDivisor(up, down)
    self.up = up / divisor
    self.down = down / divisor
    let longer = max(self.up, self.down)
    half = 10 * longer
    tapsPerPhase = 2 * half / self.up + 1
    taps = Self.taps(half: half, cutoff: 1 / Double(longer), phases: self.up, each: tapsPerPhase)
  }

  /// The factor between two rates in Hz: the nearest fraction with terms up to 10 000.
  ///
  /// Rates that are read off a clock (11 999.93 Hz) are no neat fractions; theirs is right to 1
  /// part in 10⁴ at worst, a hundredth of the slip of a bearing.
  public init(from rate: Double, to newRate: Double) throws(ResamplingError) {
    guard rate.isFinite, rate > 0 else { throw .invalidRate(rate) }
    guard newRate.isFinite, newRate > 0 else { throw .invalidRate(newRate) }
    guard let (up, down) = nearestFraction(newRate / rate, largestTerm: 10_000) else {
      throw .ratesTooFarApart(rate, newRate)
    }
    self.init(up: up, down: down)
  }

  /// The number of frames that so many frames become: rounded up.
  public func outputFrames(for frames: Int) -> Int {
    let (quotient, remainder) = frames.quotientAndRemainder(dividingBy: down)
    return quotient * up + (remainder * up + down - 1) / down
  }

  /// Resamples every channel of interleaved frames.
  public func callAsFunction(_ samples: [Float], channels: Int = 1) -> [Float] {
    require(
      channels > 0 && samples.count % channels == 0,
      "\(samples.count) samples are no frames of \(channels) channels")
    let frames = samples.count / channels
    var result: [Float] = []
    samples.withUnsafeBufferPointer {
      append(0..<outputFrames(for: frames), of: $0, from: 0, channels: channels, to: &result)
    }
    return result
  }

  /// Computes output frames from the part of a signal that is in memory.
  ///
  /// - Parameters:
  ///   - output: which output frames.
  ///   - x: interleaved frames of the input. They begin at or before ``firstFrame(for:)`` of the first output
  ///     frame; beyond their end the signal counts as zero.
  ///   - start: the number of the first of them.
  package func append(
    _ output: Range<Int>, of x: UnsafeBufferPointer<Float>, from start: Int, channels: Int,
    to result: inout [Float]
  ) {
    require(
      output.isEmpty || start <= firstFrame(for: output.lowerBound),
      "the input from frame \(start) on does not tell output frame \(output.lowerBound)")
    result.reserveCapacity(result.count + output.count * channels)
    let frames = start + x.count / channels
    taps.withUnsafeBufferPointer { taps in
      for frame in output {
        let position = frame * down + half
        let newest = position / up
        let phase = position % up * tapsPerPhase
        let first = max(0, newest - frames + 1)
        let last = min(tapsPerPhase - 1, newest)
        for channel in 0..<channels {
          var sum = 0.0
          // Not `stride`, which without optimization, as tests run, takes ten times as long.
          var tap = first
          while tap <= last {
            sum += taps[phase + tap] * Double(x[(newest - tap - start) * channels + channel])
            tap += 1
          }
          result.append(Float(sum))
        }
      }
    }
  }

  /// The first input frame that an output frame depends on.
  package func firstFrame(for output: Int) -> Int {
    max(0, (output * down + half) / up - tapsPerPhase + 1)
  }

  /// How many output frames so many input frames tell, whatever may follow them.
  package func settledFrames(for frames: Int) -> Int {
    let room = frames * up - half
    return room <= 0 ? 0 : (room + down - 1) / down
  }

  /// A windowed sinc of `2 · half + 1` taps, cut into its phases.
  private static func taps(half: Int, cutoff: Double, phases: Int, each: Int) -> [Double] {
    let ideal = (-half...half).map { index in
      let x = Double.pi * cutoff * Double(index)
      let inside = 1 - Double(index * index) / Double(half * half)
      return (index == 0 ? 1 : sin(x) / x) * besselI0(5 * inside.squareRoot())
    }
    let gain = Double(phases) / ideal.reduce(0, +)
    var result = [Double](repeating: 0, count: phases * each)
    for (index, value) in ideal.enumerated() {
      result[index % phases * each + index / phases] = value * gain
    }
    return result
  }
}

/// Why a recording cannot be brought to another sampling rate.
public enum ResamplingError: Error, Equatable, CustomStringConvertible {
  /// The recording does not say at which rate it was sampled.
  case unknownRate(recording: String)
  /// A rate is not a positive number.
  case invalidRate(Double)
  /// The rates differ by more than a factor of 10 000.
  case ratesTooFarApart(Double, Double)
  /// The recording would grow beyond what is held in memory.
  case tooManySamples(recording: String, found: Int, limit: Int)

  /// One sentence.
  public var description: String {
    switch self {
    case .unknownRate(let recording):
      "\(recording) has no sampling rate, so it cannot be brought to another"
    case .invalidRate(let rate):
      "a sampling rate is a positive number of Hz, found \(rate)"
    case .ratesTooFarApart(let rate, let newRate):
      "\(rate) Hz and \(newRate) Hz are too far apart to resample one to the other"
    case .tooManySamples(let recording, let found, let limit):
      "\(recording) would grow to \(found) samples, expected at most \(limit)"
    }
  }
}

extension Recording {
  /// The most samples that a recording may grow to: 1 GiB.
  static let largestGrown = 1 << 28

  /// The same recording at another sampling rate in Hz; itself where it has that rate already.
  ///
  /// A last frame that is not complete is left out.
  ///
  /// - Throws: `ResamplingError`, also where the result would have more than 2²⁸ samples.
  public func resampled(to rate: Double) throws(ResamplingError) -> Recording {
    guard let sampleRate else { throw .unknownRate(recording: identity) }
    let resampler = try Resampler(from: sampleRate, to: rate)
    var result = self
    result.sampleRate = rate
    if resampler.up != resampler.down {
      let found = resampler.outputFrames(for: frames) * channels
      guard found <= max(Self.largestGrown, samples.count) else {
        throw .tooManySamples(recording: identity, found: found, limit: Self.largestGrown)
      }
      result.samples = resampler(Array(samples.prefix(frames * channels)), channels: channels)
    }
    return result
  }
}

/// The modified Bessel function of the first kind and order 0, by its power series.
package func besselI0(_ x: Double) -> Double {
  var term = 1.0
  var sum = 1.0
  var k = 1.0
  while term > sum * 1e-17 {
    term *= (x / (2 * k)) * (x / (2 * k))
    sum += term
    k += 1
  }
  return sum
}

private func greatestCommonDivisor(_ a: Int, _ b: Int) -> Int {
  b == 0 ? a : greatestCommonDivisor(b, a % b)
}

/// The last convergent of the continued fraction of `value` with both terms within the limit; `nil`
/// where none is within 1 part in 10⁴.
private func nearestFraction(_ value: Double, largestTerm: Int) -> (Int, Int)? {
  var (previous, current) = ((0, 1), (1, 0))
  var rest = value
  while rest < Double(largestTerm) + 1 {
    let whole = Int(rest.rounded(.down))
    let next = (whole * current.0 + previous.0, whole * current.1 + previous.1)
    if next.0 > largestTerm || next.1 > largestTerm { break }
    (previous, current) = (current, next)
    let fraction = rest - Double(whole)
    if abs(Double(current.0) / Double(current.1) - value) <= value * 1e-12 || fraction == 0 {
      break
    }
    rest = 1 / fraction
  }
  guard current.0 > 0, current.1 > 0 else { return nil }
  let error = abs(Double(current.0) / Double(current.1) - value)
  return error <= value * 1e-4 ? current : nil
}
