extension TimeParser {
  /// Reads the time at the cursor where it is written like the one before, and moves past it; `nil`, and
  /// the cursor where it was, where it is not: ``time(_:mark:)`` then gives the same for what this reads.
  ///
  /// What stands behind the time is for the caller to check, and the notes that this makes (of the finest
  /// digit) hold only if that is the end of the field.
  @inline(__always)
  mutating func next(
    _ cursor: inout UnsafePointer<UInt8>, delimiter: UInt8, mark: UInt8, scanner: DecimalScanner
  ) -> Double? {
    if minute != nil {
      return nextStamp(&cursor, delimiter: delimiter, scanner: scanner)
    }
    return nextNumber(&cursor, delimiter: delimiter, mark: mark, scanner: scanner)
  }

  /// Seconds of the minute before.
  @inline(never)
  private mutating func nextStamp(
    _ cursor: inout UnsafePointer<UInt8>, delimiter: UInt8, scanner: DecimalScanner
  ) -> Double? {
    guard let minute, let origin, minute.begins(cursor) else { return nil }
    var p = cursor + minute.prefixCount
    let tens = p.pointee &- 48
    guard tens <= 6, p[1] &- 48 < 10 else { return nil }
    let second = Int64(tens) * 10 + Int64(p[1] &- 48)
    guard second <= 60 else { return nil }
    p += 2
    var fraction = 0.0
    var places = 0
    let point = p.pointee
    if point == UInt8(ascii: ".") || point == UInt8(ascii: ","), point != delimiter {
      p += 1
      let start = p
      var digits: UInt64 = 0
      scanner.scanDigits(&p, into: &digits)
      places = p - start
      guard (1...15).contains(places) else { return nil }
      fraction = Double(Int64(bitPattern: digits)) / scanner.exact[places]
    }
    guard minute.ends(p) else { return nil }
    p += minute.suffixCount
    guard Self.endsField(p.pointee, delimiter) else { return nil }
    resolution = min(resolution, 1 / scanner.exact[places])
    if let start = minute.clock { clock = start + second }
    cursor = p
    return Self.seconds(minute.start + second, fraction, since: origin)
  }

  /// A plain number, its whole part and its fraction apart.
  @inline(never)
  private mutating func nextNumber(
    _ cursor: inout UnsafePointer<UInt8>, delimiter: UInt8, mark: UInt8, scanner: DecimalScanner
  ) -> Double? {
    guard let unit, let origin else { return nil }
    let perSecond = unit == 1 ? 1 : (1 / unit).rounded()
    guard perSecond >= 1, perSecond <= 1e9 else { return nil }
    var p = cursor
    let isNegative = p.pointee == UInt8(ascii: "-")
    if isNegative { p += 1 }
    let start = p
    var digits: UInt64 = 0
    scanner.scanDigits(&p, into: &digits)
    guard (1...18).contains(p - start) else { return nil }
    var whole = Int64(bitPattern: digits)
    var fraction = 0.0
    var places = 0
    if p.pointee == mark {
      let point = p
      p += 1
      digits = 0
      scanner.scanDigits(&p, into: &digits)
      places = p - point - 1
      if places <= 15 {
        fraction = Double(Int64(bitPattern: digits)) / scanner.exact[places]
      } else if p.pointee | 0x20 != UInt8(ascii: "e") {
        p = point
        guard scanner.scan(&p, mark: mark, into: &fraction) else { return nil }
      }
    }
    if p.pointee | 0x20 == UInt8(ascii: "e") {
      var value = 0.0
      p = start
      guard scanner.scan(&p, mark: mark, into: &value), value < 4e18,
        Self.endsField(p.pointee, delimiter)
      else { return nil }
      resolution = min(resolution, value.ulp * unit)
      let towardZero = value.rounded(.towardZero)
      whole = Int64(towardZero)
      fraction = value - towardZero
    } else {
      guard Self.endsField(p.pointee, delimiter) else { return nil }
      note(places: places, unit: unit)
    }
    cursor = p
    if isNegative {
      whole = -whole
      fraction = -fraction
    }
    if unit == 1 { return Self.seconds(whole, fraction, since: origin) }
    let (seconds, rest) = whole.quotientAndRemainder(dividingBy: Int64(perSecond))
    return Self.seconds(seconds, (Double(rest) + fraction) * unit, since: origin)
  }

  /// What the finest digit says; nothing new where it is not finer than before.
  @inline(__always)
  private mutating func note(places: Int, unit: Double) {
    guard places > self.places else { return }
    self.places = places
    var finest = 1.0
    for _ in 0..<min(places, 30) { finest /= 10 }
    resolution = min(resolution, finest * unit)
  }

  @inline(__always)
  private static func endsField(_ byte: UInt8, _ delimiter: UInt8) -> Bool {
    byte == delimiter || byte == 10 || byte == 13
  }
}
