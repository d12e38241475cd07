import FaultDX
import Synchronization

/// The stream of one sensor: what the models heard, and the samples of the last window for whoever looks at them.
final class SensorStream: Sendable {
  /// What the last window said.
  struct LastWindow: Sendable {
    var isValid: Bool
    var label: String?
    var confidence: Double
    var probabilities: [Float]
    var distance: Double?
  }

  struct State: Sendable {
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
  let model: ServedModel
  /// Those who have samples for it.
  let line: WaitingLine
  /// What the last transaction left; changed by those whose turn it is in the line.
  private let state: Mutex<State>

  init(
    _ name: SensorName, _ model: ServedModel, _ diagnoser: StreamingDiagnoser, firstSequence: Int,
    isKept: Bool, updated: Double, waiting: Int
  ) {
    self.name = name
    self.model = model
    line = WaitingLine(limit: waiting)
    state = Mutex(
      State(
        diagnoser: diagnoser, firstSequence: firstSequence, isKept: isKept, updated: updated))
  }

  var now: State { state.withLock { $0 } }

  func change(_ body: (inout sending State) -> Void) { state.withLock { body(&$0) } }

  /// What samples led to, before it is kept.
  struct Heard: Sendable {
    var batch: StreamBatch
    var last: LastWindow?
    var windows: Int
    var repeated: Int
    var firstEvent: Int
  }

  /// Hears samples; the stream in memory is then ahead of what is kept.
  ///
  /// - Throws: `ServiceError` where samples cannot be heard; then nothing changed.
  func hear(_ recording: Recording, _ description: SampleDescription) throws -> Heard {
    let state = now
    let labels = model.diagnoser.model.labels
    var last = state.last
    var windows = 0
    let before = state.diagnoser.status.position
    let hadBegun = state.isKept
    let events: [StreamEvent]
    do throws(StreamError) {
      events = try state.diagnoser.push(
        recording.samples, counter: description.firstSample, time: description.time
      ) { window, probabilities in
        windows += 1
        switch window.answer {
        case .diagnosed(let number, let confidence):
          var copy: [Float] = []
          for index in probabilities.indices { copy.append(probabilities[index]) }
          last = LastWindow(
            isValid: true, label: labels[number], confidence: Double(confidence),
            probabilities: copy, distance: window.distance)
        case .invalid, .notFinite:
          last = LastWindow(
            isValid: false, label: nil, confidence: 0, probabilities: [], distance: window.distance)
        }
      }
    } catch {
      switch error {
      case .position: throw ServiceError.malformed("\(error)")
      default: throw ServiceError.unprocessable("wrong_samples", "\(error)")
      }
    }
    let status = state.diagnoser.status
    let frames = recording.frames
    let taken =
      hadBegun || description.firstSample == nil
      ? min(frames, max(0, status.position - before)) : frames
    let isGap = events.contains { if case .gap = $0.kind { true } else { false } }
    return Heard(
      batch: StreamBatch(
        sensor: name.description, model: model.name, firstSequence: state.firstSequence,
        position: status.position, updated: WallClock.now, snapshot: state.diagnoser.snapshot(),
        events: events.map { event in
          let sequence = state.firstSequence + event.sequence
          return .init(
            sequence: sequence,
            document: event.json(sensor: name.description, sequence: sequence, model: model.name)
              .serialized())
        }),
      last: last, windows: windows, repeated: isGap ? 0 : frames - taken,
      firstEvent: state.firstSequence + status.nextSequence - events.count)
  }

  /// What was heard is kept.
  func accept(_ heard: Heard, _ recording: Recording) {
    let frames = tailFrames
    let channels = recording.channels
    // A repetition has nothing new for those who look.
    let fresh = recording.samples.dropFirst(heard.repeated * channels)
    change { state in
      state.isKept = true
      state.updated = heard.batch.updated
      state.last = heard.last
      state.tail.append(contentsOf: fresh.suffix(frames * channels))
      let surplus = state.tail.count - frames * channels
      if surplus > 0 { state.tail.removeFirst(surplus) }
    }
  }

  /// Frames of a window at the stream's rate, and some more for a resampler's edges.
  private var tailFrames: Int {
    let model = model.diagnoser.model
    guard let rate = now.diagnoser.configuration.sampleRate, let expected = model.sampleRate,
      rate != expected
    else { return model.windowLength }
    return Int((Double(model.windowLength) * rate / expected).rounded(.up)) + 64
  }

  /// The samples of the last window as a recording; `nil` where there are too few.
  var lastWindow: Recording? {
    let state = now
    let configuration = state.diagnoser.configuration
    let model = model.diagnoser.model
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
