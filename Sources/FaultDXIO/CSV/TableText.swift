extension String {
  /// Words of a table: UTF-8, and where they are not, Windows-1252 (Latin-1 with its gaps filled).
  ///
  /// Spreadsheets on Windows still write it. `Außenring` must not become a class with a hole in it.
  ///
  /// Source: WHATWG Encoding Standard, index windows-1252.
  init(tableText bytes: some Collection<UInt8>) {
    if let text = String(validating: bytes, as: UTF8.self) {
      self = text
      return
    }
    var scalars = String.UnicodeScalarView()
    for byte in bytes {
      let isMoved = (0x80..<0xA0).contains(byte)
      let code = isMoved ? Self.windows1252[Int(byte) - 0x80] : UInt32(byte)
      scalars.append(Unicode.Scalar(code) ?? "\u{FFFD}")
    }
    self = String(scalars)
  }

  /// What stands at 0x80 to 0x9F, where Latin-1 has control characters.
  private static let windows1252: [UInt32] = [
    0x20AC, 0x81, 0x201A, 0x0192, 0x201E, 0x2026, 0x2020, 0x2021, 0x02C6, 0x2030, 0x0160, 0x2039,
    0x0152, 0x8D, 0x017D, 0x8F, 0x90, 0x2018, 0x2019, 0x201C, 0x201D, 0x2022, 0x2013, 0x2014,
    0x02DC, 0x2122, 0x0161, 0x203A, 0x0153, 0x9D, 0x017E, 0x0178,
  ]
}
