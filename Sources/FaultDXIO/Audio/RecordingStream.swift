public import FaultDXSignal

/// A sound file that is read in blocks: what is known about the recording first, its samples as they are asked
/// for.
///
/// A class because an open file has one position. Not to be used from two threads at once.
public final class RecordingStream {
  /// The recording without its samples.
  public internal(set) var recording: Recording
  let audio: AudioFile
  private var reading = Reading()
  private let claimedEnd: Int?
  let size: Int
  private var hasEnded = false
  /// Which channels of the file are given out, and memory for a block of all of them.
  private var chosen: [Int]?
  private var all: [Float] = []

  /// - Parameters:
  ///   - claimedEnd: Where the sound ends by the header's account.
  ///   - size: Where the file does.
  init(_ audio: AudioFile, claimedEnd: Int?, size: Int, options: ReadingOptions) {
    self.audio = audio
    self.claimedEnd = claimedEnd
    self.size = size
    recording = Recording(
      file: audio.file, samples: [], channelNames: TableReader.plainNames(audio.channels),
      sampleRate: options.rate ?? audio.sampleRate)
    guard let given = options.rate, given != audio.sampleRate else { return }
    let contradiction =
      "\(audio.file): the file says \(audio.sampleRate.plain) Hz; \(given.plain) Hz is taken, "
      + options.rateOrigin
    // A manifest is written to say better; an option may be meant for other files of the same call.
    if options.rateIsManifests {
      reading.notes.append(contradiction)
    } else {
      reading.warn(contradiction)
    }
  }

  /// What was assumed and found since this was last asked, as notes and warnings; of the file's end only when
  /// that is reached.
  public func takeNotes() -> Reading {
    defer { reading = Reading() }
    return reading
  }

  /// Gives out only these channels from now on.
  func select(_ selection: ChannelSelection) throws(ReadingError) {
    guard let chosen = try selection.indices(in: recording.channelNames, file: audio.file) else {
      return
    }
    self.chosen = chosen
    recording.channelNames = chosen.map { recording.channelNames[$0] }
  }

  /// Reads the next frames, interleaved, into the buffer, as many as are there and fit.
  ///
  /// - Returns: the frames that were read; 0 at the end, and where the coded data is damaged behind frames that
  ///   were read, which is then a warning.
  /// - Throws: `.contents` where there are no samples at all.
  public func read(into buffer: UnsafeMutableBufferPointer<Float>) throws(ReadingError) -> Int {
    if hasEnded { return 0 }
    do throws(ReadingError) {
      let frames: Int
      if let chosen {
        frames = try read(chosen, into: buffer)
      } else {
        frames = try audio.read(into: buffer)
      }
      if frames > 0 { return frames }
    } catch .contents(_, let message) where audio.framesRead > 0 {
      reading.warn("\(audio.file): \(message); what comes before is used")
    }
    hasEnded = true
    try end()
    return 0
  }

  private func read(
    _ channels: [Int], into buffer: UnsafeMutableBufferPointer<Float>
  ) throws(ReadingError) -> Int {
    let count = buffer.count / channels.count * audio.channels
    if all.count != count { all = [Float](repeating: 0, count: count) }
    let frames = try audio.read(into: &all)
    var index = 0
    for frame in 0..<frames {
      for channel in channels {
        buffer[index] = all[frame * audio.channels + channel]
        index += 1
      }
    }
    return frames
  }

  private func end() throws(ReadingError) {
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
  }
}
