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
  /// What is done to each window; what is done to recordings has been done to these.
  public let conditioning: Conditioning
  private let conditioner: WindowConditioner
  /// Classes, whether they occur or not.
  public let classCount: Int

  /// Takes windows as they are given.
  ///
  /// - Precondition: Every window lies in its recording, its samples are finite, and its class is below `classCount`; all
  ///   recordings have the same number of channels.
  public init(
    recordings: [Recording], windows: [Window], windowLength: Int,
    conditioning: Conditioning = .none, classCount: Int
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
    self.conditioning = conditioning
    conditioner = WindowConditioner(
      conditioning, length: windowLength, channels: recordings.first?.channels ?? 1)
    self.classCount = classCount
  }

  /// The number of windows.
  public var count: Int { windows.count }

  /// Interleaved channels of a window.
  public var channels: Int { recordings.first?.channels ?? 1 }

  /// The class of each window.
  public var classes: [Int] { windows.map(\.label) }

  /// Frames of a window after what is done to it.
  public var sampleLength: Int { conditioner.outputLength }

  /// The samples of a window after what is done to it, `[sampleLength, channels]`.
  public func samples(_ window: Int) -> ArraySlice<Float> {
    let (window, channels) = (windows[window], channels)
    let samples = recordings[window.recording].samples[
      window.start * channels..<(window.start + windowLength) * channels]
    if conditioner.isEmpty { return samples }
    var conditioned = [Float](repeating: 0, count: sampleLength * channels)
    samples.withUnsafeBufferPointer { samples in
      conditioned.withUnsafeMutableBufferPointer { conditioner.apply(samples, into: $0) }
    }
    return conditioned[...]
  }

  /// Some of the windows, in this order.
  public func selecting(_ indices: some Sequence<Int>) -> BaselineWindows {
    BaselineWindows(
      recordings: recordings, windows: indices.map { windows[$0] }, windowLength: windowLength,
      conditioning: conditioning, classCount: classCount)
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
    elements.reserveCapacity(count * sampleLength * channels)
    for window in windows.indices {
      for sample in samples(window) { elements.append(Double(sample)) }
    }
    return FeatureMatrix(rows: count, columns: sampleLength * channels, elements: elements)
  }
}
