#if SoundFiles
  import CSndFile

  #if canImport(Glibc)
    import Glibc
  #elseif canImport(Musl)
    import Musl
  #else
    import Darwin
  #endif

  /// An uncompressed or losslessly compressed recording that is read in blocks.
  ///
  /// WAV, RF64, W64, AIFF, FLAC and CAF with any PCM width or floating point. Integers come scaled to ±1
  /// (full scale); floating-point files keep the physical unit that was written. The number of frames in
  /// the header is never believed: reading goes on until there is nothing more.
  ///
  /// A class because an open file has one position. Not to be used from two threads at once.
  public final class AudioFile {
    /// The file, as it was named.
    public let file: String
    /// Frames per second in Hz.
    public let sampleRate: Double
    /// Interleaved channels, 1 … 64.
    public let channels: Int
    /// What the header says about the length; a hint, and wrong in files that were cut or streamed.
    public let claimedFrames: Int?
    /// The frames that were read so far.
    public private(set) var framesRead = 0
    /// Container and coding in words: `WAV, 16-bit PCM`.
    public let coding: String

    private let handle: OpaquePointer
    private let memory: MemoryFile?

    /// Opens a file.
    ///
    /// - Throws: `.file` where it cannot be opened, `.unsupported` where it is of another kind,
    ///   `.contents` where it is damaged.
    public convenience init(path: String) throws(ReadingError) {
      let source = try ByteSource(path: path)
      let header = try source.header()
      try self.init(
        name: path, header: header,
        source: .descriptor(try ByteSource.open(path)))
    }

    /// Reads a file that is in memory.
    public convenience init(bytes: [UInt8], name: String) throws(ReadingError) {
      try self.init(
        name: name, header: Array(bytes.prefix(AudioHeader.wantedBytes)), source: .memory(bytes))
    }

    private enum Source {
      case descriptor(Int32)
      case memory([UInt8])
    }

    private init(name: String, header: [UInt8], source: Source) throws(ReadingError) {
      file = name
      var information = SF_INFO()
      var memory: MemoryFile?
      do throws(ReadingError) {
        try AudioHeader.check(header, file: name)
      } catch {
        if case .descriptor(let descriptor) = source { close(descriptor) }
        throw error
      }
      let opened: OpaquePointer?
      switch source {
      case .descriptor(let descriptor):
        // libsndfile closes the descriptor in every case, also where opening fails.
        opened = sf_open_fd(descriptor, Int32(SFM_READ), &information, Int32(SF_TRUE))
      case .memory(let bytes):
        let file = MemoryFile(bytes)
        memory = file
        var calls = MemoryFile.calls
        opened = sf_open_virtual(
          &calls, Int32(SFM_READ), &information, Unmanaged.passUnretained(file).toOpaque())
      }
      guard let opened else {
        throw .contents(file: name, message: "cannot be read: \(Self.reason(nil))")
      }
      do throws(ReadingError) {
        coding = try AudioHeader.coding(of: information, file: name)
      } catch {
        sf_close(opened)
        throw error
      }
      handle = opened
      self.memory = memory
      sampleRate = Double(information.samplerate)
      channels = Int(information.channels)
      claimedFrames = information.frames > 0 ? Int(information.frames) : nil
    }

    deinit {
      // `memory` outlives this call: stored properties are released after `deinit`.
      sf_close(handle)
    }

    /// Reads the next frames, interleaved, into the buffer, as many as are there and fit.
    ///
    /// - Returns: the frames that were read; 0 at the end.
    /// - Throws: `.contents` where the coded data is damaged.
    public func read(
      into buffer: UnsafeMutableBufferPointer<Float>
    ) throws(ReadingError) -> Int {
      let room = buffer.count / channels
      guard room > 0, let base = buffer.baseAddress else { return 0 }
      let frames = Int(sf_readf_float(handle, base, sf_count_t(room)))
      framesRead += max(frames, 0)
      if frames <= 0, sf_error(handle) != 0 {
        throw .contents(
          file: file, message: "is damaged after \(framesRead) frames: \(Self.reason(handle))")
      }
      return max(frames, 0)
    }

    /// Reads the next frames, interleaved, over the elements of an array.
    ///
    /// - Returns: the frames that were read; 0 at the end.
    public func read(into samples: inout [Float]) throws(ReadingError) -> Int {
      var result: Result<Int, ReadingError> = .success(0)
      samples.withUnsafeMutableBufferPointer { buffer in
        do throws(ReadingError) {
          result = .success(try read(into: buffer))
        } catch {
          result = .failure(error)
        }
      }
      return try result.get()
    }

    private static func reason(_ handle: OpaquePointer?) -> String {
      guard let text = sf_strerror(handle) else { return "unknown error" }
      var message = String(cString: text)
      while let last = message.last, last == "." || last.isWhitespace { message.removeLast() }
      return message.isEmpty ? "unknown error" : message
    }
  }
#endif
