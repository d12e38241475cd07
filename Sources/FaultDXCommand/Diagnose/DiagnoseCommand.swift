import ArgumentParser
import FaultDX
import FaultDXIO
import FaultDXReport
import FaultDXStorage

/// `faultdx diagnose`: the verdict on a recording and what the physics of the bearing says to it.
struct Diagnose: ParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "Diagnose a recording and hold the verdict against the bearing's physics.",
    discussion: """
      EXAMPLES:
        faultdx diagnose pump.wav --bearing 6205 --speed 1797
        faultdx diagnose pump.wav --bearing balls=9,ball=7.94,pitch=39.04 --tachometer 2
        faultdx diagnose pump.wav --baseline pump-new.wav --format json
        faultdx diagnose pump.wav --bearing 6205 --report pump.html
        faultdx diagnose cwru.csv --root CWRU_FOLDER --model cwru.safetensors

      The evidence is one of: agrees; disagrees; no line found; cannot be checked, with the reason. A fault's lines are \
      found where its frequency and a harmonic both stand 8 times over the local floor of the squared-envelope \
      spectrum. Without a model the lines are shown alone. A speed that nobody gives is estimated, and said to be. \
      --report writes one recording as a page: verdict over time, waveform, the most telling window with what the network \
      looked at, envelope spectrum with the computed lines, kurtogram, figures.
      """)

  @Argument(
    help: "Recordings: files, folders, manifests, or - for standard input.", completion: .file())
  var inputs: [String]

  @Option(help: "How to write.")
  var format: ResultFormat = .text

  @Flag(name: .customLong("no-model"), help: "Ask no model; show the evidence alone.")
  var isWithoutModel = false

  @OptionGroup(title: "Model") var model: ModelOptions
  @OptionGroup(title: "Evidence") var evidence: EvidenceOptions
  @OptionGroup(title: "Page") var page: PageOptions
  @OptionGroup(title: "Unknown faults") var unknown: UnknownOptions
  @OptionGroup(title: "Recordings") var input: InputOptions
  @OptionGroup(title: "Common") var common: CommonOptions

  func run() throws {
    let file = try modelFile()
    var diagnoser = file.map { Diagnoser(model: $0.model) }
    diagnoser?.unknownRate = unknown.rate
    let events = try page.begin()
    let baseline = try evidence.readBaseline(input, common)
    var report: DiagnosisReport?
    try RecordingBatches(
      inputs: inputs, input: input, model: file?.model,
      // An envelope spectrum and a kurtogram are of a whole recording.
      streamFrom: .max, writer: ResultWriter(EvidenceForm(file: file), format: format),
      common: common
    ).run(missing: "diagnosed") { recordings in
      try recordings.map { recording in
        if report != nil {
          throw CommandFailure(
            "\(recording.identity): --report and --figures are of one recording, and there are more",
            status: .usage)
        }
        let heard = evidence.withoutTachometer(recording)
        do {
          let result = try examine(recording, heard, diagnoser, baseline: baseline)
          if page.isAsked {
            report = try DiagnosisReport(
              result, of: recording, heard: heard, by: diagnoser, file,
              events: events?.times(of: recording.name), seed: common.seed)
          }
          return .success(result)
        } catch  where error is ExaminationError || error is DiagnosisError {
          return .failure(error)
        }
      }
    } stream: { stream in
      throw CommandFailure(
        "\(stream.recording.file): was to be read as a whole", status: .internalError)
    }
    guard let report else { return }
    try page.write(html: report.html, report.figures, common)
  }

  /// The model that is asked for, or that lies where models lie; none where there is none there.
  private func modelFile() throws -> ModelFile? {
    if isWithoutModel { return nil }
    let isNamed = model.model != nil || Environment.value("FAULTDX_MODEL") != nil
    do {
      switch try model.loadAny() {
      case .classifier(let file): return file
      case .estimator(let file):
        throw CommandFailure(
          "\(file.path): estimates \(file.model.quantity.name); a verdict wants a model of classes",
          status: .usage)
      }
    } catch let failure as CommandFailure where failure.status == .noInput && !isNamed {
      common.note(
        "no model: \(ModelOptions.defaultPath) is not there, and none was named with --model; the evidence is shown alone"
      )
      return nil
    }
  }

  private func examine(
    _ recording: Recording, _ heard: Recording, _ diagnoser: Diagnoser?, baseline: Recording?
  ) throws -> RecordingDiagnosis {
    let examination = evidence.examination(of: recording)
    let verdict = try diagnoser.map { diagnoser in
      DiagnosisSummary(try diagnoser.diagnose(heard), of: diagnoser.model)
    }
    let result = try examination(recording, verdict: verdict, baseline: baseline)
    if evidence.velocityOf != nil, result.severity == nil {
      common.warn(
        "\(recording.identity): no zone of ISO 20816, which needs a rate of 2 kHz, a second and finite samples"
      )
    }
    return result
  }
}
