import CoreMetrics
public import FaultDX
public import Logging
import Metrics
import Synchronization

/// Diagnoses recordings and the streams of sensors for many clients: what `faultdx-server` does, without HTTP.
///
/// What ``accept(_:for:)`` returned is in the store with all events that came of it, and will be there after a crash.
public final class MonitoringService: Sendable {
  /// The models, which may be read again.
  let shelf: ModelShelf
  /// What clients may ask for.
  public let limits: ServiceLimits
  /// What is told to those who listen.
  public let feed: EventFeed
  let store: StreamStore
  let commit: GroupCommit
  let logger: Logger
  let streams = Mutex<[String: SensorStream]>([:])
  /// Streams that changed since listeners were last told.
  private let changed = Mutex<Set<String>>([])
  /// For streams, whose samples are done with soon.
  let workers: Workers
  /// For recordings, which may take long.
  let slowWorkers: Workers
  let measures = ServiceMeasures()
  /// Models are read by one at a time.
  let reloading = WaitingLine(limit: 1, for: "the models to be read")

  /// A service that goes on where the store says that it was.
  ///
  /// - Throws: SQLite's error.
  public init(
    shelf: ModelShelf, store: StreamStore, limits: ServiceLimits = ServiceLimits(),
    threads: Int = 2, logger: Logger = Logger(label: "faultdx")
  ) throws {
    self.shelf = shelf
    self.limits = limits
    self.store = store
    self.logger = logger
    let feed = EventFeed(limit: limits.listeners)
    self.feed = feed
    commit = GroupCommit(store) { events in feed.tell(events.map { .event($0) }) }
    workers = Workers(label: "faultdx.streams", threads: threads)
    slowWorkers = Workers(label: "faultdx.recordings", threads: threads)
    for kept in try store.streams() {
      let stream = try restored(kept)
      streams.withLock { $0[kept.sensor] = stream }
    }
    measures.streams.record(streams.withLock { $0.count })
  }

  /// A service over models in memory.
  ///
  /// - Precondition: there is at least one.
  /// - Throws: SQLite's error.
  public convenience init(
    models: [ServedModel], store: StreamStore, limits: ServiceLimits = ServiceLimits(),
    threads: Int = 2, logger: Logger = Logger(label: "faultdx")
  ) throws {
    precondition(!models.isEmpty, "a service needs a model")
    try self.init(
      shelf: ModelShelf(models), store: store, limits: limits, threads: threads, logger: logger)
  }

  /// A stream as the store has it.
  private func restored(_ kept: StoredStream) throws -> SensorStream {
    let name = try SensorName(kept.sensor)
    let model = shelf.model(kept.model) ?? models[0]
    if model.name != kept.model {
      logger.warning("the stream of \(name) goes on with \(model.name): \(kept.model) is gone")
    }
    do {
      let diagnoser = try StreamingDiagnoser(
        restoring: kept.snapshot, models: [model.diagnoser], acceptingOtherModels: true)
      return SensorStream(
        name, model, diagnoser, firstSequence: kept.firstSequence, isKept: true,
        updated: kept.updated, waiting: limits.waitingForStream)
    } catch {
      // The model hears other channels now, say: the stream begins anew, and its events go on.
      logger.error("the stream of \(name) begins anew: \(error)")
      let diagnoser = try StreamingDiagnoser(
        model.diagnoser, StreamConfiguration(name: kept.sensor))
      return SensorStream(
        name, model, diagnoser, firstSequence: try store.nextSequence(of: kept.sensor),
        isKept: true, updated: kept.updated, waiting: limits.waitingForStream)
    }
  }

  /// Takes samples of a sensor, of which they are the first where it has no stream yet.
  ///
  /// - Returns: What `POST /v1/streams/{sensor}/samples` answers.
  /// - Throws: `ServiceError`; then nothing was taken.
  public func accept(_ body: SampleBody, for sensor: SensorName) async throws -> JSON {
    guard body.recordings.count == 1 else {
      throw ServiceError.unprocessable(
        "several_recordings",
        "the body holds \(body.recordings.count) recordings, and a stream is one")
    }
    let stream = try stream(of: sensor, body.description)
    return try await stream.line {
      guard !stream.now.isGone else {
        throw ServiceError(409, "deleted", "the stream was just deleted; send again")
      }
      try check(body.description, against: stream)
      let recording = body.recordings[0]
      let current = shelf.model(stream.model.name) ?? stream.model
      let heard: SensorStream.Heard
      do {
        heard = try await workers.run { try stream.hear(recording, body.description, by: current) }
      } catch {
        forgetUnkept(stream)
        throw error
      }
      let events: [StoredEvent]
      do {
        events = try await commit.keep(heard.batch)
      } catch {
        logger.error("cannot keep what \(sensor) sent: \(error)")
        rollBack(stream)
        throw ServiceError(
          503, "cannot_keep", "the samples cannot be kept at the moment; send them again",
          retryAfter: 5)
      }
      stream.accept(heard, recording)
      measures.took(
        samples: recording.samples.count, windows: heard.windows, events: heard.batch.events.count)
      changedStreams([sensor])
      return .object([
        "stream": stream.json,
        "accepted": .integer(recording.frames - heard.repeated),
        "repeated": .integer(heard.repeated),
        "windows": .integer(heard.windows),
        "events": .array(events.compactMap { try? JSON(parsing: $0.json) }),
      ])
    }
  }

