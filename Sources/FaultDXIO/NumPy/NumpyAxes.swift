/// Which axis of an array is what.
struct NumpyAxes: CustomStringConvertible {
  var recording: Int?
  var time: Int
  var channel: Int?

  /// `recording,time,channel`.
  var description: String {
    [(recording, "recording"), (time, "time"), (channel, "channel")]
      .compactMap { axis, name in axis.map { ($0, name) } }
      .sorted { $0.0 < $1.0 }.map(\.1).joined(separator: ",")
  }
}

extension NumpyArray {
  /// What an array that is no signal holds.
  var elements: String {
    switch element {
    case .boolean: "one of truth values"
    case .text: "one of text"
    case .float, .signed, .unsigned: "one of numbers"
    }
  }

  /// The samples of one recording, interleaved.
  ///
  /// - Parameter floats: the elements in the order of the file.
  func samples(of recording: Int, _ axes: NumpyAxes, from floats: [Float]) -> [Float] {
    let base = axes.recording.map { recording * strides[$0] } ?? 0
    let frames = shape[axes.time]
    let channels = axes.channel.map { shape[$0] } ?? 1
    let frameStride = strides[axes.time]
    let channelStride = axes.channel.map { strides[$0] } ?? 1
    if frameStride == channels, channels == 1 || channelStride == 1 {
      return Array(floats[base..<base + frames * channels])
    }
    return [Float](unsafeUninitializedCapacity: frames * channels) { samples, count in
      for frame in 0..<frames {
        for channel in 0..<channels {
          samples.initializeElement(
            at: count, to: floats[base + frame * frameStride + channel * channelStride])
          count += 1
        }
      }
    }
  }
}
