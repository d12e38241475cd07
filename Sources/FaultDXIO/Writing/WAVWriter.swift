public import FaultDXSignal
public import FaultDXStorage

/// A recording as a RIFF WAVE file.
public enum WAVWriter {
  /// How a sample is stored.
  public enum Encoding: Sendable, Equatable {
    /// IEEE single precision: the samples as they are, whatever their unit.
    case float
    /// 16-bit integers, of which the largest stands for `fullScale`; what is beyond is clipped.
    case integer(fullScale: Float)
  }

  /// The bytes of the file.
  ///
  /// - Precondition: the recording has a sampling rate that is a whole number of Hz (the format has
  ///   no other), fewer than 16384 channels, and less than 4 GiB of samples, as of samples a second.
  public static func bytes(of recording: Recording, encoding: Encoding = .float) -> [UInt8] {
    guard let rate = recording.sampleRate, rate >= 1, rate == rate.rounded(), rate < 1e9 else {
      fatalError("a WAV file needs a sampling rate in whole Hz, got \(recording.identity) without")
    }
    let width = encoding == .float ? 4 : 2
    let dataSize = recording.samples.count * width
    guard dataSize < 1 << 32 - 100 else { fatalError("a WAV file holds less than 4 GiB") }
    let frameSize = recording.channels * width
    guard recording.channels < 1 << 14, rate * Double(frameSize) < 0x1p32 else {
      fatalError("a WAV file holds less than 4 GiB a second in less than 16384 channels")
    }

    var format = Chunk("fmt ")
    format.append(UInt16(encoding == .float ? 3 : 1))
    format.append(UInt16(recording.channels))
    format.append(UInt32(rate))
    format.append(UInt32(rate) * UInt32(frameSize))
    format.append(UInt16(frameSize))
    format.append(UInt16(8 * width))

    var body = Array("WAVE".utf8)
    if encoding == .float {
      // All but integers carry an (empty) extension and say how many frames there are.
      format.append(UInt16(0))
      var fact = Chunk("fact")
      fact.append(UInt32(recording.frames))
      body += format.bytes + fact.bytes
    } else {
      body += format.bytes
    }
    var data = Chunk("data")
    for sample in recording.samples {
      switch encoding {
      case .float:
        data.append(sample.bitPattern)
      case .integer(let fullScale):
        let level = sample.isNaN ? 0 : (sample / fullScale * 32768).rounded()
        data.append(UInt16(bitPattern: Int16(min(max(level, -32768), 32767))))
      }
    }
    var file = Chunk("RIFF")
    file.content = body + data.bytes
    return file.bytes
  }

  /// Writes the file so that it is there in full or not at all.
  public static func write(
    _ recording: Recording, encoding: Encoding = .float, to path: String
  ) throws(FileError) {
    try DurableFile.write(bytes(of: recording, encoding: encoding), to: path)
  }
}

/// A RIFF chunk: four letters, the length, the content, little endian.
private struct Chunk {
  let name: String
  var content: [UInt8] = []

  init(_ name: String) { self.name = name }

  mutating func append(_ value: some FixedWidthInteger) {
    withUnsafeBytes(of: value.littleEndian) { content += $0 }
  }

  var bytes: [UInt8] {
    var length = Chunk("")
    length.append(UInt32(content.count))
    let padding = content.count.isMultiple(of: 2) ? [] : [UInt8(0)]
    return Array(name.utf8) + length.content + content + padding
  }
}
