public import CFaultDXInterface
import FaultDX

/// `faultdx_diagnose_window` of `faultdx.h`, which says what it does.
@c @implementation
public func faultdx_diagnose_window(
  _ model: OpaquePointer!, _ samples: UnsafePointer<Float>!, _ count: Int, _ speed: Double,
  _ probabilities: UnsafeMutablePointer<Float>!, _ classes: Int
) -> faultdx_status {
  answering { () throws(Failure) in
    let diagnoser = try models(model).diagnoser
    let samples = try Arguments.buffer(samples, count: count, "samples")
    let speed = try Arguments.positive(speed, "speed")
    let result = try Arguments.buffer(probabilities, count: classes, "probabilities")
    try expectRoom(result.count, for: diagnoser)
    do throws(DiagnosisError) {
      var part = UnsafeMutableBufferPointer(rebasing: result[..<diagnoser.model.labels.count])
        .mutableSpan
      try diagnoser.diagnose(window: samples.span, speed: speed, into: &part)
    } catch {
      throw Failure(error)
    }
    return FAULTDX_OK
  }
}

/// `faultdx_diagnose` of `faultdx.h`, which says what it does.
@c @implementation
public func faultdx_diagnose(
  _ model: OpaquePointer!, _ recording: UnsafePointer<faultdx_recording>!,
  _ diagnosis: UnsafeMutablePointer<faultdx_diagnosis>!,
  _ probabilities: UnsafeMutablePointer<Double>!, _ classes: Int
) -> faultdx_status {
  answering { () throws(Failure) in
    let diagnoser = try models(model).diagnoser
    let recording = try Arguments.structure(recording, "recording")
    let result = try Arguments.result(diagnosis, "diagnosis")
    let room = try Arguments.buffer(probabilities, count: classes, "probabilities")
    if !room.isEmpty { try expectRoom(room.count, for: diagnoser) }
    let summary = try diagnose(recording, diagnoser)
    if !room.isEmpty {
      for (index, probability) in summary.probabilities.enumerated() { room[index] = probability }
    }
    result.write(faultdx_diagnosis(summary, diagnoser.model))
    return FAULTDX_OK
  }
}

/// `faultdx_diagnose_all` of `faultdx.h`, which says what it does.
@c @implementation
public func faultdx_diagnose_all(
  _ model: OpaquePointer!, _ recordings: UnsafePointer<faultdx_recording>!, _ count: Int,
  _ threads: UInt32, _ diagnoses: UnsafeMutablePointer<faultdx_diagnosis>!,
  _ statuses: UnsafeMutablePointer<faultdx_status>!
) -> faultdx_status {
  answering { () throws(Failure) in
    let diagnoser = try models(model).diagnoser
    let recordings = try Arguments.buffer(recordings, count: count, "recordings")
    let results = try Arguments.buffer(diagnoses, count: count, "diagnoses")
    let statuses = try Arguments.buffer(statuses, count: count, "statuses")
    let work = Work(recordings: recordings, results: results, statuses: statuses)
    let parallelism: Parallelism =
      threads == 0 ? .allCores : .threads(Int(min(threads, 1024)))
    parallelism.forEach(shards: count) { index in work.run(index, diagnoser) }
    return FAULTDX_OK
  }
}

/// Recordings that threads share.
// Unchecked, because each index has elements of its own, which only its thread touches.
private struct Work: @unchecked Sendable {
  let recordings: UnsafeBufferPointer<faultdx_recording>
  let results: UnsafeMutableBufferPointer<faultdx_diagnosis>
  let statuses: UnsafeMutableBufferPointer<faultdx_status>

  func run(_ index: Int, _ diagnoser: Diagnoser) {
    do throws(Failure) {
      let recording = try Arguments.structure(
        recordings.baseAddress.map { $0 + index }, "recording")
      let result = try Arguments.result(results.baseAddress.map { $0 + index }, "diagnosis")
      result.write(faultdx_diagnosis(try diagnose(recording, diagnoser), diagnoser.model))
      statuses[index] = FAULTDX_OK
    } catch {
      statuses[index] = error.status
    }
  }
}

private func expectRoom(_ room: Int, for diagnoser: Diagnoser) throws(Failure) {
  let classes = diagnoser.model.labels.count
  guard room >= classes else {
    throw Failure(
      FAULTDX_BUFFER_TOO_SMALL, "room for \(room) probabilities of \(classes) classes")
  }
}

/// Diagnoses samples that stay where they are, block by block.
private func diagnose(
  _ recording: faultdx_recording, _ diagnoser: Diagnoser
) throws(Failure) -> DiagnosisSummary {
  let model = diagnoser.model
  let channels = Int(recording.channels)
  guard 1...4096 ~= channels else { throw .argument("\(channels) channels") }
  guard recording.frames <= Arguments.largestCount / channels, recording.frames >= 0 else {
    throw .argument("\(UInt(bitPattern: recording.frames)) frames of \(channels) channels")
  }
  let samples = try Arguments.buffer(
    recording.samples, count: recording.frames * channels, "samples")
  let description = Recording(
    file: "recording", samples: [],
    channelNames: channels == model.channelNames.count
      ? model.channelNames : (1...channels).map { "channel \($0)" },
    sampleRate: try Arguments.positive(recording.sample_rate, "sample_rate"),
    speed: try Arguments.positive(recording.speed, "speed"))
  // What a block becomes at the model's rate must not be large either.
  let growth = max(1, (model.sampleRate ?? 1) / (description.sampleRate ?? model.sampleRate ?? 1))
  let blockFrames = max(1, Int(65_536 / min(growth, 65_536)))
  var position = 0
  do {
    return try diagnoser.diagnose(streaming: description, blockFrames: blockFrames) { block in
      let count = min(block.count, samples.count - position)
      for index in 0..<count { block[index] = samples[position + index] }
      position += count
      return count / channels
    }
  } catch let error as DiagnosisError {
    throw Failure(error)
  } catch {
    throw Failure(FAULTDX_UNSUITABLE, String(describing: error))
  }
}

extension faultdx_diagnosis {
  fileprivate init(_ summary: DiagnosisSummary, _ model: Model) {
    self.init()
    confidence = summary.confidence
    distance = (summary.novelty?.distance).orNaN()
    windows = UInt64(summary.windowCount)
    invalid_windows = UInt64(summary.invalidWindowCount)
    class_index = Int32(model.labels.firstIndex(of: summary.label) ?? -1)
    is_unknown = summary.isUnknown ? 1 : 0
    withUnsafeMutableBytes(of: &label) { write(summary.label, to: $0) }
  }
}
