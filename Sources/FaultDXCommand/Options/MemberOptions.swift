import ArgumentParser
import FaultDXEvaluation
import FaultDXSignal
import FaultDXTraining

/// What the networks of a model see of a window, and how many there are.
struct MemberOptions: ParsableArguments {
  /// What windows can become, by the names of the command line.
  enum InputName: String, ExpressibleByArgument, CaseIterable {
    case auto, waveform, spectrum, components, lines

    /// `nil` where the data decide.
    var kind: Representation.Kind? { Representation.Kind(rawValue: rawValue) }
  }

  @Option(
    name: .customLong("input"),
    help: """
      What the networks see of a window: its waveform; a spectrum of 128 bands; principal components of all of its \
      samples; the lines of a bearing in a second around it; or auto, what training units held out speak for. \
      (default: auto; waveform where its network or training is described)
      """)
  var input: InputName?

  @Option(
    help: ArgumentHelp(
      "Networks whose probabilities are averaged. (default: 1 of a waveform that was asked for or of a spectrum, which "
        + "has a linear one beside it, else 3)"))
  var networks: Int?

  @Flag(
    inversion: .prefixedNo,
    help: ArgumentHelp(
      "Add networks that learnt under noise, and a gate that asks them about windows noisier than those of training. "
        + "(default: with auto, where spectra are what they see)"))
  var hardening: Bool?

  @Option(
    help: ArgumentHelp(
      "Time to choose in, such as 90s or 5m: while there is some, variants of what networks see and how they learn are "
        + "compared too. How many that are depends on the machine; the model says which. (default: no variants)",
      valueName: "time"))
  var budget: TimeBudget?

  @Option(
    help: ArgumentHelp(
      "The bearing of recordings that do not say theirs: 6205, or balls:ball diameter:pitch diameter[:contact angle].",
      valueName: "number"))
  var bearing: String?

  func validate() throws {
    if budget != nil, let input, input != .auto {
      throw ValidationError("--budget is for --input auto, got --input \(input.rawValue)")
    }
    if let networks, !(1...64).contains(networks) {
      throw ValidationError("--networks must be 1 to 64, got \(networks)")
    }
    if let bearing, BearingGeometry(named: bearing) == nil {
      throw ValidationError(
        "--bearing \"\(bearing)\" is not in the catalogue; say balls:ball diameter:pitch diameter, such as "
          + "9:0.3126:1.537")
    }
  }

  /// What networks see: as was said, else as data decide, unless options describe a network over waveforms.
  func view(beside network: NetworkOptions, _ recipe: RecipeOptions) -> InputName {
    var training = recipe
    training.epochs = nil
    return input ?? (network.isAsByDefault && training.isAsByDefault ? .auto : .waveform)
  }
}

extension MemberOptions.InputName {
  /// The split for it: what chooses by holding out training units in turn needs no validation beside them.
  func fitted(_ split: Split) -> Split { self == .auto ? split.withoutValidation : split }
}

extension ParsableArguments {
  /// Whether everything is as if nothing had been said.
  var isAsByDefault: Bool { (try? Self.parse([])).map { "\($0)" == "\(self)" } ?? false }
}
