import FaultDXNN
public import FaultDXSignal
import FaultDXTensor

/// Explains the windows of one recording.
///
///     let explainer = try Explainer(diagnoser, recording)
///     let explanation = try explainer.explanation(ofWindow: explainer.mostTellingWindow)
///     let faithfulness = explainer.faithfulness()
///
/// It follows 32-bit floats, whatever the precision of the diagnoser.
public struct Explainer: Sendable {
  /// What is asked.
  public let diagnoser: Diagnoser
  /// What the recording was found to be.
  public let diagnosis: Diagnosis
  /// The recording as windows are cut from it.
  public let recording: Recording
  let seers: [Seer]

  /// A network and what turns windows into its input.
  struct Seer: Sendable {
    let number: Int
    let member: Model.Member
    let planned: PlannedMember
    let axis: Explanation.Axis
  }

  /// Diagnoses a recording in order to explain it.
  ///
  /// - Throws: What diagnosing it throws.
  public init(_ diagnoser: Diagnoser, _ recording: Recording) throws(DiagnosisError) {
    try self.init(diagnoser, recording, found: try diagnoser.diagnose(recording))
  }

  /// Explains what a recording was found to be.
  ///
  /// - Parameter diagnosis: of this recording by this diagnoser.
  /// - Throws: What diagnosing it throws.
  package init(
    _ diagnoser: Diagnoser, _ recording: Recording, found diagnosis: Diagnosis
  ) throws(DiagnosisError) {
    self.diagnoser = diagnoser
    self.diagnosis = diagnosis
    let prepared = try diagnoser.prepare(recording).recording
    self.recording = prepared
    let model = diagnoser.model
    seers = model.members.enumerated().map { number, member in
      let planned = PlannedMember(
        member, windowLength: model.conditioning.outputLength(ofWindow: model.windowLength),
        channels: model.windowChannels)
      return Seer(
        number: number, member: member, planned: planned,
        axis: Explanation.Axis(
          of: planned.encoder, windowLength: model.windowLength,
          isSpectral: model.conditioning.makesSpectrum, recording: prepared))
    }
  }

  /// The number of windows, invalid ones too.
  public var windowCount: Int {
    diagnosis.windows.count + diagnosis.invalidWindows.count
  }

  /// The window that is surest of what the recording was found to be, counted from 0; the first of equals.
  public var mostTellingWindow: Int {
    mostTellingWindow(of: diagnoser.model.labels.firstIndex(of: diagnosis.label) ?? 0)
  }

  private func mostTellingWindow(of index: Int) -> Int {
    let windows = diagnosis.windows
    let best = windows.indices.max {
      windows[$0].probabilities[index] < windows[$1].probabilities[index]
        || (windows[$0].probabilities[index] == windows[$1].probabilities[index] && $0 > $1)
    }
    return windows[best ?? 0].start / diagnoser.model.hop
  }

  /// The window that is surest of a class, counted from 0.
  ///
  /// - Throws: `ExplanationError.noSuchClass`.
  public func mostTellingWindow(of label: String) throws(ExplanationError) -> Int {
    mostTellingWindow(of: try index(of: label))
  }

  /// The last window that holds a place, counted from 0.
  ///
  /// - Parameter place: in seconds after the recording's start, or in the unit of another axis.
  /// - Throws: `ExplanationError.outside` or `.noRate`.
  public func window(at place: Double) throws(ExplanationError) -> Int {
    let model = diagnoser.model
    guard let rate = recording.sampleRate else { throw .noRate(recording: recording.identity) }
    let end = (windowCount - 1) * model.hop + model.windowLength
    let frame = (place * rate).rounded(.down)
    let inside = frame >= 0 && frame < Double(end)
    let number = inside ? min(Int(frame) / model.hop, windowCount - 1) : 0
    // With a hop beyond the window there is nothing between two.
    guard inside, Int(frame) < number * model.hop + model.windowLength else {
      throw .outside(recording: recording.identity, place: place, end: Double(end) / rate)
    }
    return number
  }

  /// Explains one window.
  ///
  /// - Parameters:
  ///   - number: of the window, counted from 0 with the invalid ones.
  ///   - label: the class that is asked for; the window's own verdict unless named.
  /// - Throws: `ExplanationError`.
  public func explanation(
    ofWindow number: Int, for label: String? = nil
  ) throws(ExplanationError) -> Explanation {
    try explanation(ofWindow: number, for: label, asking: seers.map(\.member.network))
  }

  /// The same with other networks in the place of the model's, one for each.
  func explanation(
    ofWindow number: Int, for label: String?, asking networks: [CBAMNetwork]
  ) throws(ExplanationError) -> Explanation {
    let window = try diagnosedWindow(number)
    let target = try label.map { label throws(ExplanationError) in try index(of: label) }
    let model = diagnoser.model
    let frames = window.start..<window.start + model.windowLength
    let channels = recording.channels
    let inputs = inputs(of: frames)
    let weights = recording.samples.withUnsafeBufferPointer {
      diagnoser.memberWeights(of: frames, in: $0)
    }
    let predicted = window.predicted
    return Explanation(
      label: model.labels[target ?? predicted], verdict: model.labels[predicted],
      probabilities: window.probabilities.map(Double.init), window: frames,
      sampleRate: recording.sampleRate, signalAxis: recording.axis,
      samples: Array(
        recording.samples[frames.lowerBound * channels..<frames.upperBound * channels]),
      channels: channels,
      parts: groups.map { part($0, of: target ?? predicted, inputs, weights, networks) })
  }

