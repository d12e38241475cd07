/// What windows are like, as far as recipes depend on it.
public struct MemberSetting: Sendable, Equatable {
  /// Frames of a window.
  public var windowLength: Int
  /// Interleaved channels.
  public var channels: Int
  /// Classes; 1 where a number is estimated.
  public var classes: Int
  /// Training windows.
  public var windows: Int
  /// Those of them that are half a window apart or more.
  public var spacedWindows: Int
  /// What all randomness is drawn from.
  public var seed: UInt64

  /// A setting.
  public init(
    windowLength: Int, channels: Int, classes: Int, windows: Int, spacedWindows: Int? = nil,
    seed: UInt64
  ) {
    self.windowLength = windowLength
    self.channels = channels
    self.classes = classes
    self.windows = windows
    self.spacedWindows = spacedWindows ?? windows
    self.seed = seed
  }

  /// The setting of training windows.
  public init(_ windows: LabelledWindows, seed: UInt64) {
    self.init(
      windowLength: windows.windowLength, channels: windows.channels, classes: windows.outputCount,
      windows: windows.count, seed: seed)
    spacedWindows = windows.spaced(by: spacing).count
  }

  /// Half a window: what overlaps more is left to perturbed copies.
  var spacing: Int { max(1, windowLength / 2) }
}

extension LabelledWindows {
  /// The windows without those that begin less than so many frames behind the one before, in the same recording.
  func spaced(by frames: Int) -> LabelledWindows {
    if frames <= 1 { return self }
    var last: [Int: Int] = [:]
    return selecting(
      windows.indices.filter { index in
        let window = windows[index]
        if let last = last[window.recording], abs(window.start - last) < frames { return false }
        last[window.recording] = window.start
        return true
      })
  }
}
