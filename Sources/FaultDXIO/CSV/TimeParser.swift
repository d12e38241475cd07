/// Reads the values of a time column.
///
/// Times are split into whole seconds and a fraction before the first one is subtracted: the double
/// nearest to an epoch of 1.7e9 s is a quarter of a microsecond off, which is a percent of a sample.
struct TimeParser {
  struct Instant: Equatable {
    var seconds: Int64
    var fraction: Double
  }

  /// Seconds for one unit; `nil` until the first value tells.
  var unit: Double?
  private(set) var origin: Instant?
  /// The finest digit that was written, in seconds: what rounding may have moved each value by.
  var resolution = Double.infinity

  init(unit: Double?) { self.unit = unit }

  /// What the time before looks like, so that the next need not be taken apart from its first byte.
  var minute: StampedMinute?
  /// The most decimals that a plain number had.
  var places = -1

  /// Seconds since the first time, which is subtracted before whole seconds and fraction become one number.
  @inline(__always)
  static func seconds(_ seconds: Int64, _ fraction: Double, since origin: Instant) -> Double {
    Double(seconds - origin.seconds) + (fraction - origin.fraction)
  }

  /// Whether all times of day that were read lie so near to each other that none begins another day,
  /// whoever read which of them first.
  static func isWithinHalfADay(_ parsers: [TimeParser]) -> Bool {
    guard let earliest = parsers.compactMap({ $0.clocks?.lowerBound }).min(),
      let latest = parsers.compactMap({ $0.clocks?.upperBound }).max()
    else { return true }
    return latest - earliest <= 43_200
  }

  /// The seconds since the first value that was read, or `nil` where the field is not a time.
  mutating func time(_ field: some Collection<UInt8>, mark: UInt8) -> Double? {
    minute = nil
    let bytes = Array(field)
    let instant: Instant
    if let number = Self.decimal(bytes, mark: mark) {
      let unit = self.unit ?? Self.unit(ofEpoch: number.value)
      self.unit = unit
      instant = Self.scale(number, unit)
      resolution = min(resolution, number.resolution * unit)
    } else if let stamp = Self.stamp(bytes) {
      instant = afterMidnight(stamp)
      minute = StampedMinute(bytes, instant: instant, clock: stamp.hasDay ? nil : clock)
      resolution = min(resolution, stamp.resolution)
    } else {
      return nil
    }
    let origin = self.origin ?? instant
    self.origin = origin
    return Self.seconds(instant.seconds, instant.fraction, since: origin)
  }

  /// Midnights passed since the first time of day, and the time of day before.
  private(set) var midnights: Int64 = 0
  var clock: Int64? {
    didSet {
      guard let clock else { return }
      clocks = min(clocks?.lowerBound ?? clock, clock)...max(clocks?.upperBound ?? clock, clock)
    }
  }
  /// The earliest and the latest time of day.
  private(set) var clocks: ClosedRange<Int64>?

  /// A time of day that falls back by more than half a day belongs to the next.
  private mutating func afterMidnight(
    _ stamp: (instant: Instant, resolution: Double, hasDay: Bool)
  ) -> Instant {
    guard !stamp.hasDay else { return stamp.instant }
    var instant = stamp.instant
    if let clock, instant.seconds < clock - 43_200 { midnights += 1 }
    clock = instant.seconds
    instant.seconds += midnights * 86_400
    return instant
  }

  private struct Decimal {
    var value: Double
    var whole: Int64
    var fraction: Double
    var resolution: Double
  }

  /// A plain decimal with its whole part apart; numbers with an exponent are split as they are.
  private static func decimal(_ bytes: [UInt8], mark: UInt8) -> Decimal? {
    guard let value = DecimalScanner().number(bytes, mark: mark), abs(value) < 4e18 else {
      return nil
    }
    let point = bytes.firstIndex(of: mark)
    if bytes.contains(where: { $0 | 0x20 == UInt8(ascii: "e") }) {
      let whole = value.rounded(.towardZero)
      return Decimal(
        value: value, whole: Int64(whole), fraction: value - whole, resolution: abs(value).ulp)
    }
    let wholeDigits = bytes[..<(point ?? bytes.count)]
    let whole = Int64(String(decoding: wholeDigits, as: UTF8.self)) ?? 0
    let decimals = point.map { bytes.count - $0 - 1 } ?? 0
    var fraction = 0.0
    if let point, decimals > 0 {
      fraction = DecimalScanner().number([UInt8(ascii: ".")] + bytes[(point + 1)...]) ?? 0
      if bytes.first == UInt8(ascii: "-") { fraction = -fraction }
    }
    var resolution = 1.0
    for _ in 0..<min(decimals, 30) { resolution /= 10 }
    return Decimal(value: value, whole: whole, fraction: fraction, resolution: resolution)
  }

  private static func scale(_ number: Decimal, _ unit: Double) -> Instant {
    if unit == 1 { return Instant(seconds: number.whole, fraction: number.fraction) }
    let perSecond = (1 / unit).rounded()
    guard perSecond >= 1, perSecond <= 1e9 else {
      return Instant(seconds: 0, fraction: number.value * unit)
    }
    let (seconds, rest) = number.whole.quotientAndRemainder(dividingBy: Int64(perSecond))
    return Instant(seconds: seconds, fraction: (Double(rest) + number.fraction) * unit)
  }

  /// Since 1970 in seconds, milli-, micro- or nanoseconds, told by the size; seconds where it is small.
  private static func unit(ofEpoch value: Double) -> Double {
    switch abs(value) {
    case 1e17...: 1e-9
    case 1e14..<1e17: 1e-6
    case 1e11..<1e14: 1e-3
    default: 1
    }
  }

