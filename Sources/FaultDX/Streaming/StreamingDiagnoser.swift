import Synchronization

/// Diagnoses samples as they come from a sensor, for months, in memory that does not grow.
///
///     let stream = try StreamingDiagnoser(diagnoser, StreamConfiguration(name: "pump 7", sampleRate: 25_600))
///     for event in try stream.push(samples, counter: frame, time: seconds) { … }
///
/// Windows, their samples and the answers for them are those of ``Diagnoser/diagnose(_:)`` over a recording that begins
/// where samples began to follow each other, bit for bit, however they are cut into chunks. Models whose networks look at
/// a second around a window answer half of that later. Events come from ``VerdictSmoothing``. Once buffers have their size,
/// a model of one network over waveforms asks for no memory.
///
/// A stream may be used from any thread; what is pushed at once is one after the other. Threads that push to other
/// streams are not waited for: have one stream for each sensor, all over one `Diagnoser`.
///
/// A service that must not lose or repeat an event keeps ``snapshot()``, the events of `push`
/// and its own offsets in one transaction; after a crash ``init(restoring:models:acceptingOtherModels:onEvent:)`` is the
/// stream that it was, and samples that come a second time are known by their counter.
public final class StreamingDiagnoser: Sendable {
  /// What was said about the stream; its speed is the one that was set last.
  public var configuration: StreamConfiguration { state.withLock { $0.configuration } }
  /// Interleaved channels of what is pushed.
  public let channels: Int
  let state: Mutex<StreamState>
  private let onEvent: (@Sendable (StreamEvent) -> Void)?
  private let listeners = Mutex<[Int: AsyncStream<StreamEvent>.Continuation]>([:])

  /// A stream that heard nothing yet.
  ///
  /// - Parameter onEvent: Called with each event, in order, on the thread that pushed, after the stream took what was
  ///   pushed; so it may ask the stream. `push` returns the same events.
  /// - Throws: `StreamError` where a model cannot hear such a stream.
  public convenience init(
    _ models: [Diagnoser], _ configuration: StreamConfiguration = StreamConfiguration(),
    onEvent: (@Sendable (StreamEvent) -> Void)? = nil
  ) throws(StreamError) {
    self.init(state: try StreamState(models, configuration), onEvent: onEvent)
  }

  /// A stream with one model.
  ///
  /// - Throws: `StreamError`.
  public convenience init(
    _ model: Diagnoser, _ configuration: StreamConfiguration = StreamConfiguration(),
    onEvent: (@Sendable (StreamEvent) -> Void)? = nil
  ) throws(StreamError) {
    try self.init([model], configuration, onEvent: onEvent)
  }

  init(state: StreamState, onEvent: (@Sendable (StreamEvent) -> Void)?) {
    channels = state.channels
    self.state = Mutex(state)
    self.onEvent = onEvent
  }

  /// Takes the next samples.
  ///
  /// - Parameters:
  ///   - samples: Interleaved frames, as many as there are; the result does not depend on how they are cut.
  ///   - counter: The number of the first frame, where the sensor counts: what is missing is a gap, what was there before
  ///     is left out, and a counter that is far back (`StreamConfiguration.repetitionHorizon`), or back while the
  ///     time goes on, began anew.
  ///   - time: When the first frame was taken, in seconds since whenever; without a counter it tells gaps.
  ///   - eachWindow: Called for every window, in order for each model, with the probabilities of its classes (none of a
  ///     window that was not diagnosed). It must not use the stream, which is waiting for it.
  /// - Returns: What there is to tell, in order.
  /// - Throws: `StreamError.partialFrame` or `.position`; then nothing was taken. No sample is a reason: what cannot be
  ///   believed is an event.
  @discardableResult public func push(
    _ samples: Span<Float>, counter: Int? = nil, time: Double? = nil,
    eachWindow: (StreamedWindow, Span<Float>) -> Void = { _, _ in }
  ) throws(StreamError) -> [StreamEvent] {
    try samples.withUnsafeBufferPointer { samples throws(StreamError) in
      try push(samples, counter: counter, time: time, eachWindow: eachWindow)
    }
  }

  /// Takes the next samples from an array.
  ///
  /// - Throws: As ``push(_:counter:time:eachWindow:)`` over a span.
  @discardableResult public func push(
    _ samples: [Float], counter: Int? = nil, time: Double? = nil,
    eachWindow: (StreamedWindow, Span<Float>) -> Void = { _, _ in }
  ) throws(StreamError) -> [StreamEvent] {
    try push(samples.span, counter: counter, time: time, eachWindow: eachWindow)
  }

