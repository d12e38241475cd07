import FaultDXNN
import FaultDXSignal

/// One model that listens to a stream: what it still needs of the samples, and what it came to think.
struct StreamLane: Sendable {
  let index: Int
  private(set) var diagnoser: Diagnoser
  /// Everything about what windows are cut from but its samples.
  private let conditioned: Recording
  /// The stream's channels that it listens to; `nil` for all.
  let selection: [Int]?
  let streamChannels: Int
  /// A lane that heard nothing yet.
  private let fresh: WindowStream
  var windows: WindowStream
  /// The counter of the first frame since samples last began to follow each other.
  var origin: Int
  var smoother: VerdictSmoother
  var spectrum: RollingSpectrum?
  /// The distance beyond which the last windows are unknown.
  private let threshold: Double?
  var isInvalid = false
  /// Windows that were answered, the invalid ones too.
  var answered = 0
  private var gathered: [Float] = []

  /// What there is to tell and was not fetched yet; numbers and time stamps are the stream's business.
  var told: [StreamEvent] = []

  /// What is called for each window, with the probabilities of its classes.
  typealias WindowHandler = (StreamedWindow, UnsafeBufferPointer<Float>) -> Void

  init(
    _ diagnoser: Diagnoser, index: Int, configuration: StreamConfiguration, origin: Int
  ) throws(StreamError) {
    let model = diagnoser.model
    if let step = model.conditioning.steps.first(where: { !$0.isCausal }) {
      throw .needsWholeRecordings(stream: configuration.name, model: index, step: "\(step)")
    }
    self.index = index
    self.diagnoser = diagnoser
    self.origin = origin
    selection = try Self.selection(model, index, configuration)
    streamChannels = configuration.channelNames?.count ?? model.channelNames.count
    let description = diagnoser.withRate(
      Recording(
        file: configuration.name, samples: [], channelNames: model.channelNames,
        sampleRate: configuration.sampleRate ?? model.sampleRate, speed: configuration.speed))
    do throws(DiagnosisError) {
      windows = try WindowStream(
        model: model, recording: description, rates: diagnoser.rateChange(of: description),
        hop: configuration.hop)
      for member in diagnoser.members {
        if let missing = member.encoder.missing(
          sampleRate: windows.rate, speed: description.speed)
        {
          throw .missing(recording: configuration.name, what: missing)
        }
      }
    } catch {
      throw .model(index, error)
    }
    fresh = windows
    var conditioned = description
    conditioned.sampleRate = windows.rate
    conditioned.axis = windows.axis
    self.conditioned = conditioned
    let normal = configuration.normalClass(among: model.labels)
    if let wanted = configuration.normalLabel, normal == nil {
      throw .configuration(
        stream: configuration.name,
        problem: "\"\(wanted)\" as the class without a fault, among \(model.labels),")
    }
    smoother = VerdictSmoother(
      labels: model.labels, normal: normal, smoothing: configuration.smoothing,
      minimumFrames: try Self.minimumFrames(configuration, description.sampleRate))
    threshold = diagnoser.unknownRate.flatMap {
      model.certainty?.known?.threshold(rate: $0)?.distance
    }
    spectrum = diagnoser.bands.map {
      RollingSpectrum(bands: $0.count, memory: configuration.smoothing.memory)
    }
  }

  private static func minimumFrames(
    _ configuration: StreamConfiguration, _ rate: Double?
  ) throws(StreamError) -> Int {
    let seconds = configuration.smoothing.minimumDuration
    if seconds == 0 { return 0 }
    guard let rate, seconds * rate < Double(StreamClock.largestCounter) else {
      throw .configuration(
        stream: configuration.name,
        problem: "a minimum duration of \(seconds) s at \(rate.map { "\($0) Hz" } ?? "no rate")")
    }
    return Int((seconds * rate).rounded())
  }

  private static func selection(
    _ model: Model, _ index: Int, _ configuration: StreamConfiguration
  ) throws(StreamError) -> [Int]? {
    guard let names = configuration.channelNames, names != model.channelNames else { return nil }
    // One channel is one, whatever either side calls it.
    if names.count == 1, model.channelNames.count == 1 { return nil }
    var selection: [Int] = []
    for name in model.channelNames {
      guard let channel = names.firstIndex(of: name) else {
        throw .missingChannel(
          stream: configuration.name, model: index, name: name, channels: names)
      }
      selection.append(channel)
    }
    return selection
  }

