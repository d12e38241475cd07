import FaultDXEvaluation
import FaultDXNN
import FaultDXSignal
import FaultDXTensor
import Testing

@testable import FaultDXTraining

struct MemberTests {
  private func setting(_ windows: LabelledWindows) -> MemberSetting {
    MemberSetting(windows, seed: 3)
  }

  private func accuracy(_ member: TrainedMember, _ windows: LabelledWindows) -> Double {
    let rows = member.probabilities(for: windows).elements
    let classes = windows.labels.count
    let right = windows.windows.indices.count { index in
      let row = rows[index * classes..<(index + 1) * classes]
      return row.indices.max { row[$0] < row[$1] } == index * classes + windows.windows[index].label
    }
    return Double(right) / Double(windows.count)
  }

  /// A pulse whose height and width say the class, so that its level must not be scaled away.
  private func transients(_ count: Int, seed: UInt64) throws -> LabelledWindows {
    var random = CounterGenerator(seed: seed)
    var recordings: [Recording] = []
    for index in 0..<count {
      for (label, height) in [("healthy", 1.0), ("high", 1.3), ("low", 0.7)] {
        let (height, width) = (height + 0.03 * random.normal(), 8 + random.normal())
        recordings.append(
          Recording(
            file: "boards.csv", name: "\(label) \(index)",
            samples: (0..<48).map { t in
              let place = (Double(t) - 20) / width
              return Float(height / (1 + place * place) + 0.01 * random.normal())
            }, label: label, group: "board \(index)"))
      }
    }
    return try LabelledWindows(
      recordings: recordings, labels: ["healthy", "high", "low"], windowLength: 48, hop: 48)
  }

