import FaultDX
import FaultDXTraining

/// Decides of each network of a model whether it can be carried over to other data, and how it learns there.
struct MemberCarrier {
  let request: FineTuningRequest
  let data: TrainingData
  /// The training of a network over waveforms.
  let plan: TrainingConfiguration
  /// The epochs that were asked for; `nil` where each recipe decides.
  let epochs: Int?

  /// A network made ready for the data.
  ///
  /// - Parameter number: Which network of the model it is, from 0.
  /// - Throws: `CommandFailure`, a sentence on why it cannot be carried over.
  func carried(_ member: Model.Member, number: Int) throws -> CarriedMember {
    var recipe = try recipe(member)
    let input = try input(member.representation, recipe)
    recipe.training.fineTuning = request.fineTuning(member.network.configuration)
    recipe.training.seed = plan.seed &+ UInt64(number)
    if let epochs { recipe.training.epochs = epochs }
    var generator = TrainingRun.initialWeights(seed: recipe.training.seed)
    do throws(CarryingError) {
      let network = try member.network.carried(
        toWindowLength: input.length, channels: input.channels, labels: data.labels,
        from: request.model.labels, freezing: recipe.training.fineTuning?.frozen ?? [],
        using: &generator)
      recipe.network = network.configuration
      return CarriedMember(
        network: network, representation: member.representation, keepsScale: request.keepsScale,
        recipe: recipe, isHardened: member.isHardened)
    } catch {
      throw CommandFailure("\(error)")
    }
  }

  private var setting: MemberSetting {
    MemberSetting(data.training, seed: plan.seed)
  }

  /// How a network over the same representation is trained; its shape does not matter.
  private func recipe(_ member: Model.Member) throws -> MemberRecipe {
    if data.conditioning.makesSpectrum != request.model.conditioning.makesSpectrum {
      throw CommandFailure(
        data.conditioning.makesSpectrum
          ? "it learnt from samples, not from windows that --condition has made spectra"
          : "it learnt from windows that its conditioning made spectra, which --condition does not")
    }
    switch member.representation {
    case .waveform(let normalization):
      let isFitted = normalization.channels != nil
      return MemberRecipe(
        kind: .waveform,
        normalization: isFitted && !request.keepsScale ? data.normalization : normalization,
        network: member.network.configuration, training: plan)
    case .spectrum:
      // One affine map is fitted anew: there is nothing in it to begin with.
      if member.network.configuration.isLinear { return .linearSpectrum(setting) }
      return .spectrum(setting, noise: member.isHardened ? -10...20 : nil)
    case .components: return .components(setting)
    case .lines(let geometry, _):
      let given = request.bearing.flatMap { BearingGeometry(named: $0) }
      return .lines(setting, try data.geometry(given ?? geometry))
    }
  }

  /// What the network reads of a window of the data.
  private func input(
    _ representation: Representation, _ recipe: MemberRecipe
  ) throws -> (length: Int, channels: Int) {
    let (length, channels) = (data.training.inputLength, data.training.channels)
    if request.keepsScale, channels != request.model.windowChannels {
      throw CommandFailure(
        "its scale is of \(request.model.windowChannels) channels, so --keep-scale cannot keep it for "
          + "\(channels)")
    }
    switch representation {
    case .waveform: return (length, channels)
    case .spectrum(let bands, _):
      guard bands <= length / 2 else {
        throw CommandFailure(
          "it sees \(bands) bands, and windows of \(length) samples have \(length / 2) at most")
      }
      if let rate = data.format.sampleRate, let own = request.model.sampleRate, rate != own {
        throw CommandFailure(
          "its bands reach to \(Format.short(own / 2)) Hz and would mean other frequencies up to "
            + "\(Format.short(rate / 2)) Hz (--condition resample:\(Format.short(own)))")
      }
      return (bands, channels)
    case .components(let directions, _):
      let size = directions.first?.count ?? 0
      guard size == length * channels else {
        throw CommandFailure(
          "its components are directions of windows of \(size) numbers, these have \(length * channels)"
        )
      }
      return (directions.count, 1)
    case .lines:
      return (recipe.network.windowLength, channels)
    }
  }
}
