import FaultDXIO
import FaultDXSignal
import FaultDXStorage
import FaultDXTestSupport
import Testing

/// Files that were cut or flipped: a typed error or a stated partial result each, never a trap.
@Suite struct DamagedFileTests {
  static let sounds = [
    "sounds/pcm_16.wav", "sounds/float.wav", "sounds/pcm_16.wavex", "sounds/pcm_24.flac",
    "sounds/pcm_16.aiff", "sounds/float.rf64", "sounds/pcm_24.w64", "sounds/pcm_16.caf",
  ]
  static let matlab = [
    "matlab/vector_v4.mat", "matlab/vector_v5.mat", "matlab/vector_compressed.mat",
    "matlab/struct.mat", "matlab/struct_array.mat", "matlab/cell.mat", "matlab/cell_compressed.mat",
    "matlab/105.mat", "matlab/types.mat", "matlab/big_v5.mat", "matlab/big_v4.mat",
    "matlab/text.mat", "matlab/sparse.mat",
  ]

  enum Outcome { case refused, partial, whole }

  static func outcome(_ bytes: [UInt8], _ name: String) -> Outcome {
    do throws(ReadingError) {
      let reading = try RecordingReader.read(bytes: bytes, name: name)
      for recording in reading.recordings {
        #expect(recording.channels > 0)
        #expect(recording.samples.count % recording.channels == 0)
      }
      let isStated = reading.notes.contains {
        $0.contains("is cut short") || $0.contains("is damaged")
      }
      return isStated ? .partial : .whole
    } catch {
      #expect("\(error)".hasPrefix("\(name):"))
      #expect("\(error)".count > name.count + 12)
      return .refused
    }
  }

  @Test(arguments: sounds + matlab)
  func `a file cut at every sixteenth byte is refused or read in part, which is told`(
    name: String
  ) throws {
    let bytes = try DurableFile.read(Repository.fixture("io/\(name)"))
    for length in stride(from: 0, to: bytes.count, by: 16) {
      let outcome = Self.outcome(Array(bytes[..<length]), name)
      // A cut between two variables leaves a good file with fewer of them.
      if Self.ends(bytes, name).contains(length) { continue }
      #expect(outcome != .whole, "cut to \(length) bytes")
    }
  }

  /// Where the variables of an uncompressed level 5 file end.
  static func ends(_ bytes: [UInt8], _ name: String) -> Set<Int> {
    guard name.hasPrefix("matlab"), bytes.starts(with: Array("MATLAB".utf8)), bytes[126] == 0x49,
      bytes[128] == 14
    else { return [] }
    var ends: Set<Int> = []
    var offset = 128
    while offset + 8 <= bytes.count {
      offset += 8 + bytes[offset + 4..<offset + 8].reversed().reduce(0) { $0 << 8 | Int($1) }
      ends.insert(offset)
    }
    return ends
  }

  @Test func `more than two hundred files are cut`() throws {
    var count = 0
    for name in Self.sounds + Self.matlab {
      count += try (DurableFile.read(Repository.fixture("io/\(name)")).count + 15) / 16
    }
    #expect(count >= 200)
  }

  @Test(arguments: sounds + matlab)
  func `flipped bytes are refused or change no more than samples`(name: String) throws {
    let bytes = try DurableFile.read(Repository.fixture("io/\(name)"))
    var generator = CounterGenerator(seed: 7)
    for round in 0..<120 {
      var damaged = bytes
      for _ in 0...(round % 4) {
        // Headers are where a flip can do most.
        let reach = round % 2 == 0 ? min(bytes.count, 320) : bytes.count
        let position = Int(generator.next() % UInt64(reach))
        damaged[position] ^= UInt8(truncatingIfNeeded: generator.next() | 1)
      }
      _ = Self.outcome(damaged, name)
    }
  }

