public import FaultDXSignal

/// The windows that simple classifiers are fitted to or measured on, and where each came from.
///
/// All the recordings have one rate and the same channels. Nothing is copied.
public struct BaselineWindows: Sendable {
  /// One window.
  public struct Window: Sendable, Equatable {
    /// The position of its recording.
    public let recording: Int
    /// Its first frame.
    public let start: Int
    /// Its class.
    public let label: Int

    /// Names a window.
    public init(recording: Int, start: Int, label: Int) {
      self.recording = recording
      self.start = start
      self.label = label
    }
  }

  /// The recordings.
  public let recordings: [Recording]
  /// The windows, in order.
  public let windows: [Window]
  /// Frames of a window.
  public let windowLength: Int
  /// Classes, whether they occur or not.
  public let classCount: Int

  /// Takes windows as they are given.
  ///
  /// - Precondition: Every window lies in its recording, its samples are finite, and its class is below `classCount`; all
  ///   recordings have the same number of channels.
  public init(
    recordings: [Recording], windows: [Window], windowLength: Int, classCount: Int
  ) {
    require(windowLength >= 2, "windows of \(windowLength) frames have no spectrum")
    require(
      windows.allSatisfy { window in
        recordings.indices.contains(window.recording) && window.start >= 0
          && window.start + windowLength <= recordings[window.recording].frames
          && (0..<classCount).contains(window.label)
      }, "a window is not within its recording, or its class not below \(classCount)")
    require(Set(recordings.map(\.channels)).count <= 1, "recordings differ in their channels")
    self.recordings = recordings
    self.windows = windows
    self.windowLength = windowLength
    self.classCount = classCount
  }

  /// The number of windows.
  public var count: Int { windows.count }

  /// Interleaved channels of a window.
  public var channels: Int { recordings.first?.channels ?? 1 }

  /// The class of each window.
  public var classes: [Int] { windows.map(\.label) }

  /// The samples of a window, `[windowLength, channels]`.
  public func samples(_ window: Int) -> ArraySlice<Float> {
    let (window, channels) = (windows[window], channels)
    return recordings[window.recording].samples[
      window.start * channels..<(window.start + windowLength) * channels]
  }

  /// Some of the windows, in this order.
  public func selecting(_ indices: some Sequence<Int>) -> BaselineWindows {
    BaselineWindows(
      recordings: recordings, windows: indices.map { windows[$0] }, windowLength: windowLength,
      classCount: classCount)
  }

  /// At most so many of the windows of each class, evenly spread over them in their order.
  func thinned(to limit: Int) -> BaselineWindows {
    guard count > limit else { return self }
    let members = Dictionary(grouping: windows.indices) { windows[$0].label }.mapValues { all in
      // In proportion to the class, but never fewer than 20 where there are so many.
      let wanted = max(min(all.count, 20), all.count * limit / count)
      return (0..<wanted).map { all[$0 * all.count / wanted] }
    }
    return selecting(members.values.joined().sorted())
  }

  /// The physical unit of each recording, or the recording itself where it is not known.
  var units: [String] {
    recordings.map { recording in
      recording.group.map { "group \($0)" } ?? "recording \(recording.identity)"
    }
  }

  /// The samples of each window as they are: a row for each.
  var matrix: FeatureMatrix {
    var elements: [Double] = []
    elements.reserveCapacity(count * windowLength * channels)
    for window in windows.indices {
      for sample in samples(window) { elements.append(Double(sample)) }
    }
    return FeatureMatrix(rows: count, columns: windowLength * channels, elements: elements)
  }
}