  /// Hears the next frames, and answers for the windows that they complete.
  mutating func append(_ block: UnsafeBufferPointer<Float>, _ handle: WindowHandler) {
    if let selection {
      gathered.removeAll(keepingCapacity: true)
      for frame in 0..<block.count / streamChannels {
        for channel in selection { gathered.append(block[frame * streamChannels + channel]) }
      }
      gathered.withUnsafeBufferPointer { windows.append($0) }
    } else {
      windows.append(block)
    }
    answer(handle)
  }

  /// The samples end here: answers for the windows that wait for more, and begins anew at another frame.
  mutating func end(continuingAt position: Int, _ handle: WindowHandler) {
    windows.append(UnsafeBufferPointer(start: nil, count: 0))
    answer(handle)
    windows = fresh
    origin = position
  }

  private mutating func answer(_ handle: WindowHandler) {
    let numbers = windows.takeWindows()
    if !numbers.isEmpty {
      diagnoser.pool.withScratch { scratch in
        var first = numbers.lowerBound
        while first < numbers.upperBound {
          let batch = first..<min(first + DiagnosisScratch.capacity, numbers.upperBound)
          ask(batch, scratch)
          conclude(batch, scratch, handle)
          first = batch.upperBound
        }
      }
    }
    windows.forgetTaken()
  }

  /// Asks the model about the sound ones among some windows.
  private func ask(_ batch: Range<Int>, _ scratch: DiagnosisScratch) {
    let frames = windows.frames
    let recorded = windows.recorded
    let channels = frames.channels
    let conditioning = diagnoser.model.conditioning
    scratch.ranges.removeAll(keepingCapacity: true)
    scratch.defects.removeAll(keepingCapacity: true)
    scratch.bands.removeAll(keepingCapacity: true)
    recorded.samples.withUnsafeBufferPointer { original in
      frames.samples.withUnsafeBufferPointer { samples in
        for number in batch {
          let window = windows.window(number)
          let source = windows.map?.source(of: window, total: recorded.end)
          let local = frames.local(window)
          let defect = conditioning.defect(
            in: samples.frames(local, channels: channels), channels: channels,
            from: source.map { original.frames(recorded.local($0), channels: recorded.channels) },
            of: windows.description)
          scratch.defects.append(defect)
          if defect == nil { scratch.ranges.append(local) }
        }
        diagnoser.ask(scratch.ranges[...], in: samples, of: conditioned, scratch)
        guard let bands = diagnoser.bands else { return }
        for range in scratch.ranges {
          bands.append(
            levelsOf: samples.frames(range, channels: channels), to: &scratch.bands,
            in: &scratch.spectral)
        }
      }
    }
  }

  /// Draws conclusions from what was answered, in order.
  private mutating func conclude(
    _ batch: Range<Int>, _ scratch: DiagnosisScratch, _ handle: WindowHandler
  ) {
    var row = 0
    for (offset, number) in batch.enumerated() {
      let range = windows.window(number)
      let source = windows.map?.source(of: range, total: .max) ?? range
      var window = StreamedWindow(
        model: index, start: range.lowerBound,
        frames: origin + source.lowerBound..<origin + source.upperBound, answer: .notFinite)
      if let defect = scratch.defects[offset] {
        window.answer = .invalid(defect)
      } else {
        if scratch.logits[scratch.row(row)].allSatisfy(\.isFinite) {
          judge(&window, row: row, scratch)
        }
        row += 1
      }
      let isDiagnosed = if case .diagnosed = window.answer { true } else { false }
      scratch.probabilities.withUnsafeBufferPointer { all in
        handle(
          window,
          isDiagnosed
            ? UnsafeBufferPointer(rebasing: all[scratch.row(row - 1)])
            : UnsafeBufferPointer(start: nil, count: 0))
      }
      answered += 1
      conclude(window, nearest: scratch.nearest)
    }
  }

  /// Completes a window with what was answered.
  private mutating func judge(
    _ window: inout StreamedWindow, row number: Int, _ scratch: DiagnosisScratch
  ) {
    let row = scratch.row(number)
    let said = scratch.probabilities[row].firstMaximum - row.lowerBound
    window.answer = .diagnosed(
      class: said, confidence: scratch.probabilities[row.lowerBound + said])
    scratch.nearest = said
    guard let known = diagnoser.model.certainty?.known, let bands = diagnoser.bands,
      let found = spectrum?.add(
        scratch.bands[number * bands.count..<(number + 1) * bands.count], known)
    else { return }
    window.distance = found.distance
    scratch.nearest = known.classes[found.reference]
  }

