import FaultDXStorage

/// Reads recordings from files, folders, manifests and bytes.
public enum RecordingReader {
  /// Reads everything that the inputs name.
  ///
  /// An input is a file of recordings (table, sound, MATLAB, NumPy), an archive of such files, a manifest, a folder with one sub-folder a
  /// class, a folder with a `labels.csv` or `manifest.csv`, a folder of files, or `-` for the standard
  /// input. What a file is, is told by its contents.
  ///
  /// - Throws: where the one and only file cannot be read, where a manifest is wrong, where there is
  ///   nothing to read, and where an option does not fit. Of several files those that cannot be read are
  ///   in ``Reading/failures``.
  public static func read(
    inputs: [String], options: ReadingOptions = ReadingOptions()
  ) throws(ReadingError) -> Reading {
    let (plan, failures) = try plan(inputs, options)
    var reading = try plan.read()
    reading.failures = failures + reading.failures
    return reading
  }

  /// Reads what the inputs name file by file, in order, so that no more than one file is in memory.
  ///
  /// `body` receives for each file its recordings and notes, or its failure. File names say nothing about
  /// labels here: that takes all of them.
  ///
  /// - Throws: As `read(inputs:options:)`, and whatever `body` throws.
  public static func readEach(
    inputs: [String], options: ReadingOptions = ReadingOptions(), _ body: (Reading) throws -> Void
  ) throws {
    try readEach(inputs: inputs, options: options, streamingFrom: .max, body) { _ in }
  }

  /// Reads what the inputs name file by file as `readEach(inputs:options:_:)`, but hands out long sound files
  /// as streams, so that no more than a block of them is in memory.
  ///
  /// - Parameters:
  ///   - bytes: From what size on a sound file is a stream.
  ///   - stream: Receives a long sound file to be read; that it cannot be read in the end, if `stream` throws
  ///     so, is a failure as of any other file.
  /// - Throws: As `read(inputs:options:)`, and whatever the closures throw.
  public static func readEach(
    inputs: [String], options: ReadingOptions = ReadingOptions(), streamingFrom bytes: Int,
    _ body: (Reading) throws -> Void, stream: (RecordingStream) throws -> Void
  ) throws {
    let (plan, failures) = try plan(inputs, options)
    var beginning = Reading()
    beginning.notes = plan.notes
    beginning.failures = failures
    try body(beginning)
    for entry in plan.entries {
      var reading = Reading()
      do {
        if let (long, isWanted) = try plan.stream(entry, from: bytes) {
          if isWanted { try stream(long) }
          continue
        }
        reading = try plan.readAlone(entry)
      } catch let error as ReadingError {
        if plan.entries.count == 1, failures.isEmpty { throw error }
        reading.failures = [Reading.Failure(file: entry.path, error: error)]
      }
      try body(reading)
    }
  }

  /// Which files the inputs stand for, and which inputs stand for none.
  private static func plan(
    _ inputs: [String], _ options: ReadingOptions
  ) throws(ReadingError) -> (ReadingPlan, [Reading.Failure]) {
    guard !inputs.isEmpty else { throw .options("expected a file or a folder to read, found none") }
    var plan = ReadingPlan(options: options)
    var failures: [Reading.Failure] = []
    for input in inputs {
      do throws(ReadingError) {
        try plan.add(input)
      } catch {
        if inputs.count == 1 { throw error }
        failures.append(Reading.Failure(file: input, error: error))
      }
    }
    return (plan, failures)
  }

  /// Reads what was received as bytes: a table, a sound file, a MATLAB file or a manifest.
  ///
  /// - Parameter name: What the bytes are called in messages and in `Recording.file`.
  public static func read(
    bytes: [UInt8], name: String, options: ReadingOptions = ReadingOptions()
  ) throws(ReadingError) -> Reading {
    var plan = ReadingPlan(options: options)
    try plan.add(bytes: bytes, name: name)
    return try plan.read()
  }

  /// Reads a table that was received as bytes, and nothing else: no other format, no manifest, no file.
  ///
  /// For bytes of strangers: everything that looks at them is Swift, and nothing that they name is opened.
  ///
  /// - Parameter name: What the bytes are called in messages and in `Recording.file`.
  public static func readTable(
    bytes: [UInt8], name: String, options: ReadingOptions = ReadingOptions()
  ) throws(ReadingError) -> Reading {
    switch FileFormat(Array(bytes.prefix(FileFormat.headerLength))) {
    case .table: break
    case .refused(let kind, let advice):
      throw .unsupported(file: name, kind: kind, advice: advice)
    default: throw .contents(file: name, message: "expected a table, found something else")
    }
    let source = ByteSource(bytes: bytes, name: name)
    var reading = try TableReader.read(
      source, options: options, blockSize: source.blockSize(atMost: 1 << 20))
    try ChannelSelection(options.channels).apply(to: &reading, file: name)
    return reading
  }

