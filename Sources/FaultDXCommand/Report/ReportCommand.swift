import ArgumentParser
import FaultDXReport
import FaultDXStorage

/// `faultdx report`: a run as one page.
struct ReportCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "report",
    abstract: "Write a run as one HTML file that needs nothing else.",
    discussion: """
      EXAMPLES:
        faultdx report model.safetensors
        faultdx report cwru.run --output cwru.html
        faultdx report model.safetensors --figures figures/
        faultdx report model.safetensors --noise-sweep sweep.json
        faultdx report model.safetensors --format json > figures.json

      What train found out of the model, for people: what it is worth and on what that rests, what is taken for what, how \
      sure it may be, windows with what the network looked at, and how to repeat it. train writes it too, as \
      report.html of the run folder. A noise sweep is shown where noise-sweep --output left one as \
      noise-sweep.json in the run folder. The page runs no script and fetches nothing.
      """)

  @Argument(help: "A run folder or a model file.", completion: .file())
  var runOrModel: String

  @Option(
    name: .shortAndLong, help: "The page. (default: report.html in the run folder)",
    completion: .file(extensions: ["html"]))
  var output: String?

  @Option(
    help: "A noise sweep of the model, as JSON.", completion: .file(extensions: ["json"]))
  var noiseSweep: String?

  @OptionGroup(title: "Figures") var figures: FigureOptions

  @Option(
    help: "How to write to standard output: what was written, or the numbers behind all figures.")
  var format: OutputFormat = .text

  @OptionGroup(title: "Common") var common: CommonOptions

  func run() throws {
    let record = try RunRecord(at: runOrModel, noiseSweep: noiseSweep)
    let report = RunReport(record)
    try figures.write(report.figures, common)
    if format == .json {
      // Who asks for numbers gets no file that was not asked for.
      if let output { try report.write(to: output) }
      return try Console.output(FigureOptions.json(report.figures))
    }
    let path = output ?? RunFolder(of: runOrModel).page
    try report.write(to: path)
    try Console.output("\(path)\n")
  }
}