  /// Notes what a window changes.
  private mutating func conclude(_ window: StreamedWindow, nearest: Int) {
    let position = window.frames.upperBound
    func tell(_ kind: StreamEvent.Kind, confidence: Double = 0) {
      told.append(
        StreamEvent(
          sequence: 0, kind: kind, model: index, position: position, time: nil,
          confidence: confidence, distance: window.distance))
    }
    switch window.answer {
    case .invalid, .notFinite:
      if isInvalid { return }
      isInvalid = true
      if case .invalid(let defect) = window.answer {
        tell(.invalidInput(defect))
      } else {
        tell(.invalidInput(nil))
      }
    case .diagnosed(let said, let confidence):
      if isInvalid { tell(.validInput) }
      isInvalid = false
      let isFar = window.distance.map { $0 > threshold ?? .infinity } ?? false
      let transition = smoother.add(
        class: said, confidence: confidence,
        isUnknown: isFar && spectrum?.count ?? 0 >= smoother.smoothing.votes, nearest: nearest,
        at: position)
      if let transition { tell(transition.kind, confidence: transition.confidence) }
    }
  }
}

extension StreamLane {
  /// The counter of the frame with which the next window begins.
  var resumption: Int { origin + windows.resumption }

  /// Puts another model in the place of this one, which answers for all windows that this one did not.
  ///
  /// Where both cut the same windows from the same samples, the new model continues as if it had been there all the
  /// time. Else it begins with the first frame of the window that was next; over other channels, with the next frame.
  mutating func replace(
    by other: Diagnoser, configuration: StreamConfiguration, position: Int, _ handle: WindowHandler
  ) throws(StreamError) {
    var lane = try StreamLane(
      other, index: index, configuration: configuration, origin: position)
    lane.told = told
    lane.answered = answered
    lane.take(over: self)
    if hearsTheSame(as: lane) {
      lane.windows = windows
      lane.origin = origin
    } else if lane.selection == selection, lane.fresh.recorded.channels == fresh.recorded.channels {
      lane.origin = resumption
      lane.replay(windows.recorded, from: windows.resumption, handle)
    }
    self = lane
  }

  /// The shaft turns at another speed from here on, which a stream that is described so says.
  ///
  /// Windows that are described by the speed have the one that is known when they are answered. Where the shaft's angle is what
  /// samples follow each other along, those before and after are as of two recordings.
  mutating func setSpeed(
    _ configuration: StreamConfiguration, position: Int, _ handle: WindowHandler
  ) throws(StreamError) {
    var lane = try StreamLane(
      diagnoser, index: index, configuration: configuration, origin: position)
    if diagnoser.model.conditioning.steps.contains(where: \.isOrderTracking) {
      end(continuingAt: position, handle)
    } else {
      lane.windows = windows
      lane.origin = origin
    }
    lane.told = told
    lane.answered = answered
    lane.take(over: self)
    self = lane
  }

  /// Whether the windows of another lane hold the same numbers.
  private func hearsTheSame(as other: StreamLane) -> Bool {
    let (a, b) = (diagnoser.model, other.diagnoser.model)
    return a.windowLength == b.windowLength && windows.hop == other.windows.hop
      && a.sampleRate == b.sampleRate && a.conditioning == b.conditioning
      && a.needsContext == b.needsContext && selection == other.selection
      && a.channelNames.count == b.channelNames.count
  }

  /// Hears frames that another lane kept.
  mutating func replay(_ kept: FrameBuffer, from first: Int, _ handle: WindowHandler) {
    guard first < kept.end else { return }
    kept.samples.withUnsafeBufferPointer { samples in
      windows.append(
        samples.frames(kept.local(max(first, kept.start)..<kept.end), channels: kept.channels))
    }
    answer(handle)
  }

  /// Remembers what another lane came to think.
  mutating func take(over other: StreamLane) {
    isInvalid = other.isInvalid
    smoother.take(over: other.smoother)
    if let theirs = other.spectrum, let own = spectrum, theirs.bands == own.bands,
      theirs.memory == own.memory
    {
      spectrum = theirs
    }
  }
}
