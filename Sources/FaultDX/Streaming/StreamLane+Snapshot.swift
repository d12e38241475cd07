import FaultDXSignal

extension StreamLane {
  func write(to writer: inout SnapshotWriter) {
    writer.bits(diagnoser.pool.fingerprint(of: diagnoser.model))
    writer.integer(origin)
    writer.integer(windows.resumption)
    writer.integer(answered)
    writer.bool(isInvalid)
    smoother.write(to: &writer)
    writer.optional(spectrum) { writer, spectrum in
      writer.integer(spectrum.oldest)
      writer.numbers(spectrum.rows)
    }
    for buffer in [windows.recorded, windows.conditionedFrames] {
      writer.integer(buffer.channels)
      writer.integer(buffer.start)
      writer.floats(buffer.samples)
    }
    writer.integer(windows.next)
    writer.list(windows.stages) { writer, stage in
      switch stage {
      case .filter(let states):
        writer.bool(true)
        writer.list(states) { writer, state in
          writer.optional(state) { writer, state in
            writer.numbers(state.flatMap { [$0.x, $0.y] })
          }
        }
      case .resampling(let kept, let start, let done):
        writer.bool(false)
        writer.floats(kept)
        writer.integer(start)
        writer.integer(done)
      }
    }
  }

  /// Continues where the lane was that wrote this.
  mutating func restore(
    from reader: inout SnapshotReader, acceptingOther: Bool
  ) throws(SnapshotError) {
    let counters = 0...StreamClock.largestCounter
    let isSame = try reader.bits() == diagnoser.pool.fingerprint(of: diagnoser.model)
    guard isSame || acceptingOther else { throw .otherModel(index) }
    origin = try reader.integer(in: counters, "a counter")
    let resumption = try reader.integer(in: 0...1 << 48, "a frame")
    answered = try reader.integer(in: counters, "a number of windows")
    isInvalid = try reader.bool()
    try smoother.restore(from: &reader, sameLabels: isSame)
    let spectrum = try reader.optional { (reader: inout SnapshotReader) throws(SnapshotError) in
      (oldest: try reader.integer(in: counters, "a row"), rows: try reader.numbers())
    }
    let recorded = try Self.buffer(&reader)
    let conditioned = try Self.buffer(&reader)
    let next = try reader.integer(in: counters, "a window")
    let stages = try Self.stages(&reader)
    if isSame {
      try restore(spectrum, reader)
      if let problem = windows.restore(
        recorded: recorded, conditioned: conditioned, next: next, stages: stages)
      {
        throw reader.invalid(problem)
      }
    } else if recorded.channels == windows.recorded.channels, resumption >= recorded.start {
      // What it finds in them is told with the next samples.
      origin += resumption
      replay(recorded, from: resumption) { _, _ in }
    }
  }

  private mutating func restore(
    _ found: (oldest: Int, rows: [Double])?, _ reader: SnapshotReader
  ) throws(SnapshotError) {
    guard (found == nil) == (spectrum == nil) else {
      throw reader.invalid("spectra of a model that has none, or none of one that has")
    }
    guard let found, let own = spectrum else { return }
    let room = own.bands * own.memory
    guard own.bands > 0, found.rows.count % own.bands == 0, found.rows.count <= room,
      found.oldest == 0 || found.rows.count == room && found.oldest < own.memory
    else { throw reader.invalid("\(found.rows.count) numbers of spectra from \(found.oldest) on") }
    spectrum?.restore(rows: found.rows, oldest: found.oldest)
  }

  private static func buffer(
    _ reader: inout SnapshotReader
  ) throws(SnapshotError) -> FrameBuffer {
    let channels = try reader.integer(in: 1...StreamConfiguration.mostChannels, "channels")
    let start = try reader.integer(in: 0...1 << 48, "a frame")
    guard
      let buffer = FrameBuffer(channels: channels, start: start, samples: try reader.floats())
    else { throw reader.invalid("samples that are no frames of \(channels) channels") }
    return buffer
  }

  private static func stages(
    _ reader: inout SnapshotReader
  ) throws(SnapshotError) -> [ConditioningStream.Memory] {
    try reader.list(ofBytes: 1, "stages") { (reader: inout SnapshotReader) throws(SnapshotError) in
      if try reader.bool() {
        let states = try reader.list(ofBytes: 1, "channels") {
          (reader: inout SnapshotReader) throws(SnapshotError) in
          try reader.optional { (reader: inout SnapshotReader) throws(SnapshotError) in
            try reader.numbers()
          }
        }
        guard states.allSatisfy({ ($0?.count ?? 0) % 2 == 0 }) else {
          throw reader.invalid("half a section of a filter")
        }
        return .filter(
          states.map { numbers in
            numbers.map { numbers in
              stride(from: 0, to: numbers.count, by: 2).map {
                SIMD2(numbers[$0], numbers[$0 + 1])
              }
            }
          })
      }
      return .resampling(
        kept: try reader.floats(), start: try reader.integer(in: 0...1 << 48, "a frame"),
        done: try reader.integer(in: 0...1 << 48, "a frame"))
    }
  }
}

extension VerdictSmoother {
  func write(to writer: inout SnapshotWriter) {
    writer.list(labels) { $0.string($1) }
    writer.list(votes[oldest...] + votes[..<oldest]) { writer, vote in
      writer.integer(vote.verdict)
      writer.number(Double(vote.confidence))
    }
    writer.integer(verdict)
    writer.optional(alarm) { $0.string($1) }
    writer.bool(isAlarming)
    writer.optional(pending) { writer, pending in
      writer.integer(pending.verdict)
      writer.integer(pending.since)
    }
  }

  mutating func restore(
    from reader: inout SnapshotReader, sameLabels: Bool
  ) throws(SnapshotError) {
    let labels = try reader.list(ofBytes: 8, "labels") {
      (reader: inout SnapshotReader) throws(SnapshotError) in try reader.string()
    }
    if sameLabels, labels != self.labels { throw reader.invalid("labels of another model") }
    let verdicts = -1...labels.count
    let votes = try reader.list(ofBytes: 16, "votes") {
      (reader: inout SnapshotReader) throws(SnapshotError) in
      Vote(
        verdict: try reader.integer(in: verdicts, "a vote"), confidence: Float(try reader.number()))
    }
    guard votes.count <= smoothing.memory else { throw reader.invalid("\(votes.count) votes") }
    let verdict = try reader.integer(in: verdicts, "a verdict")
    let alarm = try reader.optional { (reader: inout SnapshotReader) throws(SnapshotError) in
      try reader.string()
    }
    let isAlarming = try reader.bool()
    let pending = try reader.optional { (reader: inout SnapshotReader) throws(SnapshotError) in
      Pending(
        verdict: try reader.integer(in: 0...labels.count, "a verdict"),
        since: try reader.integer(in: 0...Int.max / 4, "a frame"))
    }
    var other = VerdictSmoother(
      labels: labels, normal: nil, smoothing: smoothing, minimumFrames: minimumFrames)
    other.restore(
      votes: votes, verdict: verdict, alarm: alarm, isAlarming: isAlarming, pending: pending)
    take(over: other)
  }
}
