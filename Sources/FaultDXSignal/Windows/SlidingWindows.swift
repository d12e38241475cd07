/// Where the windows of a recording lie: a lazy collection of frame ranges, nothing is copied.
///
/// Windows start at 0, `hop`, `2 · hop`, …; the last one ends at or before the last frame. A recording
/// shorter than one window has none.
public struct SlidingWindows: RandomAccessCollection, Sendable, Equatable {
  /// Frames in the recording.
  public let frames: Int
  /// Frames in a window.
  public let length: Int
  /// Frames from the start of one window to the start of the next.
  public let hop: Int

  /// The windows of a recording of so many frames.
  ///
  /// - Precondition: `length` and `hop` are positive.
  public init(frames: Int, length: Int, hop: Int) {
    guard length > 0, hop > 0 else {
      fatalError("a window needs a positive length and hop, got \(length) and \(hop)")
    }
    self.frames = frames
    self.length = length
    self.hop = hop
  }

  /// Always 0.
  public var startIndex: Int { 0 }

  /// The number of windows.
  public var endIndex: Int { frames < length ? 0 : (frames - length) / hop + 1 }

  /// The frames of one window.
  public subscript(position: Int) -> Range<Int> {
    let start = position * hop
    return start..<(start + length)
  }
}
