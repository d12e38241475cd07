/// What a file is, told by its first bytes and never by its name.
enum FileFormat: Equatable {
  case table
  case wave, wave64, rf64, aiff, flac, caf
  case matlab4, matlab5
  case numpy
  /// Text that is no table: the series of the UCR and UEA archives.
  case timeSeries
  /// What circuit simulators write: raw files, and tables of ngspice's `print` and `wrdata` and of LTspice's
  /// stepped exports.
  case spiceRaw, spicePrint, spiceVectors, spiceSteps
  /// LabVIEW measurements.
  case labview
  /// A universal file: functions between lines of -1.
  case universal
  /// An archive: of NumPy's arrays, or of files.
  case zip
  /// Known, and not read: what it is with its article, and what to do.
  case refused(kind: String, advice: String)

  var isAudio: Bool {
    switch self {
    case .wave, .wave64, .rf64, .aiff, .flac, .caf: true
    default: false
    }
  }

  /// How many bytes are wanted to tell: some texts begin with pages of comments.
  static let headerLength = 16_384

  private static let lossy =
    "lossy compression destroys what faults are told by: record or export to WAV or FLAC"
  private static let export = "export the signal to WAV or CSV"

  /// The format of a file that begins with these bytes.
  init(_ header: [UInt8]) {
    func has(_ magic: String, at offset: Int = 0) -> Bool {
      header.count >= offset + magic.utf8.count
        && header[offset..<(offset + magic.utf8.count)].elementsEqual(magic.utf8)
    }
    func has(_ magic: [UInt8], at offset: Int = 0) -> Bool {
      header.count >= offset + magic.count
        && header[offset..<(offset + magic.count)].elementsEqual(magic)
    }
    if has("RIFF") || has("RIFX") {
      if has("WAVE", at: 8) || header.count < 12 {
        self = .wave
      } else if has("AVI ", at: 8) {
        self = .refused(kind: "an AVI video", advice: Self.export)
      } else {
        self = .refused(kind: "a RIFF file without sound", advice: Self.export)
      }
    } else if has("RF64") || has("BW64") {
      self = .rf64
    } else if has("riff") && has([0x2E, 0x91, 0xCF, 0x11], at: 4) {
      self = .wave64
    } else if has("FORM") && (has("AIFF", at: 8) || has("AIFC", at: 8)) {
      self = .aiff
    } else if has("fLaC") {
      self = .flac
    } else if has("caff") {
      self = .caf
    } else if has("MATLAB 7.3") || has([0x89, 0x48, 0x44, 0x46, 0x0D, 0x0A, 0x1A, 0x0A]) {
      self = .refused(
        kind: has("MATLAB") ? "a MATLAB 7.3 file (HDF5)" : "an HDF5 file",
        advice: "save it in MATLAB with save(name, '-v7'), or export it to CSV")
    } else if has([0x93]) && has("NUMPY", at: 1) {
      self = .numpy
    } else if has("PK\u{3}\u{4}") || has("PK\u{5}\u{6}") {
      self = .zip
    } else if has("Title:") || has(Array("Title:".utf8.flatMap { [$0, 0] }))
      || has([0xFF, 0xFE]) && has(Array("Title:".utf8.flatMap { [$0, 0] }), at: 2)
    {
      self = Self.isSpiceRaw(header) ? .spiceRaw : .table
    } else if Self.isUniversal(header) {
      // Its functions may be bytes, so it comes before what is text.
      self = .universal
    } else if Self.isMatlab5(header) {
      self = .matlab5
    } else if let refused = Self.refused(has: { has($0, at: $1) }, header) {
      self = refused
    } else if Self.isMatlab4(header) {
      self = .matlab4
    } else if Self.isText(header) {
      self = Self.text(header)
    } else {
      self = .refused(
        kind: "a binary file of an unknown kind",
        advice:
          "expected WAV, FLAC, AIFF, RF64, W64, CAF, MATLAB 4 to 7, NumPy, ZIP, or a table as text")
    }
  }

