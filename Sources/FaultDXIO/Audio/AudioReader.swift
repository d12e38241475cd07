import FaultDXSignal

/// Reads a whole sound file into one recording.
struct AudioReader {
  private static let blockFrames = 1 << 15

  static func read(path: String, size: Int, options: ReadingOptions) throws(ReadingError) -> Reading
  {
    let header = try ByteSource(path: path).header()
    return try read(
      AudioFile(path: path), claimedEnd: AudioHeader.claimedEnd(header), size: size,
      options: options)
  }

  static func read(
    bytes: [UInt8], name: String, options: ReadingOptions
  ) throws(ReadingError) -> Reading {
    let header = Array(bytes.prefix(AudioHeader.wantedBytes))
    return try read(
      AudioFile(bytes: bytes, name: name), claimedEnd: AudioHeader.claimedEnd(header),
      size: bytes.count, options: options)
  }

  private static func read(
    _ audio: AudioFile, claimedEnd: Int?, size: Int, options: ReadingOptions
  ) throws(ReadingError) -> Reading {
    var reading = Reading()
    let store = GrowingStore<Float>(capacity: blockFrames * audio.channels)
    do throws(ReadingError) {
      while true {
        store.reserve(blockFrames * audio.channels)
        let room = UnsafeMutableBufferPointer(
          start: store.base + store.count, count: blockFrames * audio.channels)
        let frames = try audio.read(into: room)
        if frames == 0 { break }
        store.count += frames * audio.channels
        guard store.count <= options.maximumSamples else {
          throw .options(
            "\(audio.file): expected at most \(options.maximumSamples) samples, found more")
        }
      }
    } catch .contents(_, let message) where audio.framesRead > 0 {
      reading.warn("\(audio.file): \(message); what comes before is used")
    }
    guard audio.framesRead > 0 else {
      throw .contents(file: audio.file, message: "expected samples, found none after the header")
    }
    if let claimedEnd, claimedEnd > size {
      reading.warn(
        "\(audio.file): is cut short: the header says \(claimedEnd) bytes, there are \(size); "
          + "\(audio.framesRead) frames were read")
    } else if claimedEnd == nil, let claimed = audio.claimedFrames, claimed > audio.framesRead,
      audio.coding.hasPrefix("FLAC"), claimed < 1 << 60
    {
      reading.warn(
        "\(audio.file): is cut short: the header says \(claimed) frames, "
          + "\(audio.framesRead) were read")
    }
    var rate = audio.sampleRate
    if let given = options.rate {
      if given != rate {
        let contradiction =
          "\(audio.file): the file says \(rate.plain) Hz; \(given.plain) Hz is taken, "
          + options.rateOrigin
        // A manifest is written to say better; an option may be meant for other files of the same call.
        if options.rateIsManifests {
          reading.notes.append(contradiction)
        } else {
          reading.warn(contradiction)
        }
      }
      rate = given
    }
    reading.recordings = [
      Recording(
        file: audio.file, samples: store.take(),
        channelNames: TableReader.plainNames(audio.channels),
        sampleRate: rate)
    ]
    return reading
  }
}
