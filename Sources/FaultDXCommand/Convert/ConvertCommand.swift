import ArgumentParser
import FaultDXIO
import FaultDXSignal
import FaultDXTensor

/// `faultdx convert`: recordings in another form.
struct Convert: ParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "Write recordings in another form.",
    discussion: """
      Rate, class, unit, speed and load are kept where the form can hold them; where it cannot, nothing is \
      written unless --allow-loss says that it may be left out. A folder (a name that ends in /) gets one file \
      for each recording and a manifest.csv with all that is known. With --condition, what is written is what \
      a model with the same steps would see, fft and the like of each recording as one window.

      EXAMPLES:
        faultdx convert 105.mat --rate 12000 --output 105.wav
        faultdx convert recordings/ --to wav --output sounds/
        faultdx convert bearing.csv --output bearing.npz
        faultdx convert transient.raw --output transient.csv
        faultdx convert pump.wav --condition bandpass:2000-5000,envelope --output envelope.csv
      """)

  @Argument(help: "Recordings, folders, archives or manifests.", completion: .file())
  var inputs: [String]

  @Option(help: "The form to write. (default: from the name of the output)")
  var to: RecordingFormat?

  @Option(
    name: .shortAndLong, help: "The file to write, or a folder if it ends in /.",
    completion: .file())
  var output: String

  @Flag(help: "A row of a table is a recording, not an instant.")
  var wide = false

  @Flag(help: "Write although the form cannot hold all that is known.")
  var allowLoss = false

  @OptionGroup(title: "Conditioning") var conditions: ConditioningOptions
  @OptionGroup(title: "Recordings") var input: InputOptions
  @OptionGroup(title: "Common") var common: CommonOptions

  func validate() throws { _ = try RecordingExport.format(to, output: output) }

  func run() throws {
    let reading = try RecordingReader.read(
      inputs: inputs,
      options: input.readingOptions(namesAreLabels: true, threads: common.parallelism.threadCount))
    common.report(reading)
    if let failure = reading.failures.first { throw failure.error }
    let export = RecordingExport(
      format: try RecordingExport.format(to, output: output), output: output, isWide: wide,
      allowsLoss: allowLoss)
    let conditioning = conditions.conditioning
    try export.write(try reading.recordings.map { try $0.conditioned(conditioning) }, common)
  }
}

extension Recording {
  /// After all steps, those for windows done to the recording as one window.
  fileprivate func conditioned(_ conditioning: Conditioning) throws -> Recording {
    let result = try conditioning.apply(to: self)
    guard result.frames > 0 else { return result }
    return WindowConditioner(conditioning, length: result.frames, channels: result.channels)
      .apply(toWhole: result)
  }
}
