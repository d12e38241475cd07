import FaultDX
import FaultDXEvaluation
import FaultDXTraining

extension TrainingData {
  /// The model with what recordings that its weights were not fitted to teach of how sure it may be.
  ///
  /// Those are training units that a choice held out in turn, or else the validation stretches: what is measured on has
  /// no say.
  func certain(
    _ model: Model, choice: RepresentationChoice?, common: CommonOptions
  ) throws -> Model {
    let keepsFrames = conditioning.recordingSteps.isEmpty
    let items =
      choice.map { $0.evidence.map { .init(truth: $0.label, group: $0.unit, logits: $0.logits) } }
      ?? validated(by: model, keepsFrames: keepsFrames, common)
    let fit = CertaintyFit(items, classes: labels.count)
    let known = KnownSpectra(
      of: knownSources(keepsFrames), by: Diagnoser(model: model), parallelism: common.parallelism)
    return try model.with(
      Certainty(
        temperature: fit.temperature, recordingPower: fit.recordingPower,
        source: choice.map { source(fit, $0) } ?? source(fit),
        sets: fit.thresholds.map {
          PredictionSets(coverage: CertaintyFit.coverage, thresholds: $0, groups: fit.groups)
        }, known: known))
  }

  /// What networks say of the validation stretches.
  private func validated(
    by model: Model, keepsFrames: Bool, _ common: CommonOptions
  ) -> [CertaintyFit.Item] {
    let held = TestStretches(split, of: recordings, role: .validation, keepsFrames: keepsFrames)
    let diagnoses = Diagnoser(model: model).diagnose(
      all: held.recordings, parallelism: common.parallelism)
    var items: [CertaintyFit.Item] = []
    for (index, result) in diagnoses.enumerated() {
      // One without a sound window teaches nothing.
      guard let diagnosis = try? result.get(),
        let truth = labels.firstIndex(where: { $0 == held.recordings[index].label })
      else { continue }
      items.append(
        .init(
          truth: truth, group: held.units[index], logits: diagnosis.windows.map(\.logits)))
    }
    return items
  }

  private func source(_ fit: CertaintyFit, _ choice: RepresentationChoice) -> String {
    guard let heldOut = choice.heldOut else { return "not fitted: nothing can be held out" }
    return "fitted on \(heldOut), held out in turn \(choice.folds) times (\(fit.groups) "
      + (fit.groups == 1 ? "unit)" : "units)") + shortages(fit)
  }

  private func source(_ fit: CertaintyFit) -> String {
    var sentence =
      "fitted on the validation windows of \(fit.recordings) "
      + "\(fit.recordings == 1 ? "stretch" : "stretches") of \(fit.groups) "
      + (fit.groups == 1 ? "unit" : "units")
    // Which units are new to the weights, and which only at another time.
    let trained = Set(
      split.pieces.filter { $0.role == .training }.map { recordings[$0.recording].unit })
    let held = Set(
      split.pieces.filter { $0.role == .validation }.map { recordings[$0.recording].unit })
    if !held.isDisjoint(with: trained) {
      sentence += ", which were trained on at other times: a new unit may be less sure"
    }
    return sentence + shortages(fit)
  }

  private func shortages(_ fit: CertaintyFit) -> String {
    (fit.recordings < CertaintyFit.fewestRecordings
      ? "; too few recordings for a scale of their own" : "")
      + (fit.thresholds == nil ? "; too few units for prediction sets" : "")
  }

  private func knownSources(_ keepsFrames: Bool) -> [KnownSpectra.Source] {
    [Split.Role.training, .validation].flatMap { role in
      let stretches = TestStretches(split, of: recordings, role: role, keepsFrames: keepsFrames)
      return stretches.recordings.indices.map { index in
        let recording = stretches.recordings[index]
        return KnownSpectra.Source(
          recording: recording, label: labels.firstIndex { $0 == recording.label } ?? 0,
          group: stretches.units[index], name: stretches.sources[index])
      }
    }
  }
}
