public import FaultDX
import FaultDXIO

/// What came in the body of a request.
public struct SampleBody: Sendable {
  /// How samples are written.
  public enum Format: Sendable, Equatable {
    /// `{"samples": [0.1, …], "sampleRate": 12000, …}`; `samples` may be one array for each frame.
    case json
    /// Interleaved IEEE 754 numbers of 32 bits, the least significant byte first.
    case float32
    case wave
    case csv

    /// - Parameter contentType: As the header says it; parameters are left aside.
    /// - Throws: `ServiceError` of status 415.
    public init(contentType: String?) throws(ServiceError) {
      let type = (contentType ?? "").prefix { $0 != ";" }.trimmingSpaces.lowercased()
      switch type {
      case "application/json": self = .json
      case "application/octet-stream", "application/vnd.faultdx.float32": self = .float32
      case "audio/wav", "audio/x-wav", "audio/wave", "audio/vnd.wave": self = .wave
      case "text/csv", "text/plain", "text/tab-separated-values": self = .csv
      default:
        throw ServiceError(
          415, "unsupported_type",
          "the content type is \"\(type.prefix(60))\", expected application/json, application/octet-stream (32-bit "
            + "floats), audio/wav or text/csv")
      }
    }

    /// Bytes that a body of the kind may have.
    public func bytes(_ limits: ServiceLimits) -> Int {
      self == .json ? min(limits.jsonBytes, limits.bodyBytes) : limits.bodyBytes
    }
  }

  /// The recordings of the body, at least one; a table may hold several.
  public var recordings: [Recording]
  /// What is known about them, from the headers, the address and the body.
  public var description: SampleDescription
  /// What the reader noticed.
  public var notes: [String] = []

  /// Reads a body.
  ///
  /// - Parameter description: What headers and address say; it wins over the body.
  /// - Throws: `ServiceError` where the body is not what it claims to be or holds too much.
  public init(
    _ bytes: [UInt8], _ format: Format, _ description: SampleDescription, _ limits: ServiceLimits
  ) throws(ServiceError) {
    try description.check(limits)
    self.description = description
    recordings = []
    guard bytes.count <= format.bytes(limits) else {
      throw .tooLarge("\(bytes.count) bytes, expected at most \(format.bytes(limits))")
    }
    guard !bytes.isEmpty else { throw .malformed("the body is empty") }
    switch format {
    case .json: try read(json: bytes, limits)
    case .float32: try read(float32: bytes, limits)
    case .wave:
      let sound = try WaveSound(bytes, limits)
      try add(sound.samples, channels: sound.channels, rate: sound.sampleRate)
    case .csv: try read(csv: bytes, limits)
    }
  }

  mutating func add(_ samples: [Float], channels: Int?, rate: Double?) throws(ServiceError) {
    let said = description.channelNames?.count ?? description.channelCount
    if let said, let channels, said != channels {
      throw .malformed("\(said) channels are announced, the body has \(channels)")
    }
    let count = said ?? channels ?? 1
    guard samples.count % count == 0 else {
      throw .malformed("\(samples.count) samples are no whole frames of \(count) channels")
    }
    guard !samples.isEmpty else { throw .malformed("the body holds no samples") }
    if description.sampleRate == nil { description.sampleRate = rate }
    description.channelCount = count
    recordings.append(
      Recording(
        file: "body", samples: samples,
        channelNames: description.channelNames
          ?? (count == 1 ? ["signal"] : (1...count).map { "channel \($0)" }),
        sampleRate: description.sampleRate, speed: description.speed))
  }

  private mutating func read(float32 bytes: [UInt8], _ limits: ServiceLimits) throws(ServiceError) {
    guard bytes.count % 4 == 0 else {
      throw .malformed("\(bytes.count) bytes are no whole 32-bit floats")
    }
    guard bytes.count / 4 <= limits.samples else {
      throw .tooLarge("\(bytes.count / 4) samples, expected at most \(limits.samples)")
    }
    let samples = bytes.withUnsafeBytes { raw in
      (0..<bytes.count / 4).map {
        Float(
          bitPattern: UInt32(
            littleEndian: raw.loadUnaligned(fromByteOffset: 4 * $0, as: UInt32.self)))
      }
    }
    try add(samples, channels: nil, rate: nil)
  }

  private mutating func read(csv bytes: [UInt8], _ limits: ServiceLimits) throws(ServiceError) {
    var options = ReadingOptions()
    options.rate = description.sampleRate
    options.speed = description.speed
    options.maximumSamples = limits.samples
    let reading: Reading
    do throws(ReadingError) {
      reading = try RecordingReader.readTable(bytes: bytes, name: "body", options: options)
    } catch {
      throw .malformed("\(error)")
    }
    recordings = reading.recordings
    notes = reading.notes
    for index in recordings.indices {
      if let names = description.channelNames {
        guard names.count == recordings[index].channels else {
          throw .malformed(
            "\(names.count) channels are named, the table has \(recordings[index].channels)")
        }
        recordings[index].channelNames = names
      }
      guard recordings[index].channels <= limits.channels else {
        throw .tooLarge(
          "\(recordings[index].channels) channels, expected at most \(limits.channels)")
      }
    }
    guard let first = recordings.first else { throw .malformed("the table holds no samples") }
    description.sampleRate = first.sampleRate
    description.channelCount = first.channels
    if description.channelNames == nil, first.channels > 1 {
      description.channelNames = first.channelNames
    }
  }
}
