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
    // Where the header is right, and the file is as long, everything is read to where it stays.
    var samples = try claimed(stream)
    let block = UnsafeMutableBufferPointer<Float>.allocate(capacity: blockFrames * channels)
    defer { block.deallocate() }
    while true {
      guard samples.count <= options.maximumSamples else {
        throw .options(
          "\(stream.recording.file): expected at most \(options.maximumSamples) samples, found more"
        )
      }
      let frames = try stream.read(into: block)
      if frames == 0 { break }
      samples.append(contentsOf: block[..<(frames * channels)])
    }
    var reading = stream.takeNotes()
    var recording = stream.recording
    recording.samples = samples
    reading.recordings = [recording]
    return reading
  }

  /// As many samples as the header claims and the file has bytes for.
  private static func claimed(_ stream: RecordingStream) throws(ReadingError) -> [Float] {
    let channels = stream.recording.channels
    let frames = min(stream.audio.claimedFrames ?? 0, stream.size / channels)
    var failure: ReadingError?
    let samples = [Float](unsafeUninitializedCapacity: frames * channels) { room, count in
      do throws(ReadingError) {
        while count < room.count {
          let more = try stream.read(into: UnsafeMutableBufferPointer(rebasing: room[count...]))
          if more == 0 { break }
          count += more * channels
        }
      } catch {
        failure = error
      }
    }
    if let failure { throw failure }
    return samples
  }
}
