import FaultDX
import FaultDXStorage
import FaultDXTraining

/// A model whose networks were adapted to recordings without labels.
struct AdaptedModel {
  let model: Model
  let method: Adaptation
  /// What it came from.
  let file: ModelFile
  let recordings: Int
  let windows: Int
  /// What is to be said, as sentences.
  let notes: [String]

  /// Adapts every network that the method can be applied to.
  ///
  /// - Throws: `CommandFailure`, `DiagnosisError`, `AdaptationError` where there is none.
  init(
    _ file: ModelFile, by options: AdaptationOptions, to recordings: [Recording],
    source: [Recording]?, common: CommonOptions
  ) throws {
    let old = file.model
    let target = try UnlabelledWindows(recordings, for: old)
    let source = try source.map { try UnlabelledWindows($0, for: old) }
    var notes = target.notes + (source?.notes ?? [])
    var failures: [any Error] = []
    var members: [Model.Member] = []
    for (index, member) in old.members.enumerated() {
      let new = try target.windows(member, parallelism: common.parallelism)
      let known = try source?.windows(member, parallelism: common.parallelism)
      do throws(AdaptationError) {
        let network = try options.adaptation.adapted(
          member.network, to: new, source: known,
          batchSize: options.batchSize, seed: common.seed &+ UInt64(index),
          parallelism: common.parallelism)
        members.append(
          Model.Member(
            representation: member.representation, network: network,
            isHardened: member.isHardened))
      } catch {
        failures.append(error)
        notes.append(
          "Network \(index + 1), \(member.representation.kind.rawValue), stays as it was: \(error)."
        )
        members.append(member)
      }
    }
    if failures.count == members.count, let first = failures.first { throw first }
    self.file = file
    self.recordings = recordings.count
    self.notes = notes
    method = options.adaptation
    windows = target.count
    // What was found out with other weights: how sure to be, and what lower precisions cost.
    let certainty = old.certainty.map { old in
      Certainty(source: "not known: adapted without labels afterwards", known: old.known)
    }
    model = try Model(
      members: members, gate: old.gate, labels: old.labels, windowLength: old.windowLength,
      hop: old.hop, sampleRate: old.sampleRate, channelNames: old.channelNames,
      conditioning: old.conditioning, certainty: certainty,
      training: Self.training(
        file, options, recordings: recordings.count, windows: windows, common),
      evaluation: [
        "meaning": "Adapted without labels; the figures are of the model that it came from.",
        "before": old.evaluation,
      ])
  }

  private static func training(
    _ file: ModelFile, _ options: AdaptationOptions, recordings: Int, windows: Int,
    _ common: CommonOptions
  ) -> JSON {
    var members = file.model.training.objectValue ?? [:]
    var adaptation: JSONObject = [
      "method": .string(options.adaptation.name),
      "from": ["file": .string(file.path), "sha256": .string(file.sha256)],
      "recordings": .integer(recordings), "windows": .integer(windows),
      "batchSize": .integer(options.batchSize), "seed": .string(String(common.seed)),
    ]
    switch options.adaptation {
    case .batchNorm: break
    case .correlation(let share): adaptation["share"] = .number(share)
    case .discrepancy(let epochs, let rate), .entropy(let epochs, let rate):
      adaptation["epochs"] = .integer(epochs)
      adaptation["learningRate"] = .number(rate)
    }
    members["adaptation"] = .object(adaptation)
    return .object(members)
  }
}