  private static func refused(has: (String, Int) -> Bool, _ header: [UInt8]) -> FileFormat? {
    if has("OggS", 0) { return .refused(kind: "an OGG file", advice: lossy) }
    if has("ID3", 0) || isMPEGAudio(header) {
      return .refused(kind: "an MP3 file", advice: lossy)
    }
    if has("ftyp", 4) { return .refused(kind: "an MP4 or M4A file", advice: lossy) }
    if header.starts(with: [0x30, 0x26, 0xB2, 0x75]) {
      return .refused(kind: "a Windows Media file", advice: lossy)
    }
    if header.starts(with: [0x1A, 0x45, 0xDF, 0xA3]) {
      return .refused(kind: "a Matroska file", advice: lossy)
    }
    if has(".snd", 0) { return .refused(kind: "a Sun AU file", advice: "convert it to WAV") }
    if has("TDSm", 0) {
      return .refused(kind: "an NI TDMS file", advice: "export the channels to CSV or WAV")
    }
    if has("PAR1", 0) { return .refused(kind: "a Parquet file", advice: "export the table to CSV") }
    if header.starts(with: [0x1F, 0x8B]) || header.starts(with: [0xFD, 0x37, 0x7A, 0x58])
      || header.starts(with: [0x28, 0xB5, 0x2F, 0xFD]) || has("BZh", 0)
    {
      return .refused(kind: "a compressed file", advice: "unpack it first")
    }
    if header.starts(with: [0xD0, 0xCF, 0x11, 0xE0]) {
      return .refused(kind: "an old Excel file", advice: "save the sheet as CSV")
    }
    if header.starts(with: [0x89, 0x50, 0x4E, 0x47]) || header.starts(with: [0xFF, 0xD8, 0xFF]) {
      return .refused(kind: "a picture", advice: export)
    }
    if has("%PDF", 0) { return .refused(kind: "a PDF document", advice: export) }
    if header.count > 9, header[8] == UInt8(ascii: "{"), header[7] == 0, header[6] == 0 {
      return .refused(kind: "a model (safetensors)", advice: "expected a recording")
    }
    return nil
  }

  /// Two frame headers' worth of sync bits; a UTF-16 mark (FF FE) is not one.
  private static func isMPEGAudio(_ header: [UInt8]) -> Bool {
    guard header.count >= 4, header[0] == 0xFF,
      [0xFA, 0xFB, 0xF2, 0xF3, 0xE2, 0xE3].contains(header[1])
    else { return false }
    return header[2] >> 4 != 0xF && header[2] >> 2 & 3 != 3
  }

  /// The text of a level 5 header is free; what binds is the version and byte order at its end.
  private static func isMatlab5(_ header: [UInt8]) -> Bool {
    if header.count >= 10, header.starts(with: Array("MATLAB 5.0".utf8)) { return true }
    guard header.count >= 128 else { return false }
    let tail = header[124..<128]
    return tail.elementsEqual([0x00, 0x01, 0x49, 0x4D])
      || tail.elementsEqual([0x01, 0x00, 0x4D, 0x49])
  }

  /// Level 4 has no magic: five plausible words and a name that ends in a zero byte.
  private static func isMatlab4(_ header: [UInt8]) -> Bool {
    guard header.count >= 21 else { return false }
    func word(_ index: Int, bigEndian: Bool) -> UInt32 {
      let bytes = header[(4 * index)..<(4 * index + 4)]
      return (bigEndian ? Array(bytes) : bytes.reversed()).reduce(0) { $0 << 8 | UInt32($1) }
    }
    for bigEndian in [false, true] {
      let kind = word(0, bigEndian: bigEndian)
      let length = Int(word(4, bigEndian: bigEndian))
      guard kind < 5_000, kind / 1_000 == (bigEndian ? 1 : 0), kind / 100 % 10 == 0,
        kind / 10 % 10 <= 5, kind % 10 <= 2, word(3, bigEndian: bigEndian) <= 1, length >= 2,
        length <= 64
      else { continue }
      let name = header[20..<min(20 + length, header.count)]
      guard let first = name.first, first | 0x20 >= 97, first | 0x20 <= 122 else { continue }
      if name.dropLast().allSatisfy({ $0 > 32 && $0 < 127 }) { return true }
    }
    return false
  }

  private static func isText(_ header: [UInt8]) -> Bool {
    if header.starts(with: [0xFF, 0xFE]) || header.starts(with: [0xFE, 0xFF]) { return true }
    var controls = 0
    for byte in header {
      if byte == 0 { return false }
      if byte < 32, byte != 9, byte != 10, byte != 13 { controls += 1 }
    }
    return controls * 20 <= header.count
  }
}