  /// Whether a file in a folder is taken for a recording by its name.
  package static func looksLikeRecording(_ name: String) -> Bool {
    FileSystem.looksLikeRecording(name)
  }

  /// One file of recordings, whatever kind it is of.
  static func readFile(
    _ path: String, options: ReadingOptions
  ) throws(ReadingError) -> Reading {
    guard let size = try FileSystem.regularSize(path) else {
      // A pipe can be read once; its bytes are kept.
      return try readBytes(contents(of: path), name: path, options: options)
    }
    let header = try ByteSource(path: path).header(FileFormat.headerLength)
    let format = FileFormat(header)
    var reading: Reading
    switch format {
    case .wave, .wave64, .rf64, .aiff, .flac, .caf:
      reading = try AudioReader.read(path: path, size: size, options: options)
    case .table: reading = try readTable(ByteSource(path: path), options: options)
    case .refused(let kind, let advice):
      throw .unsupported(file: path, kind: kind, advice: advice)
    default:
      reading = try readWhole(contents(of: path), format, name: path, options: options)
    }
    try ChannelSelection(options.channels).apply(to: &reading, file: path)
    return reading
  }

  /// A file of a kind that is read whole.
  private static func readWhole(
    _ bytes: [UInt8], _ format: FileFormat, name: String, options: ReadingOptions
  ) throws(ReadingError) -> Reading {
    switch format {
    case .timeSeries: return try TimeSeriesReader.read(bytes, file: name, options: options)
    case .spiceRaw: return try SpiceRawReader.read(bytes, file: name, options: options)
    case .spicePrint, .spiceSteps, .spiceVectors:
      return try SpiceTableReader.read(bytes, format, file: name, options: options)
    case .labview: return try LabviewReader.read(bytes, file: name, options: options)
    case .universal: return try UniversalFileReader.read(bytes, file: name, options: options)
    case .numpy: return try NumpyReader.read(bytes, file: name, options: options)
    case .zip:
      let archive = try ZipArchive(bytes, file: name)
      if archive.holdsArrays { return try NumpyReader.read(archive, options: options) }
      var plan = ReadingPlan(options: options)
      try plan.add(archive)
      return try plan.read()
    default:
      return try MatlabReader.read(
        bytes, file: name, isLevel4: format == .matlab4, options: options)
    }
  }

  /// One file of recordings in memory.
  ///
  /// - Parameter isArchived: whether it comes from an archive, in which another would have no end.
  static func readBytes(
    _ bytes: [UInt8], name: String, options: ReadingOptions, isArchived: Bool = false
  ) throws(ReadingError) -> Reading {
    let format = FileFormat(Array(bytes.prefix(FileFormat.headerLength)))
    var reading: Reading
    switch format {
    case .wave, .wave64, .rf64, .aiff, .flac, .caf:
      reading = try AudioReader.read(bytes: bytes, name: name, options: options)
    case .table:
      // Short texts come by the thousand; none of them needs buffers of megabytes.
      let source = ByteSource(bytes: bytes, name: name)
      reading = try readTable(
        source, options: options, blockSize: source.blockSize(atMost: 1 << 20))
    case .refused(let kind, let advice):
      throw .unsupported(file: name, kind: kind, advice: advice)
    case .zip where isArchived:
      throw .contents(file: name, message: "is an archive inside an archive; unpack the outer one")
    default: reading = try readWhole(bytes, format, name: name, options: options)
    }
    try ChannelSelection(options.channels).apply(to: &reading, file: name)
    return reading
  }

  /// A table; of one under the name of a sound file that is none, nobody wants to hear of rows.
  private static func readTable(
    _ source: ByteSource, options: ReadingOptions, blockSize: Int = 1 << 20
  ) throws(ReadingError) -> Reading {
    do throws(ReadingError) {
      return try TableReader.read(source, options: options, blockSize: blockSize)
    } catch {
      guard FileSystem.looksLikeSound(source.name) else { throw error }
      throw .contents(
        file: source.name,
        message: "expected a sound file, as its name says, found neither that nor a table")
    }
  }

  static func contents(of path: String) throws(ReadingError) -> [UInt8] {
    do throws(FileError) {
      return try DurableFile.read(path)
    } catch {
      throw .file(error)
    }
  }
}
