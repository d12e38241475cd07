import CFaultDXInterface
import FaultDX
import Synchronization

/// A stream, the events that nobody asked for yet, and the last window of each model.
final class StreamBox: Sendable {
  struct Window {
    var window: StreamedWindow
    var probabilities: [Float]
  }

  private struct State {
    var events: [StreamEvent] = []
    /// The first event that was not asked for.
    var first = 0
    var windows: [Window?]
  }

  /// Events that wait at most.
  private static let mostEvents = 65_536

  let stream: StreamingDiagnoser
  private let state: Mutex<State>

  init(_ stream: StreamingDiagnoser) {
    self.stream = stream
    state = Mutex(State(windows: Array(repeating: nil, count: stream.models.count)))
  }

  func push(
    _ samples: UnsafeBufferPointer<Float>, counter: Int?, time: Double?
  ) throws(StreamError) {
    try state.withLock { state throws(StreamError) in
      let events = try stream.push(samples, counter: counter, time: time) {
        Self.note($0, $1, in: &state.windows)
      }
      Self.append(events, to: &state)
    }
  }

  func finish() {
    state.withLock { state in
      let events = stream.finish { Self.note($0, $1, in: &state.windows) }
      Self.append(events, to: &state)
    }
  }

  func setSpeed(_ speed: Double?) throws(StreamError) {
    try state.withLock { state throws(StreamError) in
      let events = try stream.setSpeed(speed) { Self.note($0, $1, in: &state.windows) }
      Self.append(events, to: &state)
    }
  }

  func replaceModel(_ number: Int, with diagnoser: Diagnoser) throws(StreamError) {
    try state.withLock { state throws(StreamError) in
      let events = try stream.replaceModel(number, with: diagnoser) {
        Self.note($0, $1, in: &state.windows)
      }
      Self.append(events, to: &state)
    }
  }

  func nextEvent() -> StreamEvent? {
    state.withLock { state in
      guard state.first < state.events.count else { return nil }
      defer { state.first += 1 }
      return state.events[state.first]
    }
  }

  /// The last window of a model; `nil` where it answered none.
  func window(of model: Int) -> Window? {
    state.withLock { state in state.windows.indices ~= model ? state.windows[model] : nil }
  }

  private static func append(_ events: [StreamEvent], to state: inout State) {
    if events.isEmpty { return }
    if state.first == state.events.count || state.first >= mostEvents {
      state.events.removeFirst(state.first)
      state.first = 0
    }
    state.events += events
    state.first = max(state.first, state.events.count - mostEvents)
  }

  private static func note(
    _ window: StreamedWindow, _ probabilities: Span<Float>, in windows: inout [Window?]
  ) {
    if windows[window.model] == nil {
      windows[window.model] = Window(window: window, probabilities: [])
    }
    windows[window.model]?.window = window
    windows[window.model]?.probabilities.removeAll(keepingCapacity: true)
    for index in probabilities.indices {
      windows[window.model]?.probabilities.append(probabilities[index])
    }
  }
}
