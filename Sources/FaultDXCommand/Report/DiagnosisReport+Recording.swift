import FaultDX
import FaultDXReport

extension DiagnosisReport {
  /// The page of an examined recording: what was found, and what takes the samples to show.
  ///
  /// - Parameters:
  ///   - recording: as it was examined.
  ///   - heard: as the model heard it, which may have fewer channels.
  ///   - diagnoser: the model; `nil` without one.
  ///   - events: instants that are known, in seconds after the start; `nil` where none are.
  ///   - trials: windows that curves are tried on.
  init(
    _ result: RecordingDiagnosis, of recording: Recording, heard: Recording? = nil,
    by diagnoser: Diagnoser?, _ file: ModelFile?, events: [Double]? = nil, trials: Int = 16,
    seed: UInt64 = 1
  ) throws {
    var content = Content(
      result, labels: diagnoser?.model.labels ?? [], overview: recording.traces,
      model: file.map { ($0.path, $0.sha256) },
      command: Array(CommandLine.arguments.dropFirst()), version: Version.current)
    if let diagnoser {
      let explainer = try Explainer(diagnoser, heard ?? recording)
      let start = explainer.mostTellingWindow * diagnoser.model.hop
      if let window = explainer.diagnosis.windows.first(where: { $0.start == start }) {
        content.window = try ExampleWindow(
          window, truth: nil, withChannels: true, by: explainer)
      }
      if let window = content.window, let events {
        content.window?.events = window.holding(events)
      }
      content.proof = try CurveProof(explainer, events: events, trials: trials, seed: seed)
    }
    self.init(content)
  }
}
