import FaultDX
import Synchronization

/// The stream of one sensor: what the models heard, and the samples of the last window for whoever looks at them.
final class SensorStream: Sendable {
  struct State: Sendable {
    /// The model that hears it; `diagnoser` is built on it.
    var model: ServedModel
    var diagnoser: StreamingDiagnoser
    var firstSequence: Int
    /// Whether there is something in the store.
    var isKept: Bool
    var isGone = false
    var updated: Double
    var last: LastWindow?
    /// The last interleaved samples, as they came.
    var tail: [Float] = []
  }

  let name: SensorName
  /// Those who have samples for it.
  let line: WaitingLine
  /// What the last transaction left; changed by those whose turn it is in the line.
  private let state: Mutex<State>

  init(
    _ name: SensorName, _ model: ServedModel, _ diagnoser: StreamingDiagnoser, firstSequence: Int,
    isKept: Bool, updated: Double, waiting: Int
  ) {
    self.name = name
    line = WaitingLine(limit: waiting, for: "this stream")
    state = Mutex(
      State(
        model: model, diagnoser: diagnoser, firstSequence: firstSequence, isKept: isKept,
        updated: updated))
  }

  var now: State { state.withLock { $0 } }

  /// The model that hears it now.
  var model: ServedModel { state.withLock { $0.model } }

  func change(_ body: (inout sending State) -> Void) { state.withLock { body(&$0) } }

  /// What samples led to, before it is kept.
  struct Heard: Sendable {
    var batch: StreamBatch
    var model: ServedModel
    var last: LastWindow?
    var windows: Int
    var repeated: Int
    var firstEvent: Int
  }

  /// Hears samples; the stream in memory is then ahead of what is kept.
  ///
  /// - Parameters:
  ///   - recording: The samples; none where only the model is to change.
  ///   - current: The model that is to hear the stream from now on; where it cannot, the one before goes on.
  /// - Throws: `ServiceError` where samples cannot be heard; then nothing changed.
  func hear(
    _ recording: Recording?, _ description: SampleDescription, by current: ServedModel
  ) throws -> Heard {
    let state = now
    var log = WindowLog(last: state.last, labels: state.model.diagnoser.model.labels)
    let before = state.diagnoser.status.position
    var model = state.model
    var events: [StreamEvent] = []
    do throws(StreamError) {
      if let recording {
        events = try state.diagnoser.push(
          recording.samples, counter: description.firstSample, time: description.time
        ) { log.note($0, $1) }
      }
    } catch {
      switch error {
      case .position: throw ServiceError.malformed("\(error)")
      default: throw ServiceError.unprocessable("wrong_samples", "\(error)")
      }
    }
    // Behind the samples, which may be refused: then nothing has happened.
    let after = state.diagnoser.status.position
    let heardByOld = events.count
    if current.digest != model.digest {
      let labels = current.diagnoser.model.labels
      if labels != log.labels { log.last = nil }
      log.labels = labels
      if let told = try? state.diagnoser.replaceModel(
        with: current.diagnoser, eachWindow: { log.note($0, $1) })
      {
        events += told
        model = current
        change { $0.model = current }
      } else {
        log.labels = model.diagnoser.model.labels
      }
    }
    let status = state.diagnoser.status
    let frames = recording?.frames ?? 0
    let taken =
      state.isKept || description.firstSample == nil
      ? min(frames, max(0, after - before)) : frames
    let isGap = events.contains { if case .gap = $0.kind { true } else { false } }
    return Heard(
      batch: StreamBatch(
        sensor: name.description, model: model.name, firstSequence: state.firstSequence,
        position: status.position, updated: recording == nil ? state.updated : WallClock.now,
        snapshot: state.diagnoser.snapshot(),
        events: events.enumerated().map { index, event in
          document(event, state.firstSequence, index < heardByOld ? state.model : model)
        }),
      model: model, last: log.last, windows: log.windows, repeated: isGap ? 0 : frames - taken,
      firstEvent: state.firstSequence + status.nextSequence - events.count)
  }

  /// An event as it is kept: `faultdx.event/1` without its number in the service.
  private func document(
    _ event: StreamEvent, _ firstSequence: Int, _ model: ServedModel
  ) -> StreamBatch.Event {
    var event = event
    event.sequence += firstSequence
    var object = event.json(sensor: name.description, model: model.name).objectValue ?? [:]
    if event.model != nil { object["modelSha256"] = .string(model.digest) }
    return StreamBatch.Event(
      sequence: event.sequence, document: JSON.object(object).serialized())
  }

  /// Why a model cannot hear the stream; `nil` where it can.
  func objection(to model: ServedModel) -> String? {
    let diagnoser = now.diagnoser
    do throws(StreamError) {
      let other = try StreamingDiagnoser(model.diagnoser, diagnoser.configuration)
      if other.channels != diagnoser.channels {
        return "it hears \(other.channels) channels, the stream has \(diagnoser.channels)"
      }
      return nil
    } catch {
      return "\(error)"
    }
  }

  /// What was heard is kept.
  func accept(_ heard: Heard, _ recording: Recording?) {
    let frames = tailFrames
    change { state in
      state.isKept = true
      state.updated = heard.batch.updated
      state.last = heard.last
      guard let recording else { return }
      let channels = recording.channels
      // A repetition has nothing new for those who look.
      let fresh = recording.samples.dropFirst(heard.repeated * channels)
      state.tail.append(contentsOf: fresh.suffix(frames * channels))
      let surplus = state.tail.count - frames * channels
      if surplus > 0 { state.tail.removeFirst(surplus) }
    }
  }

  /// Frames of a window at the stream's rate, and some more for a resampler's edges.
  private var tailFrames: Int {
    let state = now
    let model = state.model.diagnoser.model
    guard let rate = state.diagnoser.configuration.sampleRate, let expected = model.sampleRate,
      rate != expected
    else { return model.windowLength }
    return Int((Double(model.windowLength) * rate / expected).rounded(.up)) + 64
  }

  /// The samples of the last window as a recording; `nil` where there are too few.
  var lastWindow: Recording? {
    let state = now
    let configuration = state.diagnoser.configuration
    let model = state.model.diagnoser.model
    guard state.tail.count >= tailFrames * state.diagnoser.channels else { return nil }
    let names =
      configuration.channelNames
      ?? (state.diagnoser.channels == model.channelNames.count
        ? model.channelNames : (1...state.diagnoser.channels).map { "channel \($0)" })
    return Recording(
      file: name.description, samples: state.tail, channelNames: names,
      sampleRate: configuration.sampleRate ?? model.sampleRate, speed: configuration.speed)
  }
}
