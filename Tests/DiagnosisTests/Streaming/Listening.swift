import FaultDX

/// What a stream said of a recording that was pushed to it.
struct Listening: Equatable {
  /// A window that was diagnosed.
  struct Answer: Equatable {
    var start: Int
    var probabilities: [Float]
  }

  var windows: [StreamedWindow] = []
  var answers: [Answer] = []
  var events: [StreamEvent] = []

  /// Where windows begin that cannot be believed, and why.
  var invalid: [Defect] {
    windows.compactMap { window in
      if case .invalid(let defect) = window.answer {
        return Defect(start: window.start, defect: "\(defect)")
      }
      return nil
    }
  }

  struct Defect: Equatable {
    var start: Int
    /// In words, since no NaN is equal to any other.
    var defect: String
  }

  mutating func push(
    _ samples: ArraySlice<Float>, to stream: StreamingDiagnoser, counter: Int? = nil,
    time: Double? = nil
  ) throws {
    events += try samples.withUnsafeBufferPointer { samples throws(StreamError) in
      try stream.push(samples, counter: counter, time: time) { note($0, $1) }
    }
  }

  mutating func finish(_ stream: StreamingDiagnoser) {
    events += stream.finish { note($0, $1) }
  }

  mutating func note(_ window: StreamedWindow, _ probabilities: Span<Float>) {
    windows.append(window)
    if !probabilities.isEmpty {
      answers.append(
        Answer(
          start: window.start, probabilities: probabilities.indices.map { probabilities[$0] }))
    }
  }

  /// Pushes a recording in random chunks.
  ///
  /// - Parameter interrupt: Called between chunks; what it returns is pushed to from then on.
  static func to(
    _ recording: Recording, _ stream: StreamingDiagnoser, longest: Int, seed: UInt64,
    finishing: Bool = true, interrupt: (StreamingDiagnoser) throws -> StreamingDiagnoser = { $0 }
  ) throws -> Listening {
    var listening = Listening()
    var stream = stream
    var generator = CounterGenerator(seed: seed)
    var frame = 0
    while frame < recording.frames {
      let count = min(Int.random(in: 0...longest, using: &generator), recording.frames - frame)
      let channels = recording.channels
      try listening.push(
        recording.samples[frame * channels..<(frame + count) * channels], to: stream)
      frame += count
      stream = try interrupt(stream)
    }
    if finishing { listening.finish(stream) }
    return listening
  }
}
