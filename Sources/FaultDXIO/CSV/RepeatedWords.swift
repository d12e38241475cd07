/// The words of the row that was adopted last as they are written, quotes included, laid out so that eight
/// bytes at a time are compared.
final class RepeatedWords {
  private struct Word {
    var offset = 0
    /// Negative where no word matches.
    var count = -1
  }

  private let words: UnsafeMutablePointer<Word>
  private let bytes = GrowingStore<UInt8>(capacity: 256)

  init(columns: Int) {
    words = .allocate(capacity: columns)
    words.initialize(repeating: Word(), count: columns)
  }

  deinit { words.deallocate() }

  /// Forgets the row before.
  func removeAll(columns: Int) {
    words.update(repeating: Word(), count: columns)
    bytes.count = 0
  }

  /// Takes the field of a row; one with a line end in it is not taken: it would count as one line.
  func adopt(_ field: UnsafeBufferPointer<UInt8>, column: Int) {
    guard !field.contains(10), !field.contains(13) else { return }
    words[column] = Word(offset: bytes.count, count: field.count)
    bytes.reserve(field.count + 8)
    for byte in field { bytes.append(byte) }
  }

  /// Behind the field at the cursor where it begins, byte for byte, like the one that was adopted.
  ///
  /// What stands there is for the caller to check. Eight bytes behind `end` must be readable.
  @inline(__always)
  func match(
    _ p: UnsafePointer<UInt8>, end: UnsafePointer<UInt8>, column: Int
  ) -> UnsafePointer<UInt8>? {
    let word = words[column]
    guard word.count >= 0, end - p > word.count else { return nil }
    let expected = UnsafePointer(bytes.base) + word.offset
    var done = 0
    while done + 8 <= word.count {
      if DecimalScanner.load(p + done) != DecimalScanner.load(expected + done) { return nil }
      done += 8
    }
    if done < word.count {
      let unwanted = UInt64(64 - 8 * (word.count - done))
      let difference = DecimalScanner.load(p + done) ^ DecimalScanner.load(expected + done)
      if difference &<< unwanted != 0 { return nil }
    }
    return p + word.count
  }
}