  /// Seconds for one unit where the column's name or the row of units says so.
  static func unit(ofColumn name: String, units: String?) -> Double? {
    let (stem, inName) = ColumnRole.split(name)
    var unit = inName
    if let units { unit = String(units.lowercased().filter { !"()[] ".contains($0) }) }
    if unit.isEmpty, let underscore = stem.lastIndex(of: "_") {
      unit = String(stem[stem.index(after: underscore)...])
    }
    if unit.isEmpty { unit = stem }
    switch unit {
    case "s", "sec", "secs", "seconds": return 1
    case "ms", "msec", "milliseconds": return 1e-3
    case "us", "µs", "μs", "usec", "microseconds": return 1e-6
    case "ns", "nsec", "nanoseconds": return 1e-9
    case "min", "minutes": return 60
    default: return nil
    }
  }

  // MARK: Time stamps

  /// `2024-01-31T12:34:56.789Z`, with a space or an offset too, `31.01.2024 12:34:56,789`, or
  /// `HH:MM:SS.fff`.
  static func stamp(
    _ bytes: [UInt8]
  ) -> (instant: Instant, resolution: Double, hasDay: Bool)? {
    var reader = StampReader(bytes: bytes)
    var day: Int64 = 0
    var hasDay = false
    if bytes.contains(UInt8(ascii: ":")) == false { return nil }
    if bytes.count > 10, bytes[2] == UInt8(ascii: "."), bytes[5] == UInt8(ascii: ".") {
      guard let date = reader.digits(2), reader.skip(UInt8(ascii: ".")),
        let month = reader.digits(2), reader.skip(UInt8(ascii: ".")), let year = reader.digits(4),
        (1...12).contains(month), (1...31).contains(date),
        reader.skip(UInt8(ascii: "T")) || reader.skip(UInt8(ascii: " "))
      else { return nil }
      day = days(year: Int64(year), month: Int64(month), day: Int64(date))
      hasDay = true
    } else if bytes.count > 10, bytes[4] == UInt8(ascii: "-") || bytes[4] == UInt8(ascii: "/") {
      guard let year = reader.digits(4), reader.skip(bytes[4]), let month = reader.digits(2),
        reader.skip(bytes[4]), let date = reader.digits(2), (1...12).contains(month),
        (1...31).contains(date),
        reader.skip(UInt8(ascii: "T")) || reader.skip(UInt8(ascii: " "))
          || reader.skip(UInt8(ascii: "t"))
      else { return nil }
      day = days(year: Int64(year), month: Int64(month), day: Int64(date))
      hasDay = true
    }
    guard let hour = reader.digits(2) ?? reader.digits(1), reader.skip(UInt8(ascii: ":")),
      let minute = reader.digits(2), hour < 100, minute < 60
    else { return nil }
    var second = 0
    var fraction = 0.0
    var resolution = 60.0
    if reader.skip(UInt8(ascii: ":")) {
      guard let value = reader.digits(2), value <= 60 else { return nil }
      second = value
      resolution = 1
      if reader.skip(UInt8(ascii: ".")) || reader.skip(UInt8(ascii: ",")) {
        guard let found = reader.fraction() else { return nil }
        (fraction, resolution) = found
      }
    }
    guard let offset = reader.offset(), reader.isAtEnd else { return nil }
    let seconds = day * 86_400 + Int64(hour * 3_600 + minute * 60 + second - offset)
    return (Instant(seconds: seconds, fraction: fraction), resolution, hasDay)
  }

  /// Days since 1970-01-01 in the Gregorian calendar.
  private static func days(year: Int64, month: Int64, day: Int64) -> Int64 {
    // Years that begin in March have their leap day at the end.
    let shifted = month <= 2 ? year - 1 : year
    let era = shifted.quotientAndRemainder(dividingBy: 400).quotient
    let yearOfEra = shifted - era * 400
    let dayOfYear = (153 * (month + (month > 2 ? -3 : 9)) + 2) / 5 + day - 1
    return era * 146_097 + yearOfEra * 365 + yearOfEra / 4 - yearOfEra / 100 + dayOfYear - 719_468
  }
}

private struct StampReader {
  let bytes: [UInt8]
  var position = 0

  init(bytes: [UInt8]) { self.bytes = bytes }

  var isAtEnd: Bool { position == bytes.count }

  mutating func digits(_ count: Int) -> Int? {
    guard position + count <= bytes.count else { return nil }
    var value = 0
    for byte in bytes[position..<position + count] {
      guard (48...57).contains(byte) else { return nil }
      value = value * 10 + Int(byte - 48)
    }
    position += count
    return value
  }

  mutating func skip(_ byte: UInt8) -> Bool {
    guard position < bytes.count, bytes[position] == byte else { return false }
    position += 1
    return true
  }

  mutating func fraction() -> (value: Double, resolution: Double)? {
    var value = 0.0
    var scale = 1.0
    var count = 0
    while position < bytes.count, (48...57).contains(bytes[position]) {
      if count < 15 {
        value = value * 10 + Double(bytes[position] - 48)
        scale *= 10
      }
      count += 1
      position += 1
    }
    return count == 0 ? nil : (value / scale, 1 / scale)
  }

  /// The seconds of `Z`, `+02:00`, `+0200` or nothing.
  mutating func offset() -> Int? {
    if isAtEnd || skip(UInt8(ascii: "Z")) || skip(UInt8(ascii: "z")) { return 0 }
    let sign = skip(UInt8(ascii: "+")) ? 1 : skip(UInt8(ascii: "-")) ? -1 : 0
    guard sign != 0, let hours = digits(2) else { return nil }
    _ = skip(UInt8(ascii: ":"))
    let minutes = isAtEnd ? 0 : digits(2)
    guard let minutes else { return nil }
    return sign * (hours * 3_600 + minutes * 60)
  }
}
