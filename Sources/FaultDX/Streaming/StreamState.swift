import FaultDXSignal

/// All that a stream remembers; one thread at a time has it.
struct StreamState: Sendable {
  private(set) var configuration: StreamConfiguration
  /// Interleaved channels.
  let channels: Int
  var lanes: [StreamLane]
  var clock = StreamClock()
  var nextSequence = 0

  /// Frames that go through the models before the next are looked at: memory does not grow with what is pushed, nor with
  /// what becomes of it at a higher rate.
  private let blockFrames: Int
  private static let mostFrames = 1 << 16

  init(_ models: [Diagnoser], _ configuration: StreamConfiguration) throws(StreamError) {
    guard let first = models.first else { throw .noModel(stream: configuration.name) }
    try configuration.validate()
    self.configuration = configuration
    channels = configuration.channelNames?.count ?? first.model.channelNames.count
    let highest = models.compactMap(\.model.sampleRate).max() ?? 1
    let growth = max(1, highest / (configuration.sampleRate ?? highest))
    blockFrames = max(1, Int(Double(Self.mostFrames) / min(growth, Double(Self.mostFrames))))
    lanes = []
    for (index, diagnoser) in models.enumerated() {
      lanes.append(try lane(diagnoser, index, origin: 0))
    }
  }

  /// The rate of the stream.
  var rate: Double? { configuration.sampleRate ?? lanes.first?.diagnoser.model.sampleRate }

  private func lane(
    _ diagnoser: Diagnoser, _ index: Int, origin: Int, _ changed: StreamConfiguration? = nil
  ) throws(StreamError) -> StreamLane {
    let lane = try StreamLane(
      diagnoser, index: index, configuration: changed ?? configuration, origin: origin)
    guard lane.streamChannels == channels else {
      throw .model(
        index,
        .channelCount(
          recording: configuration.name,
          found: (1...channels).map { "channel \($0)" },
          expected: diagnoser.model.channelNames))
    }
    return lane
  }

  mutating func push(
    _ samples: UnsafeBufferPointer<Float>, counter: Int?, time: Double?,
    _ handle: StreamLane.WindowHandler
  ) throws(StreamError) -> [StreamEvent] {
    let frames = samples.count / channels
    try check(samples: samples.count, frames: frames, counter: counter, time: time)
    var events: [StreamEvent] = []
    if frames == 0 { return events }
    let before = clock
    let placement = clock.place(
      frames: frames, counter: counter, time: time, rate: rate,
      tolerance: configuration.timeTolerance, horizon: configuration.repetitionHorizon)
    if !before.hasBegun {
      for index in lanes.indices { lanes[index].origin = clock.position }
    } else if placement.breaks {
      end(before, into: &events, handle)
    }
    if let gap = placement.gap {
      let event = StreamEvent(
        sequence: nextSequence, kind: .gap(gap), model: nil, position: clock.position,
        time: clock.time(of: clock.position, rate: rate), confidence: 0, distance: nil)
      nextSequence += 1
      events.append(event)
    }
    var first = placement.repeated
    while first < frames {
      let last = min(first + blockFrames, frames)
      let block = samples.frames(first..<last, channels: channels)
      for index in lanes.indices { lanes[index].append(block, handle) }
      clock.advance(by: last - first)
      collect(clock, into: &events)
      first = last
    }
    return events
  }

  private func check(
    samples: Int, frames: Int, counter: Int?, time: Double?
  ) throws(StreamError) {
    let name = configuration.name
    guard samples == frames * channels else {
      throw .partialFrame(stream: name, samples: samples, channels: channels)
    }
    let last = StreamClock.largestCounter
    if let counter, !(0...last - frames ~= counter) {
      throw .position(
        stream: name, problem: "a counter of \(counter), expected 0 to \(last - frames)")
    }
    guard clock.position <= last - frames else {
      throw .position(stream: name, problem: "more than \(last) frames in one stream")
    }
    if let time, !(abs(time) <= StreamClock.largestTime) {
      throw .position(stream: name, problem: "a time stamp of \(time) s")
    }
  }

  /// What was pushed so far is all that belongs together.
  mutating func finish(_ handle: StreamLane.WindowHandler) -> [StreamEvent] {
    var events: [StreamEvent] = []
    end(clock, into: &events, handle)
    return events
  }

  private mutating func end(
    _ before: StreamClock, into events: inout [StreamEvent], _ handle: StreamLane.WindowHandler
  ) {
    for index in lanes.indices { lanes[index].end(continuingAt: clock.position, handle) }
    collect(before, into: &events)
  }

  mutating func replace(
    _ number: Int, by other: Diagnoser, _ handle: StreamLane.WindowHandler
  ) throws(StreamError) -> [StreamEvent] {
    guard lanes.indices ~= number else {
      throw .unknownModel(stream: configuration.name, number: number, models: lanes.count)
    }
    _ = try lane(other, number, origin: 0)
    try lanes[number].replace(
      by: other, configuration: configuration, position: clock.position, handle)
    var events: [StreamEvent] = []
    collect(clock, into: &events)
    return events
  }

  mutating func setSpeed(
    _ speed: Double?, _ handle: StreamLane.WindowHandler
  ) throws(StreamError) -> [StreamEvent] {
    var events: [StreamEvent] = []
    if speed == configuration.speed { return events }
    var changed = configuration
    changed.speed = speed
    try changed.validate()
    // One model that needs what is not known keeps all of them as they are.
    for lane in lanes { _ = try self.lane(lane.diagnoser, lane.index, origin: 0, changed) }
    configuration = changed
    for index in lanes.indices {
      try lanes[index].setSpeed(changed, position: clock.position, handle)
    }
    collect(clock, into: &events)
    return events
  }

  /// Numbers and dates what the models have to tell.
  private mutating func collect(_ clock: StreamClock, into events: inout [StreamEvent]) {
    for index in lanes.indices where !lanes[index].told.isEmpty {
      for var event in lanes[index].told {
        event.sequence = nextSequence
        event.time = clock.time(of: event.position, rate: rate)
        nextSequence += 1
        events.append(event)
      }
      lanes[index].told.removeAll(keepingCapacity: true)
    }
  }

  var status: StreamStatus {
    StreamStatus(
      verdicts: lanes.map(\.smoother.said), isValid: lanes.map { !$0.isInvalid },
      position: clock.position, time: clock.time(of: clock.position, rate: rate),
      windows: lanes.reduce(0) { $0 + $1.answered }, nextSequence: nextSequence)
  }
}