  @Test func `a network over components keeps the level that tells classes apart`() throws {
    let training = try transients(40, seed: 1)
    let member = try #require(
      try TrainedMember(.components(setting(training)), on: training))
    #expect(try accuracy(member, transients(30, seed: 2)) > 0.97)
    // Scaled to one deviation, nothing is left to tell them by.
    guard case .components(let directions, let scale) = member.representation else {
      Issue.record("not components")
      return
    }
    #expect(directions.count == 12 && directions.allSatisfy { $0.count == 48 } && scale.count == 12)
  }

  @Test func `a network over spectra learns tones, the same on any number of threads`() throws {
    let training = try Synthetic.windows()
    var recipe = MemberRecipe.spectrum(setting(training))
    recipe.training.epochs = 6
    let one = try #require(try TrainedMember(recipe, on: training))
    let two = try #require(try TrainedMember(recipe, on: training, parallelism: .threads(2)))
    #expect(one.representation == two.representation && one.network == two.network)
    #expect(try accuracy(one, Synthetic.windows(seed: 99)) > 0.9)
    let other = try #require(
      try TrainedMember(TeamRecipe(2, of: recipe).members[1], on: training))
    #expect(other.network != one.network)
  }

  @Test func `what was hardened still hears tones under noise that deafens the other`() throws {
    let training = try Synthetic.windows(recordingsPerClass: 4)
    var plain = MemberRecipe.spectrum(setting(training))
    var hardened = MemberRecipe.spectrum(setting(training), noise: -10...10)
    plain.training.epochs = 6
    hardened.training.epochs = 6
    let clean = try Synthetic.windows(seed: 99)
    var random = CounterGenerator(seed: 4)
    let noisy = try LabelledWindows(
      recordings: clean.recordings.map { recording in
        var recording = recording
        recording.samples = recording.samples.map { $0 + 1.5 * Float(random.normal()) }
        return recording
      }, labels: clean.labels, windowLength: 64, hop: 32)
    let deaf = try #require(try TrainedMember(plain, on: training))
    let hearing = try #require(try TrainedMember(hardened, on: training))
    #expect(accuracy(hearing, noisy) > accuracy(deaf, noisy) + 0.05)

    let gate = NoiseGate(telling: training, seed: 1)
    func share(_ windows: LabelledWindows) -> Double {
      let bands = SpectralBands(windowLength: 64, bands: 32)
      let shares = windows.windows.map { window in
        let samples = windows.recordings[window.recording].samples[
          window.start..<window.start + 64]
        return gate.share(NoiseGate.features(ofBands: bands(samples), channels: 1))
      }
      return shares.reduce(0, +) / Double(shares.count)
    }
    #expect(share(noisy) > share(clean) + 0.2)
    #expect(gate == NoiseGate(telling: training, seed: 1, parallelism: .threads(2)))
  }

  @Test func `of two recipes the one that gets units right that it did not see is taken`() throws {
    let training = try transients(24, seed: 1)
    let components = TeamRecipe.components(setting(training), networks: 2)
    let waveform = TeamRecipe.waveform(
      CBAMNetwork.Configuration(windowLength: 48, classes: 3, widths: [4, 8]), .standard,
      TrainingConfiguration(epochs: 4, learningRate: 0.002), networks: 1)
    for parallelism in [Parallelism.serial, .threads(2)] {
      let choice = try #require(
        RepresentationChoice(
          among: [waveform, components], on: training, seed: 1, parallelism: parallelism))
      #expect(choice.chosen == 1 && choice.folds == 4 && choice.heldOut == "training groups")
      let accuracies = choice.outcomes.compactMap(\.accuracy)
      #expect(accuracies.count == 2 && accuracies[1] > accuracies[0] + 0.1, "\(accuracies)")
      // Every recording was held out once, and both networks of the team asked about it.
      #expect(choice.evidence.count == 72)
      #expect(
        choice.evidence.allSatisfy { held in
          let sum = held.logits[0].reduce(0) { $0 + powerOfE(Double($1)) }
          return held.logits.count == 1 && abs(sum - 1) < 1e-5 && held.unit.hasPrefix("board")
        })
    }
    // Where evidence does not decide, the first is taken, and what comes behind is not tried.
    let same = try #require(
      RepresentationChoice(among: [components, waveform], on: training, seed: 1))
    #expect(same.chosen == 0)
    #expect(same.outcomes.map(\.isTried) == [true, (same.outcomes[0].accuracy ?? 0) < 0.995])
    #expect(
      RepresentationChoice(
        among: [waveform, components], on: training, seed: 1, isCancelled: { true }) == nil)
  }

  /// Four classes of which spectra tell two apart, rough and smooth noise, and places the other two, a pulse that goes up
  /// or down where it always does.
  private func noiseAndPulses(_ count: Int, seed: UInt64) throws -> LabelledWindows {
    var random = CounterGenerator(seed: seed)
    var recordings: [Recording] = []
    for index in 0..<count {
      for label in ["down", "rough", "smooth", "up"] {
        var last = 0.0
        let samples = (0..<64).map { t -> Float in
          switch label {
          case "rough": return Float(random.normal())
          case "smooth":
            last = 0.8 * last + 0.6 * random.normal()
            return Float(last)
          default:
            let pulse = t == 30 ? 6.0 : 0
            return Float((label == "up" ? pulse : -pulse) + 0.5 * random.normal())
          }
        }
        recordings.append(
          Recording(
            file: "boards.csv", name: "\(label) \(index)", samples: samples, label: label,
            group: "board \(index)"))
      }
    }
    return try LabelledWindows(
      recordings: recordings, labels: ["down", "rough", "smooth", "up"], windowLength: 64, hop: 64)
  }

  @Test func `of two teams that evidence does not tell apart both are asked, where that is better`()
    throws
  {
    let training = try noiseAndPulses(12, seed: 5)
    let teams = [MemberRecipe.linearSpectrum(setting(training)), .components(setting(training))]
      .map { recipe in
        var recipe = recipe
        recipe.training.epochs = 40
        return TeamRecipe(1, of: recipe)
      }
    let either = [teams, teams.reversed()]
    for teams in either {
      let choice = try #require(RepresentationChoice(among: teams, on: training, seed: 1))
      let accuracies = choice.outcomes.compactMap(\.accuracy)
      try #require(accuracies.count == 2)
      // Each is right about one half of the classes and guesses at the other.
      #expect(accuracies.allSatisfy { 0.6 < $0 && $0 < 0.95 }, "\(accuracies)")
      let right = choice.evidence.count { held in
        held.logits[0].indices.max { held.logits[0][$0] < held.logits[0][$1] } == held.label
      }
      let together = Double(right) / Double(choice.evidence.count)
      guard let companion = choice.companion else {
        // Alone is alone because it was the best of both.
        #expect(accuracies[choice.chosen] == accuracies.max())
        continue
      }
      #expect(companion != choice.chosen && accuracies[companion] > accuracies[choice.chosen])
      #expect(together > accuracies[choice.chosen], "\(together) and \(accuracies)")
    }
    #expect(
      either.contains {
        RepresentationChoice(among: $0, on: training, seed: 1)?.companion != nil
      })
  }

  @Test func `copies are perturbed as recorded signals are, whatever the scaling of the network`()
    throws
  {
    let tone = AugmentedSignal.tone(0.07, offset: 5).map { 20 * $0 }
    let raw = try AugmentedSignal(tone)
    let scaled = try AugmentedSignal(tone, normalization: .standard)
    let augmentation = try Augmentation(
      parsing: "shift=50,stretch=0.04,gain=0.2,polarity,noise=6@1")
    for epoch in 1...20 {
      let samples = [raw, scaled].map { signal in
        var workspace = Workspace()
        return WindowAugmenter(signal.windows, augmentation, seed: 3)
          .samples(0, epoch: epoch, workspace: &workspace)
      }
      #expect(samples[0] == raw.fill(augmentation, seed: 3, epoch: epoch))
      #expect(samples[0] == samples[1])
    }
  }

  @Test func `what a gate learns from is not what a network learns from`() throws {
    let signal = try AugmentedSignal(AugmentedSignal.tone(0.07))
    let augmentation = try Augmentation(parsing: "noise=6@1")
    var workspace = Workspace()
    let ofGate = WindowAugmenter(signal.windows, augmentation, seed: 3, purpose: .gate)
      .samples(0, epoch: 1, workspace: &workspace)
    #expect(ofGate != signal.fill(augmentation, seed: 3, epoch: 1))
  }

  @Test func `a linear member gives the probabilities of the logistic regression`() throws {
    let training = try Synthetic.windows()
    let recipe = MemberRecipe.linearSpectrum(setting(training))
    let member = try #require(try TrainedMember(recipe, on: training))
    #expect(member.network.configuration.isLinear)
    let encoded = try MemberWindows(recipe, fittedTo: training)
    let rows = encoded.training.windows.map { window in
      encoded.training.recordings[window.recording].samples.map(Double.init)
    }
    #expect(rows.count > training.count)
    let regression = LogisticRegressionBaseline(
      features: FeatureMatrix(rows), classes: encoded.training.windows.map(\.label),
      classCount: training.labels.count,
      inverseRegularization: Double(training.spaced(by: 32).count) / Double(rows.count),
      tolerance: 1e-4)
    let input = Tensor(
      shape: [rows.count, rows[0].count, 1], elements: rows.flatMap { $0.map { Float($0) } })
    let probabilities = softmax(member.network(input)).elements
    let classes = training.labels.count
    for (index, row) in rows.enumerated() {
      let expected = regression.probabilities(row)
      for label in 0..<classes {
        #expect(abs(Double(probabilities[index * classes + label]) - expected[label]) < 1e-5)
      }
    }
    #expect(try accuracy(member, Synthetic.windows(seed: 99)) > 0.9)
  }
}