  /// Takes the next samples from memory that the caller owns.
  ///
  /// - Throws: As ``push(_:counter:time:eachWindow:)`` over a span.
  @discardableResult public func push(
    _ samples: UnsafeBufferPointer<Float>, counter: Int? = nil, time: Double? = nil,
    eachWindow: (StreamedWindow, Span<Float>) -> Void = { _, _ in }
  ) throws(StreamError) -> [StreamEvent] {
    let events = try state.withLock { state throws(StreamError) in
      let events = try state.push(samples, counter: counter, time: time) {
        eachWindow($0, $1.span)
      }
      announce(events)
      return events
    }
    tell(events)
    return events
  }

  /// Answers for the windows that wait for samples behind them, as at the end of a recording; the next samples begin
  /// anew, with the counter going on.
  @discardableResult public func finish(
    eachWindow: (StreamedWindow, Span<Float>) -> Void = { _, _ in }
  ) -> [StreamEvent] {
    let events = state.withLock { state in
      let events = state.finish { eachWindow($0, $1.span) }
      announce(events)
      return events
    }
    tell(events)
    return events
  }

  /// Puts another model in the place of one, between two windows: no sample is lost, and no verdict.
  ///
  /// Where both cut the same windows from the same samples, the new model continues as if it had been there from the
  /// start. Else it begins with the first frame that the old one did not answer for; over other channels of the stream, with
  /// the next frame. Votes and verdicts are carried over by label.
  ///
  /// - Throws: `StreamError` where the model cannot hear this stream; then the old one stays.
  @discardableResult public func replaceModel(
    _ number: Int = 0, with other: Diagnoser,
    eachWindow: (StreamedWindow, Span<Float>) -> Void = { _, _ in }
  ) throws(StreamError) -> [StreamEvent] {
    let events = try state.withLock { state throws(StreamError) in
      let events = try state.replace(number, by: other) { eachWindow($0, $1.span) }
      announce(events)
      return events
    }
    tell(events)
    return events
  }

  /// Says that the shaft turns at another speed from the next frame on.
  ///
  /// It matters to two kinds of models. Windows that are described by a bearing's lines have the speed that is known when their
  /// surroundings are complete, half a second behind them: each is answered as ``Diagnoser/diagnose(_:)`` answers of a recording
  /// with that speed. Where samples are tracked by the shaft's angle (`order-track`), those before and after are as of two
  /// recordings, so a speed that is set with every chunk leaves no window whole. To other models a speed says nothing.
  ///
  /// - Parameters:
  ///   - speed: In revolutions per minute; `nil` where it is not known any more.
  ///   - eachWindow: Called for the windows that end here, as `push` calls it.
  /// - Throws: `StreamError` where it is no speed, or none and a model needs one; then the old one stays.
  @discardableResult public func setSpeed(
    _ speed: Double?, eachWindow: (StreamedWindow, Span<Float>) -> Void = { _, _ in }
  ) throws(StreamError) -> [StreamEvent] {
    let events = try state.withLock { state throws(StreamError) in
      let events = try state.setSpeed(speed) { eachWindow($0, $1.span) }
      announce(events)
      return events
    }
    tell(events)
    return events
  }

  /// What is known at this moment.
  public var status: StreamStatus { state.withLock { $0.status } }

  /// The models, in their order.
  public var models: [Diagnoser] { state.withLock { $0.lanes.map(\.diagnoser) } }

  /// The events from now on, for any number of listeners, each of which has all of them.
  ///
  /// - Parameter limit: Events that wait for a listener who does not come; then the oldest are dropped, which their
  ///   numbers show.
  public func events(bufferingNewest limit: Int = 1024) -> AsyncStream<StreamEvent> {
    let (stream, continuation) = AsyncStream.makeStream(
      of: StreamEvent.self, bufferingPolicy: .bufferingNewest(max(1, limit)))
    let number = listeners.withLock { listeners in
      let number = (listeners.keys.max() ?? -1) + 1
      listeners[number] = continuation
      return number
    }
    continuation.onTermination = { [weak self] _ in
      _ = self?.listeners.withLock { $0.removeValue(forKey: number) }
    }
    return stream
  }

  /// Hands events to those who wait for them; while the stream is locked, so that they are in order.
  private func announce(_ events: [StreamEvent]) {
    if events.isEmpty { return }
    let waiting = listeners.withLock { Array($0.values) }
    for event in events { for listener in waiting { listener.yield(event) } }
  }

  private func tell(_ events: [StreamEvent]) {
    guard let onEvent else { return }
    for event in events { onEvent(event) }
  }

  deinit { for listener in listeners.withLock({ $0.values }) { listener.finish() } }
}
