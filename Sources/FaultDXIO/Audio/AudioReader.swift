import FaultDXSignal

/// Reads a whole sound file into one recording.
struct AudioReader {
  private static let blockFrames = 1 << 15

  /// A sound file that is not read yet.
  static func stream(
    path: String, size: Int, options: ReadingOptions
  ) throws(ReadingError) -> RecordingStream {
    let header = try ByteSource(path: path).header()
    return RecordingStream(
      try AudioFile(path: path), claimedEnd: AudioHeader.claimedEnd(header), size: size,
      options: options)
  }

  static func read(path: String, size: Int, options: ReadingOptions) throws(ReadingError) -> Reading
  {
    try read(stream(path: path, size: size, options: options), options: options)
  }

  static func read(
    bytes: [UInt8], name: String, options: ReadingOptions
  ) throws(ReadingError) -> Reading {
    let header = Array(bytes.prefix(AudioHeader.wantedBytes))
    let stream = RecordingStream(
      try AudioFile(bytes: bytes, name: name), claimedEnd: AudioHeader.claimedEnd(header),
      size: bytes.count, options: options)
    return try read(stream, options: options)
  }

  private static func read(
    _ stream: RecordingStream, options: ReadingOptions
  ) throws(ReadingError) -> Reading {
    let channels = stream.recording.channels
    let store = GrowingStore<Float>(capacity: blockFrames * channels)
    while true {
      store.reserve(blockFrames * channels)
      let room = UnsafeMutableBufferPointer(
        start: store.base + store.count, count: blockFrames * channels)
      let frames = try stream.read(into: room)
      if frames == 0 { break }
      store.count += frames * channels
      guard store.count <= options.maximumSamples else {
        throw .options(
          "\(stream.recording.file): expected at most \(options.maximumSamples) samples, found more"
        )
      }
    }
    var reading = stream.takeNotes()
    var recording = stream.recording
    recording.samples = store.take()
    reading.recordings = [recording]
    return reading
  }
}