  /// Networks with the same axis, in order.
  var groups: [[Seer]] {
    var groups: [[Seer]] = []
    for seer in seers {
      if let index = groups.firstIndex(where: {
        $0[0].axis == seer.axis && $0[0].planned.encoder.channels == seer.planned.encoder.channels
      }) {
        groups[index].append(seer)
      } else {
        groups.append([seer])
      }
    }
    return groups
  }

  func index(of label: String) throws(ExplanationError) -> Int {
    let labels = diagnoser.model.labels
    guard let index = labels.firstIndex(of: label) else {
      throw .noSuchClass(label, labels: labels)
    }
    return index
  }

  private func diagnosedWindow(_ number: Int) throws(ExplanationError) -> Diagnosis.Window {
    let start = number.multipliedReportingOverflow(by: diagnoser.model.hop)
    guard (0..<windowCount).contains(number), !start.overflow else {
      throw .noSuchWindow(recording: recording.identity, number: number, count: windowCount)
    }
    if let window = diagnosis.windows.first(where: { $0.start == start.partialValue }) {
      return window
    }
    guard
      let invalid = diagnosis.invalidWindows.first(where: { $0.start == start.partialValue })
    else {
      throw .noSuchWindow(recording: recording.identity, number: number, count: windowCount)
    }
    throw .invalidWindow(recording: recording.identity, number: number, defect: invalid.defect)
  }

  /// What each network reads of a window.
  func inputs(of frames: Range<Int>) -> [[Float]] {
    recording.samples.withUnsafeBufferPointer { samples in
      let surroundings = WindowSurroundings(
        samples: samples, window: frames, channels: recording.channels,
        sampleRate: recording.sampleRate, speed: recording.speed)
      return seers.map { seer in
        var input = [Float](
          repeating: 0, count: seer.planned.encoder.length * seer.planned.encoder.channels)
        input.withUnsafeMutableBufferPointer {
          diagnoser.fill($0, with: surroundings, for: seer.planned)
        }
        return input
      }
    }
  }

  private func part(
    _ group: [Seer], of target: Int, _ inputs: [[Float]], _ weights: [Float],
    _ networks: [CBAMNetwork]
  ) -> Explanation.Part {
    var mean = CurveMean(positions: group[0].axis.count)
    var share = 0.0
    var input = [Double](repeating: 0, count: inputs[group[0].number].count)
    var channelAttention: [Explanation.ChannelAttention] = []
    // Where the gate gives these networks no say on this window, what they saw is still worth a curve.
    let total = group.reduce(0) { $0 + Double(weights[$1.number]) }
    for seer in group {
      let weight = total > 0 ? Double(weights[seer.number]) / total : 1 / Double(group.count)
      share += Double(weights[seer.number])
      for (index, value) in inputs[seer.number].enumerated() {
        input[index] += weight * Double(value)
      }
      let trace = seer.trace(inputs[seer.number], by: networks[seer.number])
      mean.add(trace, of: target, weight: weight)
      for (block, stage) in trace.blocks.enumerated() {
        guard let gate = stage.channelAttention else { continue }
        channelAttention.append(
          .init(member: seer.number, block: block, weights: gate.map(Double.init)))
      }
    }
    return Explanation.Part(
      axis: group[0].axis, members: group.map(\.number), share: min(1, share), input: input,
      channels: group[0].planned.encoder.channels, curves: mean.curves,
      channelAttention: channelAttention)
  }
}

extension Diagnoser {
  /// What each network's answer counts for on a window; the sum is 1.
  fileprivate func memberWeights(
    of frames: Range<Int>, in samples: UnsafeBufferPointer<Float>
  ) -> [Float] {
    var share = Float(0)
    if let gate = model.gate {
      let channels = windowConditioner.channels
      let bands = SpectralBands(
        windowLength: model.windowLength, channels: channels,
        bands: min(NoiseGate.bands, model.windowLength / 2))
      let levels = bands(samples.frames(frames, channels: channels))
      share = Float(gate.share(NoiseGate.features(ofBands: levels, channels: channels)))
    }
    let hardened = Float(model.members.count { $0.isHardened })
    let others = Float(model.members.count) - hardened
    return model.members.map { $0.isHardened ? share / hardened : (1 - share) / others }
  }
}

extension Explainer.Seer {
  /// The way of an input through a network of this form.
  func trace(_ input: [Float], by network: CBAMNetwork) -> NetworkTrace {
    NetworkTrace(
      network,
      window: Tensor(
        shape: [1, planned.encoder.length, planned.encoder.channels], elements: input))
  }
}
