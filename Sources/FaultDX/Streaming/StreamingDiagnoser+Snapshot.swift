import FaultDXSignal
import Synchronization

extension StreamingDiagnoser {
  /// The version of the bytes of snapshots.
  public static let snapshotVersion = 1

  /// All that the stream remembers, as bytes to be kept.
  ///
  /// As large as the samples of a window or two (of a model that looks at a second around windows, of that second). Models are
  /// not in it, but which they were.
  public func snapshot() -> [UInt8] {
    var bytes: [UInt8] = []
    snapshot(into: &bytes)
    return bytes
  }

  /// The same in memory that is used again.
  public func snapshot(into bytes: inout [UInt8]) {
    var memory: [UInt8] = []
    swap(&memory, &bytes)
    var writer = SnapshotWriter(reusing: consume memory)
    state.withLock { $0.write(to: &writer) }
    bytes = writer.finish()
  }

  /// The stream that was when a snapshot was taken: what is pushed next has the windows and events that it would have
  /// had.
  ///
  /// - Parameters:
  ///   - models: Those that the stream had, in their order.
  ///   - acceptingOtherModels: Whether models may be others than then: those continue as ``replaceModel(_:with:eachWindow:)`` says,
  ///     but do not share filters that have settled.
  ///   - onEvent: As of a new stream.
  /// - Throws: `SnapshotError`; never a trap, whatever the bytes are.
  public convenience init(
    restoring snapshot: [UInt8], models: [Diagnoser], acceptingOtherModels: Bool = false,
    onEvent: (@Sendable (StreamEvent) -> Void)? = nil
  ) throws(SnapshotError) {
    self.init(
      state: try StreamState(
        restoring: snapshot, models, acceptingOtherModels: acceptingOtherModels),
      onEvent: onEvent)
  }
}

extension StreamState {
  private static let magic: [UInt8] = Array("FDXSTREAM".utf8)
  private static let version = UInt8(StreamingDiagnoser.snapshotVersion)

  func write(to writer: inout SnapshotWriter) {
    writer.start(Self.magic, version: Self.version)
    configuration.write(to: &writer)
    clock.write(to: &writer)
    writer.integer(nextSequence)
    writer.list(lanes) { $1.write(to: &$0) }
    writer.bits(Checksum.of(writer.bytes))
  }

  init(
    restoring bytes: [UInt8], _ models: [Diagnoser], acceptingOtherModels: Bool
  ) throws(SnapshotError) {
    let header = Self.magic.count + 1
    guard bytes.starts(with: Self.magic), bytes.count > header else {
      throw .notASnapshot(bytes: bytes.count)
    }
    guard bytes[Self.magic.count] == Self.version else {
      throw .version(found: Int(bytes[Self.magic.count]), expected: Int(Self.version))
    }
    let end = bytes.count - 8
    guard end >= header else {
      throw .truncated(byte: header, needed: 8, found: bytes.count - header)
    }
    var checksum = SnapshotReader(bytes, from: end, to: bytes.count)
    guard try checksum.bits() == Checksum.of(bytes[..<end]) else { throw .damaged }
    var reader = SnapshotReader(bytes, from: header, to: end)
    let configuration = try StreamConfiguration(from: &reader)
    let clock = try StreamClock(from: &reader)
    let nextSequence = try reader.integer(in: 0...StreamClock.largestCounter, "a sequence")
    let count = try reader.count(ofBytes: 1, "models")
    guard count == models.count else {
      throw .modelCount(found: models.count, expected: count)
    }
    do throws(StreamError) {
      try self.init(models, configuration)
    } catch {
      throw .stream(error)
    }
    self.clock = clock
    self.nextSequence = nextSequence
    for index in lanes.indices {
      try lanes[index].restore(from: &reader, acceptingOther: acceptingOtherModels)
    }
    guard reader.isAtEnd else {
      throw .trailing(byte: reader.position, bytes: end - reader.position)
    }
  }
}

extension SnapshotWriter {
  fileprivate mutating func start(_ magic: [UInt8], version: UInt8) {
    for byte in magic { self.byte(byte) }
    byte(version)
  }
}

extension StreamConfiguration {
  func write(to writer: inout SnapshotWriter) {
    writer.string(name)
    writer.optional(sampleRate) { $0.number($1) }
    writer.optional(channelNames) { writer, names in writer.list(names) { $0.string($1) } }
    writer.optional(speed) { $0.number($1) }
    writer.optional(hop) { $0.integer($1) }
    writer.integer(smoothing.votes)
    writer.integer(smoothing.clearingVotes)
    writer.integer(smoothing.memory)
    writer.number(smoothing.confidence)
    writer.number(smoothing.holdingConfidence)
    writer.number(smoothing.minimumDuration)
    writer.optional(normalLabel) { $0.string($1) }
    writer.number(timeTolerance)
    writer.integer(repetitionHorizon)
  }

  /// What is wrong with the numbers, whoever uses them finds.
  init(from reader: inout SnapshotReader) throws(SnapshotError) {
    typealias Reader = SnapshotReader
    let any = Int.min...Int.max
    self.init(
      name: try reader.string(),
      sampleRate: try reader.optional { (r: inout Reader) throws(SnapshotError) in try r.number() },
      channelNames: try reader.optional { (r: inout Reader) throws(SnapshotError) in
        try r.list(ofBytes: 8, "channels") { (r: inout Reader) throws(SnapshotError) in
          try r.string()
        }
      },
      speed: try reader.optional { (r: inout Reader) throws(SnapshotError) in try r.number() },
      hop: try reader.optional { (r: inout Reader) throws(SnapshotError) in
        try r.integer(in: any, "a hop")
      },
      smoothing: VerdictSmoothing(
        votes: try reader.integer(in: any, "votes"),
        clearingVotes: try reader.integer(in: any, "votes"),
        of: try reader.integer(in: any, "a memory"), confidence: try reader.number(),
        holdingConfidence: try reader.number(), minimumDuration: try reader.number()),
      normalLabel: try reader.optional { (r: inout Reader) throws(SnapshotError) in
        try r.string()
      },
      timeTolerance: try reader.number(),
      repetitionHorizon: try reader.integer(in: any, "a horizon"))
  }
}

extension StreamClock {
  func write(to writer: inout SnapshotWriter) {
    writer.integer(position)
    writer.bool(hasBegun)
    writer.optional(anchor) { writer, anchor in
      writer.integer(anchor.position)
      writer.number(anchor.time)
    }
  }

  init(from reader: inout SnapshotReader) throws(SnapshotError) {
    let counters = 0...Self.largestCounter
    let position = try reader.integer(in: counters, "a counter")
    let hasBegun = try reader.bool()
    let anchor = try reader.optional { (reader: inout SnapshotReader) throws(SnapshotError) in
      Anchor(
        position: try reader.integer(in: counters, "a counter"), time: try reader.number())
    }
    if let anchor, !(abs(anchor.time) <= Self.largestTime) {
      throw reader.invalid("a time stamp of \(anchor.time) s")
    }
    self.init(position: position, hasBegun: hasBegun, anchor: anchor)
  }
}
