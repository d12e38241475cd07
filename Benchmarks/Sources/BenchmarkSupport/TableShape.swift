#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#else
  import Darwin
#endif

/// The files that loading is timed on, the same bytes for the same size wherever they are written.
package enum TableShape: String, CaseIterable {
  /// `time,value,label`: seconds and a value with six decimals, one of four words that changes rarely.
  case long
  /// One column of values with six decimals.
  case column
  /// A label and 4000 values with six decimals in each row.
  case wide
  /// `time,value` with ISO 8601 times to the microsecond.
  case stamps
  /// `time,value` with seconds since 1970 to the microsecond.
  case epoch
  /// `time,value` with every digit that a double has.
  case precise
  /// 16-bit PCM, one channel.
  case wave

  /// The name of the file.
  package var fileName: String { rawValue + (self == .wave ? ".wav" : ".csv") }

  static let words = ["normal", "inner_race", "outer_race", "ball"]
  /// Rows (or values of a column) to a word.
  static let stretch = 250_000

  /// Writes a file of about so many bytes.
  package func write(to path: String, bytes: Int) {
    guard let file = fopen(path, "wb") else { fatalError("cannot write \(path)") }
    var text: [UInt8] = []
    if self == .wave { text = Self.waveHeader(bytes: bytes) }
    if let header { text = Array(header.utf8) }
    var noise = Noise()
    var written = 0
    var row = 0
    while written + text.count < bytes {
      append(row, &noise, to: &text)
      row += 1
      if text.count > 1 << 20 {
        written += fwrite(text, 1, text.count, file)
        text.removeAll(keepingCapacity: true)
      }
    }
    if self == .wave { text.removeLast(max(0, written + text.count - bytes)) }
    _ = fwrite(text, 1, text.count, file)
    fclose(file)
  }

  private var header: String? {
    switch self {
    case .long: "time,value,label\n"
    case .column: "value\n"
    case .wide: "label," + (0..<4_000).map { "\($0)" }.joined(separator: ",") + "\n"
    case .stamps, .epoch, .precise: "time,value\n"
    case .wave: nil
    }
  }

  private func append(_ row: Int, _ noise: inout Noise, to text: inout [UInt8]) {
    // 10 kHz: a step of 100 microseconds.
    let microseconds = row * 100
    switch self {
    case .long:
      text.append(fixed: microseconds)
      text.append(44)
      text.append(fixed: noise.millionths())
      text.append(44)
      text += Self.words[row / Self.stretch % 4].utf8
    case .column: text.append(fixed: noise.millionths())
    case .wide:
      text += Self.words[row % 4].utf8
      for _ in 0..<4_000 {
        text.append(44)
        text.append(fixed: noise.millionths())
      }
    case .stamps:
      let second = microseconds / 1_000_000
      text += "2026-01-31T".utf8
      text.append(8 + second / 3_600, digits: 2)
      text.append(58)
      text.append(second / 60 % 60, digits: 2)
      text.append(58)
      text.append(second % 60, digits: 2)
      text.append(46)
      text.append(microseconds % 1_000_000, digits: 6)
      text.append(44)
      text.append(fixed: noise.millionths())
    case .epoch:
      text.append(fixed: 1_769_846_400_000_000 + microseconds)
      text.append(44)
      text.append(fixed: noise.millionths())
    case .precise:
      text += "\(Double(row) / 12_000)".utf8
      text.append(44)
      text += "\(noise.normal())".utf8
    case .wave:
      let sample = Int16(clamping: noise.millionths() / 200)
      text.append(UInt8(truncatingIfNeeded: sample))
      text.append(UInt8(truncatingIfNeeded: sample >> 8))
      return
    }
    text.append(10)
  }

  private static func waveHeader(bytes: Int) -> [UInt8] {
    func word(_ value: Int) -> [UInt8] {
      (0..<4).map { UInt8(truncatingIfNeeded: value >> (8 * $0)) }
    }
    return Array("RIFF".utf8) + word(bytes - 8) + Array("WAVEfmt ".utf8) + word(16) + [1, 0, 1, 0]
      + word(12_000) + word(24_000) + [2, 0, 16, 0] + Array("data".utf8) + word(bytes - 44)
  }
}

/// Gaussian enough for a signal: the sum of four uniform numbers of a 64-bit linear congruential generator.
private struct Noise {
  private var state: UInt64 = 20_261_121

  private mutating func uniform() -> Double {
    state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
    return Double(state >> 11) * 0x1p-53 - 0.5
  }

  mutating func normal() -> Double { uniform() + uniform() + uniform() + uniform() }
  mutating func millionths() -> Int { Int((normal() * 2e6).rounded()) }
}

extension [UInt8] {
  /// Millionths as a decimal number.
  fileprivate mutating func append(fixed millionths: Int) {
    if millionths < 0 { append(45) }
    let (whole, fraction) = millionths.magnitude.quotientAndRemainder(dividingBy: 1_000_000)
    self += "\(whole)".utf8
    append(46)
    append(Int(fraction), digits: 6)
  }

  fileprivate mutating func append(_ number: Int, digits: Int) {
    var divisor = 1
    for _ in 1..<digits { divisor *= 10 }
    while divisor > 0 {
      append(UInt8(48 + number / divisor % 10))
      divisor /= 10
    }
  }
}
