import FaultDXSignal

#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#else
  import Darwin
#endif

/// What can be said of a recording without looking for a fault; of several channels, the first.
struct RecordingProperties {
  /// Hz.
  let rate: Double?
  /// Frames.
  let frames: Int
  /// The mean, in the signal's unit.
  let offset: Double
  /// The root mean square around the mean, in the signal's unit.
  let deviation: Double
  /// The part of the samples that are the highest or the lowest value while a neighbour is too.
  let clipping: Double
  /// The part of the samples in stretches of one value.
  let silence: Double
  /// How far lines stand out at 50 and 60 Hz and twice that, in dB; `nil` where too short to tell.
  let hum50: Double?
  let hum60: Double?
  /// Mean power in equally wide bands, in dB.
  let bands: [Double]
  /// The last number in the recording's name, else in its file's.
  let number: Double?

  static let bandCount = 16
  /// Equal samples one after the other that are no coincidence.
  private static let stretch = 16
  private static let segments = 4
  private static let longestSegment = 1 << 15

  init(_ recording: Recording) {
    rate = recording.sampleRate
    frames = recording.frames
    let channels = recording.channels
    let signal = (0..<recording.frames).map { frame -> Float in
      let sample = recording.samples[frame * channels]
      return sample.isFinite ? sample : 0
    }
    let count = Double(max(signal.count, 1))
    let mean = signal.reduce(0.0) { $0 + Double($1) } / count
    let power = signal.reduce(0.0) { $0 + (Double($1) - mean) * (Double($1) - mean) } / count
    offset = mean
    deviation = power.squareRoot()
    (clipping, silence) = Self.stuck(signal)
    let spectrum = Self.spectrum(signal)
    bands = Self.bands(spectrum)
    hum50 = rate.flatMap { Self.hum(50, spectrum, rate: $0) }
    hum60 = rate.flatMap { Self.hum(60, spectrum, rate: $0) }
    number = Self.number(in: recording.name) ?? Self.number(in: Self.stem(of: recording.file))
  }

  private static func stuck(_ signal: [Float]) -> (clipping: Double, silence: Double) {
    guard let highest = signal.max(), let lowest = signal.min(), highest > lowest else {
      return (0, signal.isEmpty ? 0 : 1)
    }
    var (clipped, silent, run) = (0, 0, 1)
    for t in 1...signal.count {
      if t < signal.count, signal[t] == signal[t - 1] {
        run += 1
        continue
      }
      let value = signal[t - 1]
      if run > 1, value == highest || value == lowest { clipped += run }
      if run >= stretch { silent += run }
      run = 1
    }
    let count = Double(signal.count)
    return (Double(clipped) / count, Double(silent) / count)
  }

  /// The power spectrum, averaged over stretches of the signal; empty for short ones.
  private static func spectrum(_ signal: [Float]) -> [Double] {
    var length = 64
    while length * 2 <= min(signal.count, longestSegment) { length *= 2 }
    guard signal.count >= length else { return [] }
    let transform = FourierTransform(length: length)
    let window = (0..<length).map { 0.5 - 0.5 * cos(2 * Double.pi * Double($0) / Double(length)) }
    let count = min(segments, signal.count / length)
    var power = [Double](repeating: 0, count: length / 2 + 1)
    for segment in 0..<count {
      let start = count == 1 ? 0 : (signal.count - length) * segment / (count - 1)
      let part = signal[start..<(start + length)].map(Double.init)
      let mean = part.reduce(0, +) / Double(length)
      let spectrum = transform(zip(part, window).map { ($0 - mean) * $1 })
      for k in power.indices {
        power[k] +=
          spectrum.real[k] * spectrum.real[k] + spectrum.imaginary[k] * spectrum.imaginary[k]
      }
    }
    return power
  }

  private static func bands(_ spectrum: [Double]) -> [Double] {
    guard spectrum.count > bandCount else { return [] }
    let last = spectrum.count - 1
    return (0..<bandCount).map { band in
      let bins = (1 + last * band / bandCount)..<(1 + last * (band + 1) / bandCount)
      return decibel(bins.reduce(0) { $0 + spectrum[$1] } / Double(bins.count))
    }
  }

  /// How far the lines at a frequency and at twice that rise above their surroundings, in dB: the
  /// higher of the two, and 0 where neither does.
  private static func hum(_ frequency: Double, _ spectrum: [Double], rate: Double) -> Double? {
    let width = rate / 2 / Double(max(spectrum.count - 1, 1))
    guard frequency / width >= 14 else { return nil }
    var highest = 0.0
    for harmonic in [frequency, 2 * frequency] where harmonic < 0.45 * rate {
      let line = Int((harmonic / width).rounded())
      guard line + 12 < spectrum.count else { continue }
      let top = (line - 1...line + 1).map { spectrum[$0] }.max() ?? 0
      let around = (4...12).flatMap { [spectrum[line - $0], spectrum[line + $0]] }.sorted()
      highest = max(highest, decibel(top) - decibel(around[around.count / 2]))
    }
    return highest
  }

  private static func decibel(_ power: Double) -> Double { 10 * log10(power + 1e-30) }

  private static func stem(of file: String) -> String {
    let name = file.split(separator: "/").last.map(String.init) ?? file
    guard let dot = name.lastIndex(of: "."), dot > name.startIndex else { return name }
    return String(name[..<dot])
  }

  /// The last run of digits.
  private static func number(in name: String) -> Double? {
    var digits: [Character] = []
    for character in name.reversed() {
      if character.isASCII, character.isNumber {
        digits.append(character)
      } else if !digits.isEmpty {
        break
      }
    }
    return digits.isEmpty || digits.count > 15 ? nil : Double(String(digits.reversed()))
  }
}
