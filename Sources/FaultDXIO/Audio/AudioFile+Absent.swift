#if !SoundFiles
  /// A sound file in a build without libsndfile (the trait `SoundFiles`): every one is refused.
  public final class AudioFile {
    /// The file, as it was named.
    public let file: String
    /// Frames per second in Hz.
    public let sampleRate: Double
    /// Interleaved channels.
    public let channels: Int
    /// What the header says about the length.
    public let claimedFrames: Int?
    /// The frames that were read so far.
    public let framesRead = 0
    /// Container and coding in words.
    public let coding: String

    /// Refuses a file.
    ///
    /// - Throws: `.unsupported`.
    public init(path: String) throws(ReadingError) { throw Self.refusal(path) }

    /// Refuses bytes.
    ///
    /// - Throws: `.unsupported`.
    public init(bytes: [UInt8], name: String) throws(ReadingError) { throw Self.refusal(name) }

    /// Reads nothing.
    public func read(
      into buffer: UnsafeMutableBufferPointer<Float>
    ) throws(ReadingError) -> Int { 0 }

    /// Reads nothing.
    public func read(into samples: inout [Float]) throws(ReadingError) -> Int { 0 }

    private static func refusal(_ name: String) -> ReadingError {
      .unsupported(
        file: name, kind: "a sound file",
        advice: "this program was built without the trait SoundFiles of the package faultdx")
    }
  }
#endif
