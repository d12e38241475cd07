#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#else
  import Darwin
#endif

/// A guess at a shaft's speed from the spectrum of a vibration: the frequency whose first harmonics stand highest over their floor.
///
/// A guess, and always to be called one: the mains, its half and the speed of a neighbour machine leave lines too. ``margin`` says how far
/// ahead of the next best guess it is; below ``smallestMargin`` there is none. The frequency is that of a line of a four-second segment,
/// right to 0.25 Hz.
///
/// Of the 30 recordings of `datasets/manifests/cwru.csv`, at which the bounds were set, 21 get a guess, all within 0.3 % of the speed that was
/// measured, and nine none; the best frequency of one of these would have been wrong.
public struct SpeedEstimate: Sendable, Equatable {
  /// In revolutions per minute.
  public let revolutionsPerMinute: Double
  /// By how many dB, summed over the harmonics, it is ahead of the best frequency that is no multiple or fraction of it.
  public let margin: Double

  /// The margin in dB below which nothing is guessed.
  public static let smallestMargin = 6.0
  /// The speeds that are considered, in revolutions per minute.
  public static let range = 300.0...6000.0

  /// The guess for one channel of a recording; `nil` where there is none, or where the recording lasts less than two seconds.
  ///
  /// - Precondition: the recording has that channel.
  public init?(of recording: Recording, channel: Int = 0) {
    guard let rate = recording.sampleRate, recording.axis == .time,
      let power = Self.averagedPower(of: recording, channel: channel, rate: rate)
    else { return nil }
    let resolution = power.resolution
    let heights = Self.heights(power.values, resolution: resolution)
    func score(_ frequency: Double) -> Double {
      var sum = 0.0
      for harmonic in 1...4 {
        let line = Int((Double(harmonic) * frequency / resolution).rounded())
        guard line < heights.count else { break }
        // One towering line must not outvote a series; the first harmonics count most.
        sum += min(heights[line], 20) / Double(harmonic).squareRoot()
      }
      return sum
    }
    let lowest = Self.range.lowerBound / 60
    let highest = min(Self.range.upperBound / 60, rate / 8)
    guard lowest < highest else { return nil }
    let candidates = stride(from: lowest, through: highest, by: resolution / 8).map {
      (frequency: $0, score: score($0))
    }
    guard let highestScore = candidates.map(\.score).max(), highestScore > 0 else { return nil }
    // Scores are flat as wide as a line: the middle of the first stretch is the frequency.
    let first = candidates.firstIndex { $0.score == highestScore } ?? 0
    let stretch = candidates[first...].prefix { $0.score == highestScore }
    let top = candidates[first + (stretch.count - 1) / 2]
    var best = top
    // Many shafts are loudest at two or three times their speed: a line at a half or a third of it is the shaft's.
    for divisor in [2.0, 3] {
      let line = Int((top.frequency / divisor / resolution).rounded())
      let frequency = top.frequency / divisor
      guard frequency >= lowest, line >= 1, line + 1 < heights.count else { continue }
      let itself = max(heights[line - 1], heights[line], heights[line + 1])
      if itself >= 14, score(frequency) >= 0.65 * top.score {
        best = (frequency, score(frequency))
      }
    }
    let rival =
      candidates.filter { !Self.areRelated($0.frequency, top.frequency, within: 2 * resolution) }
      .map(\.score).max() ?? 0
    guard top.score - rival >= Self.smallestMargin else { return nil }
    revolutionsPerMinute = best.frequency * 60
    margin = top.score - rival
  }

  /// Whether one frequency is a small multiple or fraction of the other.
  private static func areRelated(_ a: Double, _ b: Double, within: Double) -> Bool {
    for p in 1...4 {
      for q in 1...4 where abs(Double(p) * a - Double(q) * b) <= within * Double(max(p, q)) {
        return true
      }
    }
    return false
  }

  /// How many dB each line stands over the median of 5 Hz to either side; 0 below it.
  private static func heights(_ power: [Double], resolution: Double) -> [Double] {
    let reach = max(4, Int(5 / resolution))
    return power.indices.map { line in
      let around = power[max(1, line - reach)..<min(power.count, line + reach + 1)].sorted()
      guard let floor = around.isEmpty ? nil : around[around.count / 2], floor > 0 else {
        return 0
      }
      return max(0, 10 * log10(max(power[line], floor) / floor))
    }
  }

  /// The power spectrum below 450 Hz, of Hann-tapered segments of four seconds (or all there is) that overlap by half.
  private static func averagedPower(
    of recording: Recording, channel: Int, rate: Double
  ) -> (values: [Double], resolution: Double)? {
    guard rate.isFinite, rate > 0, Double(recording.frames) >= 2 * rate, recording.frames >= 64
    else { return nil }
    let wanted = min(recording.frames, Int(min(4 * rate, 16_777_216)))
    let length = FourierTransform.goodLength(atMost: wanted)
    let fourier = FourierTransform(length: length)
    let taper = (0..<length).map { 0.5 - 0.5 * cos(2 * Double.pi * Double($0) / Double(length)) }
    let resolution = rate / Double(length)
    var sum = [Double](repeating: 0, count: min(length / 2 + 1, Int(450 / resolution)))
    for start in stride(from: 0, through: recording.frames - length, by: length / 2) {
      var samples = (start..<start + length).map {
        Double(recording.samples[$0 * recording.channels + channel])
      }
      let mean = samples.reduce(0, +) / Double(length)
      guard mean.isFinite else { continue }
      for t in samples.indices { samples[t] = (samples[t] - mean) * taper[t] }
      let spectrum = fourier(samples)
      for line in sum.indices {
        let value = spectrum[line]
        sum[line] += value.x * value.x + value.y * value.y
      }
    }
    return (sum, resolution)
  }
}
