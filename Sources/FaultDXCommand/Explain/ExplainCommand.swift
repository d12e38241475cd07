public import ArgumentParser
import FaultDX
import FaultDXIO

/// `faultdx explain`: what the networks looked at.
struct Explain: ParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "Show what a model looked at in one window, and whether it mattered.",
    discussion: """
      EXAMPLES:
        faultdx explain signal.wav
        faultdx explain signal.wav --at 2.5 --class outer_race
        faultdx explain signal.wav --window 7 --format json

      Networks over waveforms show the spatial attention of each block and its class activation (Grad-CAM) along the \
      window, others what each band, line or component contributes. A curve proves nothing by itself, so it is tried: \
      taking away what it points at must lower the probability more than taking away as much at random \
      (deletion), and putting it back must raise it more (insertion); p values are corrected for the number of curves \
      (Holm). And it is drawn again with the weights shuffled: what then looks the same shows the signal and not what \
      was learnt.
      """)

  @Argument(help: "A recording: a file, or - for standard input.", completion: .file())
  var inputs: [String]

  @Option(help: "The recording, by its name, where the file holds several.")
  var recording: String?

  @Option(
    help: "The window, by its number from 1. (default: the one that is surest of the verdict)")
  var window: Int?

  @Option(help: "The window that holds this place, in seconds after the start.")
  var at: Double?

  @Option(name: .customLong("class"), help: "The class to explain. (default: the window's verdict)")
  var label: String?

  @Option(
    name: .customLong("fill"),
    help:
      "What stands where samples are taken away: the window with its phases drawn anew, or its mean."
  )
  var fill: Faithfulness.Fill = .scrambled

  @Option(help: "The most windows that curves are tried on; 0 to leave that out.")
  var trials = 32

  @Option(
    help: """
      A CSV file with instants (time_s, recording) that the curves of waveforms should point at, as simulate bearing \
      --impacts writes them.
      """, completion: .file())
  var events: String?

  @Option(help: "How to write.")
  var format: OutputFormat = .text

  @OptionGroup(title: "Model") var model: ModelOptions
  @OptionGroup(title: "Recordings") var input: InputOptions
  @OptionGroup(title: "Common") var common: CommonOptions

  func validate() throws {
    if window != nil, at != nil { throw ValidationError("--window and --at exclude each other") }
    if let window, window < 1 {
      throw ValidationError("--window counts from 1, got \(window)")
    }
    if let at, !(at >= 0 && at.isFinite) {
      throw ValidationError("--at must be 0 or more seconds, got \(at)")
    }
    if !(0...10_000).contains(trials) {
      throw ValidationError("--trials must be between 0 and 10000, got \(trials)")
    }
  }

  func run() throws {
    guard case .classifier(let file) = try model.loadAny() else {
      throw CommandFailure(
        "explain shows what speaks for a class, and this model estimates a number")
    }
    let reading = try RecordingReader.read(
      inputs: inputs,
      options: input.readingOptions(
        namesAreLabels: false, modelRate: file.model.sampleRate,
        threads: common.parallelism.threadCount))
    var warnings = ReadingReport()
    warnings.report(reading, common)
    if let failure = reading.failures.first { throw failure.error }
    let recording = try chosen(of: reading.recordings)
    var rates = RateReport(model: file.model)
    rates.say(of: [recording], common)
    let explainer = try Explainer(Diagnoser(model: file.model), recording)
    let number =
      if let window {
        window - 1
      } else if let at {
        try explainer.window(at: at)
      } else if let label {
        try explainer.mostTellingWindow(of: label)
      } else {
        explainer.mostTellingWindow
      }
    let explanation = try explainer.explanation(ofWindow: number, for: label)
    var settings = Faithfulness.Settings()
    settings.fill = fill
    settings.windows = trials
    settings.seed = common.seed
    let faithfulness = trials == 0 ? [] : try explainer.faithfulness(of: label, settings)
    var comparing = UntrainedResemblance.Settings()
    comparing.windows = min(trials, comparing.windows)
    comparing.seed = common.seed
    let resemblance = trials == 0 ? [] : try explainer.resemblance(of: label, comparing)
    let instants = try events.map { try EventFile($0).times(of: recording.name) }
    var overlapping = EventOverlap.Settings()
    overlapping.windows = max(1, trials)
    overlapping.seed = common.seed
    let overlap = try instants.map {
      try explainer.overlap(withEventsAt: $0, for: label, overlapping)
    }
    let document = ExplanationDocument(
      file: file, recording: recording, number: number, explanation: explanation,
      faithfulness: faithfulness, resemblance: resemblance, overlap: overlap, seed: common.seed)
    switch format {
    case .json: try Console.output(document.json.serialized(pretty: true) + "\n")
    case .text: try Console.output(ExplanationText(document).text)
    }
  }
}

extension Explain {
  /// The one recording that is meant.
  private func chosen(of recordings: [Recording]) throws -> Recording {
    let source = inputs.joined(separator: ", ")
    if recordings.isEmpty {
      throw CommandFailure("no recordings in \(source)", status: .noInput)
    }
    let names = recordings.map { $0.name.isEmpty ? $0.file : $0.name }
    guard let recording else {
      guard recordings.count == 1 else {
        throw CommandFailure(
          "\(source): \(recordings.count) recordings where explain wants one; choose with --recording, "
            + "for example --recording \(names[0])", status: .usage)
      }
      return recordings[0]
    }
    guard let index = names.firstIndex(of: recording) else {
      throw CommandFailure(
        "\(source): no recording \"\(recording)\" among \(names.prefix(8).joined(separator: ", "))"
          + (names.count > 8 ? " and \(names.count - 8) more" : ""))
    }
    return recordings[index]
  }
}

extension Faithfulness.Fill: ExpressibleByArgument {}
