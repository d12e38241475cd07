import FaultDX
import FaultDXReport
import FaultDXStorage

/// The windows of a test that show how a model works: its surest mistakes, and of some classes what it is surest of.
struct ExampleChoice {
  private let assessment: Assessment

  /// What is kept of each kind: enough to see what a class looks like, little enough to read.
  private static let (mistakes, successes) = (4, 4)

  init(_ assessment: Assessment) { self.assessment = assessment }

  private struct Candidate {
    let item: Int
    let window: Diagnosis.Window
    let truth: Int

    var probability: Double { Double(window.probabilities[window.predicted]) }
    var isRight: Bool { window.predicted == truth }
  }

  /// The windows with their samples as they are cut, behind what the model does to whole recordings.
  ///
  /// - Parameters:
  ///   - recordings: those that were assessed, in the same order, as they were read.
  ///   - events: instants that are known; `nil` where none are.
  func windows(
    of recordings: [Recording], by diagnoser: Diagnoser, events: EventFile? = nil
  ) throws -> [ExampleWindow] {
    try chosen().map { candidate in
      let recording = recordings[candidate.item]
      var window = try ExampleWindow(
        candidate.window, truth: assessment.labels[candidate.truth],
        by: Explainer(
          diagnoser, recording, found: assessment.items[candidate.item].diagnosis))
      if let events { window.events = window.holding(events.times(of: recording.name)) }
      return window
    }
  }

  /// The document of a run folder.
  static func json(_ windows: [ExampleWindow], _ proof: CurveProof?) -> String {
    var document: JSONObject = [
      "schema": "faultdx.windows/1", "windows": .array(windows.map(\.json)),
    ]
    if let proof { document["trials"] = proof.json }
    return JSON.object(document).serialized() + "\n"
  }

  /// Mistakes first; of each pair of classes the surest one, and of each class the window it is surest of.
  private func chosen() -> [Candidate] {
    var mistakes: [[Int]: Candidate] = [:]
    var successes: [Int: Candidate] = [:]
    for (item, assessed) in assessment.items.enumerated() {
      for window in assessed.diagnosis.windows {
        let candidate = Candidate(item: item, window: window, truth: assessed.truth)
        if candidate.isRight {
          let best = successes[candidate.truth]
          if best.map({ $0.probability < candidate.probability }) ?? true {
            successes[candidate.truth] = candidate
          }
        } else {
          let pair = [candidate.truth, window.predicted]
          if mistakes[pair].map({ $0.probability < candidate.probability }) ?? true {
            mistakes[pair] = candidate
          }
        }
      }
    }
    let wrong = mistakes.sorted {
      ($1.value.probability, $0.key[0], $0.key[1]) < ($0.value.probability, $1.key[0], $1.key[1])
    }
    .prefix(Self.mistakes).map(\.value)
    // Of the classes that are confused most is shown first what they look like when they are not.
    let confused = Set(wrong.flatMap { [$0.truth, $0.window.predicted] })
    let order = successes.keys.sorted {
      (confused.contains($0) ? 0 : 1, $0) < (confused.contains($1) ? 0 : 1, $1)
    }
    return wrong + order.prefix(Self.successes).compactMap { successes[$0] }
  }
}

extension ExampleWindow {
  /// A diagnosed window with its samples and what the model looked at.
  init(
    _ window: Diagnosis.Window, truth: String?, withChannels: Bool = false, by explainer: Explainer
  ) throws {
    let model = explainer.diagnoser.model
    let recording = explainer.recording
    let cut = recording.stretch(window.start..<window.start + model.windowLength)
    self.init(
      recording: recording.identity, start: window.start, length: model.windowLength,
      sampleRate: recording.sampleRate, unit: recording.axis.unit, label: truth,
      predicted: model.labels[window.predicted],
      probability: Double(window.probabilities[window.predicted]), channels: cut.traces)
    add(
      try explainer.explanation(ofWindow: window.start / model.hop), withChannels: withChannels)
  }
}

extension Recording {
  /// Channels that are drawn; a page is no oscilloscope.
  private static let mostDrawn = 6

  /// The channels as a page draws them.
  var traces: [(name: String, trace: PeakEnvelope)] {
    samples.withUnsafeBufferPointer { samples in
      channelNames.enumerated().prefix(Self.mostDrawn).map { index, name in
        (name, PeakEnvelope(samples, channel: index, channels: channels))
      }
    }
  }
}
