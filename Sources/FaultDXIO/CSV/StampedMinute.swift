/// The minute that a time stamp names, as it is written, and what stands behind the seconds.
///
/// Stamps of a recording share nearly all their bytes with the one before: where the minute and the offset
/// are the same, only seconds remain to be read.
struct StampedMinute {
  /// The seconds since the epoch at which the minute begins.
  let start: Int64
  /// The time of day at which it begins, for stamps without a day.
  let clock: Int64?
  /// How many bytes stand before the seconds, at most 24.
  let prefixCount: Int
  let suffixCount: Int
  private var prefix: (UInt64, UInt64, UInt64)
  private var masks: (UInt64, UInt64, UInt64)
  private let suffix: UInt64
  private let suffixMask: UInt64

  /// Of a stamp that has seconds and was read; `nil` where it is written in an unusual way.
  ///
  /// - Parameter clock: the time of day that it names.
  init?(_ bytes: [UInt8], instant: TimeParser.Instant, clock: Int64?) {
    let colon = UInt8(ascii: ":")
    // Of the colons (hour:minute:second, and one in the offset perhaps) the second ends the minute.
    let colons = bytes.indices.filter { bytes[$0] == colon }
    guard colons.count >= 2, colons[1] == colons[0] + 3 else { return nil }
    let seconds = colons[1] + 1
    guard seconds + 2 <= bytes.count, seconds <= 24 else { return nil }
    let second = Int64(bytes[seconds] &- 48) * 10 + Int64(bytes[seconds + 1] &- 48)
    var end = seconds + 2
    if end < bytes.count, bytes[end] == UInt8(ascii: ".") || bytes[end] == UInt8(ascii: ",") {
      end += 1
      while end < bytes.count, bytes[end] &- 48 < 10 { end += 1 }
    }
    guard bytes.count - end <= 8 else { return nil }
    start = instant.seconds - second
    self.clock = clock.map { $0 - second }
    prefixCount = seconds
    suffixCount = bytes.count - end
    func word(_ offset: Int, _ count: Int) -> (UInt64, UInt64) {
      var word: UInt64 = 0
      var mask: UInt64 = 0
      for index in 0..<max(0, min(8, count)) {
        word |= UInt64(bytes[offset + index]) << UInt64(8 * index)
        mask |= 0xFF << UInt64(8 * index)
      }
      return (word, mask)
    }
    let words = (word(0, seconds), word(8, seconds - 8), word(16, seconds - 16))
    prefix = (words.0.0, words.1.0, words.2.0)
    masks = (words.0.1, words.1.1, words.2.1)
    (suffix, suffixMask) = word(end, bytes.count - end)
  }

  /// Whether the bytes, of which 24 can be read, begin with the same minute.
  @inline(__always)
  func begins(_ p: UnsafePointer<UInt8>) -> Bool {
    let first = (DecimalScanner.load(p) ^ prefix.0) & masks.0
    let second = (DecimalScanner.load(p + 8) ^ prefix.1) & masks.1
    let third = (DecimalScanner.load(p + 16) ^ prefix.2) & masks.2
    return first | second | third == 0
  }

  /// Whether the bytes, of which 8 can be read, begin with what stands behind the seconds.
  @inline(__always)
  func ends(_ p: UnsafePointer<UInt8>) -> Bool {
    (DecimalScanner.load(p) ^ suffix) & suffixMask == 0
  }
}
