import ArgumentParser
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
      What the network sees of a window: its waveform; a spectrum of 128 bands; principal components of all of its \
      samples; the lines of a bearing in a second around it; or auto, whichever is best on training units held out.
      """)
  var view: InputName = .waveform

  @Option(
    help: "Networks whose probabilities are averaged. (default: 1 of a waveform, else 3)")
  var networks: Int?

  @Flag(
    inversion: .prefixedNo,
    help: ArgumentHelp(
      "Add networks that learnt under noise, and a gate that asks them about windows noisier than those of training. "
        + "(default: with auto, where windows are cut from longer recordings)"))
  var hardening: Bool?

  @Option(
    help: ArgumentHelp(
      "The bearing of recordings that do not say theirs: 6205, or balls:ball diameter:pitch diameter[:contact angle].",
      valueName: "number"))
  var bearing: String?

  func validate() throws {
    if let networks, !(1...64).contains(networks) {
      throw ValidationError("--networks must be 1 to 64, got \(networks)")
    }
    if let bearing, BearingGeometry(named: bearing) == nil {
      throw ValidationError(
        "--bearing \"\(bearing)\" is not in the catalogue; say balls:ball diameter:pitch diameter, such as "
          + "9:0.3126:1.537")
    }
  }

  /// Whether nothing but one network over waveforms is asked for.
  var isPlain: Bool { view == .waveform && networks ?? 1 == 1 && hardening != true }
}
