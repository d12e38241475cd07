import ArgumentParser
import FaultDXIO
import FaultDXSignal
import FaultDXTensor

/// `faultdx segment`: windows of recordings, each with where it came from.
struct Segment: ParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "Cut recordings into windows and write them with where they came from.",
    discussion: """
      A window keeps the rate, class, speed and load of its recording, and says its source and the sample it \
      starts at. Its group is that of the recording, or the recording itself where it has none: windows of one \
      recording look alike and must not stand on both sides of a split.

      EXAMPLES:
        faultdx segment recordings/ --window 2048 --output windows.npz
        faultdx segment bearing.csv --window 1024 --hop 512 --output windows.csv
        faultdx segment signal.wav --window 4096 --to wav --output windows/
      """)

  @Argument(help: "Recordings, folders, archives or manifests.", completion: .file())
  var inputs: [String]

  @Option(help: "Samples in a window.")
  var window: Int

  @Option(help: "Samples from one window to the next. (default: a window)")
  var hop: Int?

  @Option(help: "The form to write. (default: from the name of the output)")
  var to: RecordingFormat?

  @Option(
    name: .shortAndLong, help: "The file to write, or a folder if it ends in /.",
    completion: .file())
  var output: String

  @Flag(help: "Write although the form cannot hold all that is known.")
  var allowLoss = false

  @OptionGroup(title: "Conditioning") var conditions: ConditioningOptions
  @OptionGroup(title: "Recordings") var input: InputOptions
  @OptionGroup(title: "Common") var common: CommonOptions

  func validate() throws {
    guard window > 0 else { throw ValidationError("--window must be above 0, got \(window)") }
    if let hop, hop <= 0 { throw ValidationError("--hop must be above 0, got \(hop)") }
    _ = try RecordingExport.format(to, output: output)
  }

  func run() throws {
    let reading = try RecordingReader.read(
      inputs: inputs,
      options: input.readingOptions(namesAreLabels: true, threads: common.parallelism.threadCount))
    common.report(reading)
    if let failure = reading.failures.first { throw failure.error }
    var windows: [Recording] = []
    var short: [String] = []
    let conditioning = conditions.conditioning
    for original in reading.recordings {
      let recording = try conditioning.apply(to: original)
      let conditioner = WindowConditioner(
        conditioning, length: window, channels: recording.channels)
      let ranges = SlidingWindows(frames: recording.frames, length: window, hop: hop ?? window)
      if ranges.isEmpty { short.append(recording.identity) }
      for range in ranges {
        windows.append(conditioner.apply(toWhole: cut(recording, range)))
      }
    }
    if let first = short.first {
      common.warn(
        "\(short.count) of \(reading.recordings.count) recordings are shorter than a window and left out, "
          + "\(first) first")
    }
    guard !windows.isEmpty else {
      throw CommandFailure("no recording has \(window) samples, so there is no window")
    }
    let format = try RecordingExport.format(to, output: output)
    let export = RecordingExport(
      format: format, output: output, isWide: format == .csv && !output.hasSuffix("/"),
      allowsLoss: allowLoss)
    try export.write(windows, common)
  }

  private func cut(_ recording: Recording, _ range: Range<Int>) -> Recording {
    var window = recording
    let channels = recording.channels
    window.samples = Array(
      recording.samples[range.lowerBound * channels..<range.upperBound * channels])
    window.name = "\(recording.identity)@\(range.lowerBound)"
    window.group = recording.group ?? recording.identity
    window.attributes["source"] = recording.identity
    window.attributes["start"] = String(range.lowerBound)
    return window
  }
}