  @Test func `compressed variables are checked against their sum`() throws {
    let bytes = try DurableFile.read(Repository.fixture("io/matlab/vector_compressed.mat"))
    for position in 136..<bytes.count {
      var damaged = bytes
      damaged[position] ^= 0x10
      if let reading = try? RecordingReader.read(bytes: damaged, name: "flip.mat") {
        // Only the unused bits before the sum may flip unnoticed, and change nothing.
        #expect(reading.recordings.map(\.samples) == [MatlabTests.values(40)], "byte \(position)")
      }
    }
  }

  @Test func `a compressed variable may not unfold without bounds`() throws {
    var options = ReadingOptions()
    options.maximumSamples = 8
    let error = #expect(throws: ReadingError.self) {
      try RecordingReader.read(
        inputs: [Repository.fixture("io/matlab/vector_compressed.mat")], options: options)
    }
    #expect(error.map { "\($0)".hasSuffix("unfolds to more than is allowed") } == true)
  }

  @Test(arguments: [
    (20, [2, 0] as [UInt8], "is a WAV file with ADPCM; expected PCM or floating point"),
    (20, [0x55, 0], "is a WAV file with MP3; expected PCM or floating point"),
    (20, [0x99, 0x99], "is a WAV file with coding 39321; expected PCM or floating point"),
    (22, [0, 0], "expected 1 to 64 channels, found 0"),
    (22, [65, 0], "expected 1 to 64 channels, found 65"),
    (22, [255, 255], "expected 1 to 64 channels, found 65535"),
    (24, [0, 0, 0, 0], "expected a sampling rate up to 50 MHz, found 0 Hz"),
    (24, [255, 255, 255, 255], "expected a sampling rate up to 50 MHz, found 4294967295 Hz"),
    (34, [0, 0], "expected 8 to 64 bits a sample, found 0"),
    (16, [4, 0, 0, 0], "expected a format chunk of 16 bytes or more, found 4 at byte 12"),
    (12, [100, 97, 116, 97], "expected a format chunk before the data at byte 12"),
    (8, [65, 65, 65, 65], "is a RIFF file without sound; export the signal to WAV or CSV"),
  ])
  func `what a WAV header claims is checked`(
    position: Int, replacement: [UInt8], message: String
  ) throws {
    var bytes = try DurableFile.read(Repository.fixture("io/sounds/pcm_16.wav"))
    bytes.replaceSubrange(position..<position + replacement.count, with: replacement)
    let error = #expect(throws: ReadingError.self) {
      try RecordingReader.read(bytes: bytes, name: "t.wav")
    }
    #expect(error.map { "\($0)" } == "t.wav: \(message)")
  }

  @Test(arguments: [
    (
      124, [0, 3] as [UInt8],
      "is a MATLAB file of version 3.0; save it in MATLAB with save(name, '-v7')"
    ),
    (126, [65, 65], "expected the byte order mark \"MI\" or \"IM\" at byte 126"),
    (128, [9], "byte 128: expected an array, found an element of type 9"),
    (
      132, [255, 255, 255, 127],
      "byte 128: expected 2147483647 bytes, found 376: the file is cut short or damaged"
    ),
    (136, [5], "byte 136: expected the flags of an array, found an element of type 5"),
    (144, [99], "byte 136: expected the class of an array, found 99"),
    (160, [255, 255, 255, 255], "byte 160: expected a dimension, found 4294967295"),
    (160, [41], "byte 184: expected 41 numbers of 8 bytes, found 320 bytes"),
    (168, [2], "byte 168: expected the name of an array, found an element of type 2"),
    (176, [7], "byte 168: expected the name of an array, found control characters"),
    (184, [8], "byte 184: expected numbers, found an element of type 8"),
    (184, [7], "byte 184: expected 40 numbers of 4 bytes, found 320 bytes"),
  ])
  func `what a MATLAB header claims is checked`(
    position: Int, replacement: [UInt8], message: String
  ) throws {
    var bytes = try DurableFile.read(Repository.fixture("io/matlab/vector_v5.mat"))
    bytes.replaceSubrange(position..<position + replacement.count, with: replacement)
    let error = #expect(throws: ReadingError.self) {
      try RecordingReader.read(bytes: bytes, name: "t.mat")
    }
    #expect(error.map { "\($0)" } == "t.mat: \(message)")
  }
}
