import CFaultDXInterface
import FaultDX

extension faultdx_stream_options {
  init(_ configuration: StreamConfiguration) {
    self.init()
    repetition_horizon = UInt64(configuration.repetitionHorizon)
    time_tolerance = configuration.timeTolerance
    confidence = configuration.smoothing.confidence
    holding_confidence = configuration.smoothing.holdingConfidence
    minimum_duration = configuration.smoothing.minimumDuration
    votes = UInt32(configuration.smoothing.votes)
    clearing_votes = UInt32(configuration.smoothing.clearingVotes)
    memory = UInt32(configuration.smoothing.memory)
  }

  func configuration() throws(Failure) -> StreamConfiguration {
    StreamConfiguration(
      name: name == nil ? "stream" : try Arguments.text(name, "name"),
      sampleRate: try Arguments.positive(sample_rate, "sample_rate"),
      speed: try Arguments.positive(speed, "speed"),
      hop: hop == 0 ? nil : try Arguments.count(hop, "hop"),
      smoothing: VerdictSmoothing(
        votes: Int(votes), clearingVotes: Int(clearing_votes), of: Int(memory),
        confidence: confidence, holdingConfidence: holding_confidence,
        minimumDuration: minimum_duration),
      normalLabel: normal_label == nil ? nil : try Arguments.text(normal_label, "normal_label"),
      timeTolerance: time_tolerance,
      repetitionHorizon: try Arguments.count(repetition_horizon, "repetition_horizon"))
  }
}

extension faultdx_event {
  init(_ event: StreamEvent) {
    self.init()
    sequence = UInt64(event.sequence)
    position = UInt64(event.position)
    time = event.time.orNaN()
    confidence = event.confidence
    distance = event.distance.orNaN()
    model = event.model.map { Int32($0) } ?? -1
    switch event.kind {
    case .raised(let label):
      kind = FAULTDX_EVENT_RAISED
      name(label)
    case .changed(let from, let to):
      kind = FAULTDX_EVENT_CHANGED
      name(to)
      withUnsafeMutableBytes(of: &previous) { write(from, to: $0) }
    case .cleared(let from):
      kind = FAULTDX_EVENT_CLEARED
      withUnsafeMutableBytes(of: &previous) { write(from ?? "", to: $0) }
    case .unknown(let nearest):
      kind = FAULTDX_EVENT_UNKNOWN
      name(nearest)
    case .invalidInput(let defect):
      kind = FAULTDX_EVENT_INVALID_INPUT
      explain(defect.map { "\($0)" } ?? "the network's answer is not a number")
    case .validInput: kind = FAULTDX_EVENT_VALID_INPUT
    case .gap(let gap):
      kind = FAULTDX_EVENT_GAP
      switch gap {
      case .missing(let frames):
        missing_frames = UInt64(frames)
        explain("\(frames) frames are missing")
      case .counterRestarted(let position): explain("the counter began anew from \(position)")
      case .clockJumped(let seconds): explain("the clock jumped by \(seconds) s")
      }
    }
  }

  private mutating func name(_ text: String) {
    withUnsafeMutableBytes(of: &label) { write(text, to: $0) }
  }

  private mutating func explain(_ sentence: String) {
    withUnsafeMutableBytes(of: &text) { write(sentence, to: $0) }
  }
}

extension faultdx_stream_state {
  init(_ status: StreamStatus, _ number: Int) {
    self.init()
    position = UInt64(status.position)
    windows = UInt64(status.windows)
    next_sequence = UInt64(status.nextSequence)
    time = status.time.orNaN()
    is_valid = status.isValid[number] ? 1 : 0
    var text = ""
    switch status.verdicts[number] {
    case .undecided: verdict = FAULTDX_VERDICT_UNDECIDED
    case .normal(let label): (verdict, text) = (FAULTDX_VERDICT_NORMAL, label)
    case .fault(let label): (verdict, text) = (FAULTDX_VERDICT_FAULT, label)
    case .unknown: verdict = FAULTDX_VERDICT_UNKNOWN
    }
    withUnsafeMutableBytes(of: &label) { write(text, to: $0) }
  }
}

extension faultdx_window {
  init(_ window: StreamedWindow) {
    self.init()
    first_frame = UInt64(window.frames.lowerBound)
    end_frame = UInt64(window.frames.upperBound)
    distance = window.distance.orNaN()
    class_index = -1
    if case .diagnosed(let said, let probability) = window.answer {
      class_index = Int32(said)
      confidence = Double(probability)
    }
  }
}
