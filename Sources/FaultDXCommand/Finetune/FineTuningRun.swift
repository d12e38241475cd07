import FaultDX
import FaultDXStorage
import FaultDXTraining

/// The networks of a model that can be carried over to other data, and their training there.
struct FineTuningRun {
  let members: [CarriedMember]
  /// The shape of the first network over waveforms, or what it would be.
  let shape: CBAMNetwork.Configuration
  /// The training of the first network.
  let plan: TrainingConfiguration
  /// The model for the record.
  let origin: JSON
  /// What is to be said before training, as sentences.
  let notes: [String]
  private let data: TrainingData
  private let job: TrainingJob
  private var beginsWithNothing = false

  /// Carries networks over.
  ///
  /// - Parameter plan: The training of a network over waveforms.
  /// - Throws: `CommandFailure` where no network can be carried over.
  init(
    _ request: FineTuningRequest, data: TrainingData, plan: TrainingConfiguration, job: TrainingJob
  ) throws {
    self.data = data
    self.job = job
    let carrier = MemberCarrier(request: request, data: data, plan: plan, epochs: job.recipe.epochs)
    var members: [CarriedMember] = []
    var leftOut: [String] = []
    for (index, member) in request.model.members.enumerated() {
      do {
        members.append(try carrier.carried(member, number: index))
      } catch let error as CommandFailure {
        leftOut.append("network \(index + 1), \(member.representation.kind.rawValue): \(error)")
      }
    }
    guard let first = members.first, members.contains(where: { !$0.isHardened }) else {
      throw CommandFailure(
        "no network of \(request.file.path) can be carried over: \(leftOut.joined(separator: "; "))"
      )
    }
    let missing = request.freezes.filter { freeze in
      members.allSatisfy { freeze.layers(of: $0.network.configuration).isEmpty }
    }
    if let missing = missing.first {
      throw CommandFailure(
        "--freeze \(missing): the network has \(first.network.configuration.layers.joined(separator: ", "))"
      )
    }
    self.members = members
    shape =
      members.first { $0.representation.kind == .waveform }?.network.configuration
      ?? CBAMNetwork.Configuration(
        windowLength: data.training.inputLength, inputChannels: data.training.channels,
        classes: data.labels.count)
    self.plan = first.recipe.training
    origin = request.origin(leftOut: leftOut)
    notes =
      leftOut.map { "Not carried over: \($0)." }
      + [Self.note(request, first, known: request.model.labels, labels: data.labels)]
  }

  private static func note(
    _ request: FineTuningRequest, _ first: CarriedMember, known: [String], labels: [String]
  ) -> String {
    let kept = labels.filter(known.contains)
    let head =
      kept.count == labels.count
      ? "the last layer is kept"
      : kept.isEmpty
        ? "the last layer is new" : "the last layer keeps \(kept.joined(separator: ", "))"
    let frozen = request.fineTuning(first.network.configuration).frozen
    return "Begins with \(request.file.path) (SHA-256 \(request.file.sha256.prefix(12))…); \(head)"
      + (frozen.isEmpty ? "" : "; frozen: \(frozen.joined(separator: ", "))") + "."
  }

  /// The same networks over the same windows, trained from nothing, to compare with.
  var fromNothing: FineTuningRun {
    var run = self
    run.beginsWithNothing = true
    return run
  }

  /// Trains, or goes on with what was interrupted.
  ///
  /// - Throws: `CommandFailure`, also where the user interrupts.
  func finish(
    folder: RunFolder?, resume: Bool = false, started: () throws -> Void = {}
  ) throws -> TrainedNetworks {
    var training = MemberTraining(data: data, common: job.common)
    var trained: [Model.Member] = []
    var first: Trainer?
    for (index, member) in members.enumerated() {
      var recipe = member.recipe
      if beginsWithNothing { recipe.training.fineTuning = nil }
      let (tuned, trainer) = try training.train(
        recipe, number: index, of: members.count, folder, resume: resume,
        from: beginsWithNothing ? nil : member, started: index == 0 ? started : {})
      trained.append(
        Model.Member(
          representation: tuned.representation, network: tuned.network,
          isHardened: member.isHardened))
      first = first ?? trainer
    }
    guard let first else { throw CommandFailure("there is no network to fine-tune") }
    let isHardened = members.contains(where: \.isHardened)
    return TrainedNetworks(
      members: trained,
      gate: isHardened
        ? NoiseGate(
          telling: data.training, seed: job.common.seed, parallelism: job.common.parallelism) : nil,
      epochs: first.history.count, bestEpoch: first.bestReport?.epoch ?? 0,
      recipe: first.configuration, choice: nil, origin: beginsWithNothing ? nil : origin)
  }
}
