public import FaultDXSignal

/// Windows of recordings with the class of each: what a network learns from and is measured on.
///
/// Nothing is copied until a batch is filled; a window knows its recording, so that a split or a metric can
/// be taken by recording or by physical unit.
public struct LabelledWindows: Sendable {
  /// One window.
  public struct Window: Sendable, Equatable {
    /// The index of its recording.
    public var recording: Int
    /// Its first frame.
    public var start: Int
    /// The index of its class.
    public var label: Int
    /// The frames within which augmentation may move it: never over a cut between training and test.
    public var range: Range<Int>

    /// A window.
    public init(recording: Int, start: Int, label: Int, range: Range<Int>) {
      self.recording = recording
      self.start = start
      self.label = label
      self.range = range
    }
  }

  /// The recordings, all at one rate and with the same number of channels.
  public let recordings: [Recording]
  /// The windows, in order.
  public let windows: [Window]
  /// The names of the classes; a label is an index into it.
  public let labels: [String]
  /// Frames of a window.
  public let windowLength: Int
  /// What is done to each window; what is done to recordings has been done to these.
  public let conditioning: Conditioning
  /// How a window is scaled before the network sees it.
  public let normalization: Normalization
  /// The numbers that labels stand for; `nil` where they are classes.
  public let target: NumericTarget?
  private let conditioner: WindowConditioner

  /// Takes windows as they are given.
  ///
  /// - Throws: `LabelledWindowsError` where recordings differ in rate or channels, a window leaves its
  ///   recording or its range, or a label has no class.
  public init(
    recordings: [Recording], windows: [Window], labels: [String], windowLength: Int,
    conditioning: Conditioning = .none, normalization: Normalization = .standard
  ) throws(LabelledWindowsError) {
    self.recordings = recordings
    self.windows = windows
    self.labels = labels
    self.windowLength = windowLength
    self.conditioning = conditioning
    self.normalization = normalization
    target = nil
    conditioner = WindowConditioner(
      conditioning, length: max(windowLength, 1), channels: max(recordings.first?.channels ?? 1, 1))
    try check()
  }

  /// Cuts every recording into windows; each recording's own label is the class of all its windows.
  ///
  /// - Throws: `LabelledWindowsError`, also where a recording has no label or one that is not in `labels`.
  /// - Precondition: the hop is positive.
  public init(
    recordings: [Recording], labels: [String], windowLength: Int, hop: Int,
    conditioning: Conditioning = .none, normalization: Normalization = .standard
  ) throws(LabelledWindowsError) {
    if windowLength < 1 { throw .windowLength(windowLength) }
    var windows: [Window] = []
    for (index, recording) in recordings.enumerated() {
      guard let label = recording.label.flatMap({ labels.firstIndex(of: $0) }) else {
        throw .unknownLabel(recording: recording.identity, label: recording.label)
      }
      for range in SlidingWindows(frames: recording.frames, length: windowLength, hop: hop) {
        windows.append(
          Window(
            recording: index, start: range.lowerBound, label: label, range: 0..<recording.frames))
      }
    }
    try self.init(
      recordings: recordings, windows: windows, labels: labels, windowLength: windowLength,
      conditioning: conditioning, normalization: normalization)
  }

  /// The number of windows.
  public var count: Int { windows.count }

  /// The number of channels.
  public var channels: Int { recordings.first?.channels ?? 1 }

  /// Frames of a window as the network sees it.
  public var inputLength: Int { conditioner.outputLength }

  /// Floats of one window as the network sees it.
  public var windowCount: Int { inputLength * channels }

  /// The common sampling rate in Hz, where it is known.
  public var sampleRate: Double? { recordings.first?.sampleRate }

  /// How many windows each class has.
  public var labelCounts: [Int] {
    var counts = [Int](repeating: 0, count: labels.count)
    for window in windows { counts[window.label] += 1 }
    return counts
  }

  /// Some of the windows, in the order of `indices`.
  public func selecting(_ indices: some Sequence<Int>) -> LabelledWindows {
    LabelledWindows(self, windows: indices.map { windows[$0] })
  }

  init(
    _ other: LabelledWindows, windows: [Window], normalization: Normalization? = nil,
    target: NumericTarget? = nil
  ) {
    recordings = other.recordings
    labels = other.labels
    windowLength = other.windowLength
    conditioning = other.conditioning
    conditioner = other.conditioner
    self.normalization = normalization ?? other.normalization
    self.target = target ?? other.target
    self.windows = windows
  }

  /// Writes one conditioned and normalised window, `[inputLength, channels]`.
  public func fill(_ index: Int, into target: UnsafeMutablePointer<Float>) {
    let window = windows[index]
    recordings[window.recording].samples.withUnsafeBufferPointer { samples in
      scale(
        UnsafeBufferPointer(
          rebasing: samples[(window.start * channels)..<((window.start + windowLength) * channels)]),
        into: target)
    }
  }

  /// Conditions and normalises the samples of one window, `[windowLength, channels]`.
  func scale(_ samples: UnsafeBufferPointer<Float>, into target: UnsafeMutablePointer<Float>) {
    let input = UnsafeMutableBufferPointer(start: target, count: windowCount)
    if conditioner.isEmpty {
      normalization.apply(samples, channels: channels, into: input)
    } else {
      conditioner.apply(samples, into: input)
      normalization.apply(UnsafeBufferPointer(input), channels: channels, into: input)
    }
  }

  /// Copies frames as they were recorded; for those outside the window's range, its first or last.
  func copy(
    _ frames: Range<Int>, of window: Window, into target: UnsafeMutablePointer<Float>
  ) {
    recordings[window.recording].samples.withUnsafeBufferPointer { samples in
      guard let base = samples.baseAddress else { return }
      let inside = frames.clamped(to: window.range)
      (target + (inside.lowerBound - frames.lowerBound) * channels)
        .update(from: base + inside.lowerBound * channels, count: inside.count * channels)
      for frame in frames where !inside.contains(frame) {
        let nearest = min(max(frame, window.range.lowerBound), window.range.upperBound - 1)
        (target + (frame - frames.lowerBound) * channels)
          .update(from: base + nearest * channels, count: channels)
      }
    }
  }
}