  private func stream(
    of sensor: SensorName, _ description: SampleDescription
  ) throws -> SensorStream {
    if let found = streams.withLock({ $0[sensor.description] }) { return found }
    let model = try model(description.model)
    let new = SensorStream(
      sensor, model, try begin(sensor, model, description),
      firstSequence: try store.nextSequence(of: sensor.description), isKept: false,
      updated: WallClock.now, waiting: limits.waitingForStream)
    let found: SensorStream? = streams.withLock { streams in
      if let other = streams[sensor.description] { return other }
      guard streams.count < limits.streams else { return nil }
      streams[sensor.description] = new
      measures.streams.record(streams.count)
      return new
    }
    guard let found else {
      throw ServiceError(
        429, "too_many_streams", "there are \(limits.streams) streams, as many as there may be",
        retryAfter: 60)
    }
    return found
  }

  private func begin(
    _ sensor: SensorName, _ model: ServedModel, _ description: SampleDescription
  ) throws(ServiceError) -> StreamingDiagnoser {
    do {
      return try StreamingDiagnoser(
        model.diagnoser,
        StreamConfiguration(
          name: sensor.description, sampleRate: description.sampleRate,
          channelNames: description.channelNames, speed: description.speed))
    } catch {
      throw .unprocessable("wrong_samples", "\(error)")
    }
  }

  /// What a request says must be what the stream began with.
  private func check(
    _ description: SampleDescription, against stream: SensorStream
  ) throws(ServiceError) {
    func conflict(_ what: String, _ found: String, _ expected: String) -> ServiceError {
      ServiceError(
        409, "conflict",
        "the stream of \(stream.name) has \(what) \(expected), found \(found); delete it to begin anew"
      )
    }
    let diagnoser = stream.now.diagnoser
    let configuration = diagnoser.configuration
    let rate = configuration.sampleRate ?? stream.model.diagnoser.model.sampleRate
    if let found = description.sampleRate, let rate, found != rate {
      throw conflict("a rate of", "\(found) Hz", "\(rate) Hz")
    }
    if let found = description.channelNames, let names = configuration.channelNames,
      found != names
    {
      throw conflict("the channels", "\(found)", "\(names)")
    }
    if let found = description.channelCount, found != diagnoser.channels {
      throw conflict("channels:", "\(found)", "\(diagnoser.channels)")
    }
    if let found = description.model, found != stream.model.name {
      throw conflict("the model", found, stream.model.name)
    }
  }

  /// The stream in memory is ahead of the store, and goes back.
  func rollBack(_ stream: SensorStream) {
    do {
      if let kept = try store.stream(stream.name.description) {
        let again = try restored(kept).now
        stream.change {
          $0.model = again.model
          $0.diagnoser = again.diagnoser
          $0.firstSequence = again.firstSequence
        }
        return
      }
    } catch {
      logger.error("cannot read the stream of \(stream.name) back: \(error)")
    }
    stream.change {
      $0.isKept = false
      $0.isGone = true
    }
    remove(stream)
  }

  /// A stream whose first samples were refused never was.
  private func forgetUnkept(_ stream: SensorStream) {
    guard !stream.now.isKept else { return }
    stream.change { $0.isGone = true }
    remove(stream)
  }

  private func remove(_ stream: SensorStream) {
    streams.withLock { streams in
      if streams[stream.name.description] === stream {
        streams[stream.name.description] = nil
      }
      measures.streams.record(streams.count)
    }
  }

  /// Forgets a sensor, its stream and its events.
  ///
  /// - Throws: `ServiceError` where there is none.
  public func delete(_ sensor: SensorName) async throws {
    let stream = try kept(sensor)
    try await stream.line {
      guard !stream.now.isGone else { throw ServiceError.unknownSensor(sensor.description) }
      try await workers.run { [store] in try store.forget(sensor.description) }
      stream.change { $0.isGone = true }
      remove(stream)
    }
  }

  /// A stream that is in the store.
  func kept(_ sensor: SensorName) throws(ServiceError) -> SensorStream {
    guard let stream = streams.withLock({ $0[sensor.description] }), stream.now.isKept else {
      throw .unknownSensor(sensor.description)
    }
    return stream
  }

  /// Remembers whose state is to be told.
  func changedStreams(_ sensors: [SensorName]) {
    changed.withLock { $0.formUnion(sensors.map(\.description)) }
  }

  /// Tells listeners which streams took samples; to be called once in a while.
  public func tellChanges() {
    let names = changed.withLock { changed in
      defer { changed = [] }
      return changed
    }
    guard !names.isEmpty, feed.count > 0 else { return }
    let documents = streams.withLock { streams in names.sorted().compactMap { streams[$0] } }
      .filter { $0.now.isKept }.map(\.json)
    if !documents.isEmpty { feed.tell([.streams(JSON.array(documents).serialized())]) }
  }
}
