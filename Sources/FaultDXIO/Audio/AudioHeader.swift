/// What is checked of a sound file before and after libsndfile opens it.
enum AudioHeader {
  /// How much of the beginning is looked at; chunks of text may stand before the format.
  static let wantedBytes = 1 << 16

  /// Refuses containers that are not on the list, and codings that only a decoder with a long history of
  /// memory errors would open.
  static func check(_ header: [UInt8], file: String) throws(ReadingError) {
    if header.isEmpty {
      throw .contents(file: file, message: "expected sound, but the file is empty")
    }
    switch FileFormat(Array(header.prefix(FileFormat.headerLength))) {
    case .wave: try checkWave(header, file: file)
    case .rf64, .wave64, .aiff, .flac, .caf: break
    case .refused(let kind, let advice):
      throw .unsupported(file: file, kind: kind, advice: advice)
    default:
      throw .contents(file: file, message: "expected a sound file, found another kind")
    }
  }

  private static func checkWave(_ header: [UInt8], file: String) throws(ReadingError) {
    guard header.count >= 12 else {
      throw .contents(
        file: file, message: "expected a WAV header of 12 bytes, found \(header.count)")
    }
    let isBig = header[3] == UInt8(ascii: "X")
    func number(_ offset: Int, _ bytes: Int) -> Int {
      let slice = header[offset..<offset + bytes]
      return (isBig ? Array(slice) : slice.reversed()).reduce(0) { $0 << 8 | Int($1) }
    }
    var offset = 12
    while offset + 8 <= header.count {
      let name = header[offset..<offset + 4]
      let size = number(offset + 4, 4)
      if name.elementsEqual("fmt ".utf8) {
        guard size >= 16, offset + 8 + 16 <= header.count else {
          throw .contents(
            file: file,
            message: "expected a format chunk of 16 bytes or more, found \(size) at byte "
              + "\(offset)")
        }
        try checkFormat(
          tag: number(offset + 8, 2), channels: number(offset + 10, 2),
          rate: number(offset + 12, 4),
          bits: number(offset + 22, 2), file: file)
        return
      }
      if name.elementsEqual("data".utf8) {
        throw .contents(
          file: file, message: "expected a format chunk before the data at byte \(offset)")
      }
      offset += 8 + size + size % 2
    }
    throw .contents(file: file, message: "expected a WAV format chunk, found none")
  }

  private static func checkFormat(
    tag: Int, channels: Int, rate: Int, bits: Int, file: String
  ) throws(ReadingError) {
    let codings = [
      2: "ADPCM", 0x11: "ADPCM", 0x31: "GSM 6.10", 0x40: "G.721", 0x50: "MPEG", 0x55: "MP3",
      0x161: "Windows Media", 0x1FC4: "ALAC",
    ]
    guard [1, 3, 6, 7, 0xFFFE].contains(tag) else {
      throw .unsupported(
        file: file, kind: "a WAV file with \(codings[tag] ?? "coding \(tag)")",
        advice: "expected PCM or floating point")
    }
    guard (1...AudioLimits.channels).contains(channels) else {
      throw .contents(
        file: file, message: "expected 1 to \(AudioLimits.channels) channels, found \(channels)")
    }
    guard rate > 0, Double(rate) <= AudioLimits.rate else {
      throw .contents(
        file: file, message: "expected a sampling rate up to 50 MHz, found \(rate) Hz")
    }
    guard (1...64).contains(bits) else {
      throw .contents(file: file, message: "expected 8 to 64 bits a sample, found \(bits)")
    }
  }
}
