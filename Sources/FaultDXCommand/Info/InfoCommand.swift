import ArgumentParser
import FaultDX
import FaultDXIO
import FaultDXStorage
import FaultDXTensor

/// `faultdx info`: what a recording or a model is.
struct Info: ParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "Show what a recording or a model is.",
    discussion: """
      EXAMPLES:
        faultdx info signal.wav
        faultdx info model.safetensors --format json
      """)

  @Argument(help: "A recording or a model file.", completion: .file())
  var file: String

  @Option(help: "How to write.")
  var format: OutputFormat = .text

  @OptionGroup(title: "Recordings") var input: InputOptions
  @OptionGroup(title: "Common") var common: CommonOptions

  func run() throws {
    if file.hasSuffix(".safetensors") {
      switch try AnyModelFile(file) {
      case .classifier(let file):
        let description = ModelDescription(file)
        try Console.output(format == .json ? description.json : description.text)
      case .estimator(let file):
        let description = EstimatorDescription(file)
        try Console.output(format == .json ? description.json : description.text)
      }
    } else {
      let reading = try RecordingReader.read(
        inputs: [file],
        options: input.readingOptions(
          namesAreLabels: false, threads: common.parallelism.threadCount))
      common.report(reading)
      let description = RecordingDescription(recordings: reading.recordings)
      try Console.output(format == .json ? description.json : description.text)
      if let failure = reading.failures.first { throw failure.error }
    }
  }
}
