import ArgumentParser
import FaultDX
import FaultDXReport
import FaultDXStorage

/// `faultdx evaluate`: a model measured on labelled recordings.
struct Evaluate: ParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "Measure a model on labelled recordings.",
    discussion: """
      EXAMPLES:
        faultdx evaluate test-recordings/
        faultdx evaluate cwru.csv --where load=3 --root ~/cwru --model cwru.safetensors
        faultdx evaluate test.csv --format json > metrics.json
        faultdx evaluate recordings/ --stretch 0.8:1
        faultdx evaluate test-recordings/ --report test.html

      Beside the network stand the baselines that train fitted and left in the run folder beside the \
      model. True classes are the rows of the confusion matrix. Of recordings that the model was trained on, the \
      result says so: it is then no measure of anything new.
      """)

  @Option(help: "How to write.")
  var format: OutputFormat = .text

  @OptionGroup(title: "Page") var page: PageOptions
  @OptionGroup(title: "Model") var model: ModelOptions
  @OptionGroup(title: "Unknown faults") var unknown: UnknownOptions
  @OptionGroup var measuring: MeasuringOptions

  func validate() throws {
    if page.events != nil, measuring.stretch != nil {
      throw ValidationError("--events counts from the start of recordings, which --stretch moves")
    }
  }

  func run() throws {
    let common = measuring.common
    let events = try page.begin()
    let file: ModelFile
    switch try model.loadAny() {
    case .classifier(let classifier): file = classifier
    case .estimator(let estimator):
      try measuring.precision.check(float32Alone: estimator)
      if page.events != nil {
        throw CommandFailure(
          "--events are held against what networks of classes looked at; \(estimator.path) estimates a number",
          status: .usage)
      }
      return try EstimatorEvaluation(
        file: estimator, measuring: measuring, format: format, page: page
      ).run()
    }
    let measured = try measuring.recordings(for: file)
    var diagnoser = try measuring.precision.diagnoser(for: file, common)
    diagnoser.unknownRate = unknown.rate
    let assessment = try Assessment(
      of: measured.recordings, by: diagnoser, parallelism: common.parallelism)
    // So that baselines get the windows that the network gets.
    let recordings = try measured.recordings.map { try diagnoser.conditioned($0) }
    let comparison = Comparison(
      assessment, recordings: recordings, suite: try BaselineFile.load(for: file, common),
      model: file.model, common: common)
    let certainty = CertaintyReport(assessment, of: file.model)
    var document = assessment.json(comparison)
    if let certainty { document["certainty"] = certainty.json }
    if !measured.warnings.isEmpty {
      document["warnings"] = .array(measured.warnings.map { .string($0) })
    }
    document["model"] = file.json(diagnoser.precision)
    if page.isAsked {
      let report = RunReport(
        try RunRecord(
          measured: document, of: file,
          examples: ExampleChoice(assessment).windows(
            of: measured.recordings, by: diagnoser, events: events),
          proof: CurveProof(
            assessment, of: measured.recordings, by: diagnoser, events: events, seed: common.seed),
          inputs: measuring.inputs))
      try page.write(html: report.html, report.figures, common)
    }
    switch format {
    case .json: try Console.output(JSON.object(document).serialized(pretty: true) + "\n")
    case .text:
      try Console.output(
        (measured.warnings + ComparisonText(comparison).lines).map { $0 + "\n" }.joined() + "\n"
          + (certainty.map { $0.lines.map { $0 + "\n" }.joined() + "\n" } ?? "")
          + AssessmentText(assessment, comparison.ambiguity).text)
    }
  }
}
