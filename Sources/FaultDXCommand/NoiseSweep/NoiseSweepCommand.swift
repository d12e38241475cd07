import ArgumentParser
import FaultDX
import FaultDXSignal
import FaultDXStorage

/// `faultdx noise-sweep`: how accuracy falls as noise rises.
struct NoiseSweepCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "noise-sweep",
    abstract: "Measure a model under more and more noise, beside simple classifiers.",
    discussion: """
      EXAMPLES:
        faultdx noise-sweep model.safetensors test-recordings/
        faultdx noise-sweep cwru.safetensors cwru.csv --root ~/cwru --where load=3
        faultdx noise-sweep model.safetensors test.csv --noise white --snr -4,0,4 --format json
        faultdx noise-sweep model.safetensors test.csv --snr -20:20:5 --output sweep.csv
        faultdx noise-sweep cwru.safetensors cwru.csv --root ~/cwru --where load=0 --stretch 0.8:1

      The signal-to-noise ratio is that of each channel of each window: the power of its samples about their \
      mean over the power of the noise, and every window's noise is scaled to exactly that ratio. Noise is added to \
      windows at the model's rate, behind what the model does to whole recordings (filters, order tracking). white: \
      Gaussian. pink: Gaussian with power 1/f. impulsive: Gaussian with one sample in a hundred an impulse of 100 times its variance. \
      The network and the simple classifiers of its training see the same noisy windows; the same seed gives the \
      same noise whatever the order, the files' names and the threads.
      """)

  @Argument(help: "The model file.", completion: .file(extensions: ["safetensors"]))
  var model: String

  // Unconditional, because the first of them may well be negative.
  @Option(
    parsing: .unconditional,
    help: ArgumentHelp(
      "Ratios in dB: numbers and first:last:step, with commas between.", valueName: "dB,…"),
    transform: Self.ratios(of:))
  var snr: [Double] = Array(stride(from: -10.0, through: 10, by: 2))

  @Option(
    help: ArgumentHelp("white, pink and impulsive, with commas between.", valueName: "kind,…"),
    transform: Self.kinds(of:))
  var noise: [NoiseKind] = NoiseKind.allCases

  @Option(
    name: .shortAndLong, help: "A file for all figures: CSV, or JSON where its name ends so.",
    completion: .file(extensions: ["csv", "json"]))
  var output: String?

  @Option(help: "How to write.")
  var format: OutputFormat = .text

  @OptionGroup var measuring: MeasuringOptions

  func run() throws {
    let common = measuring.common
    if let output { try DurableFile.checkWritable(output) }
    let file = try ModelFile(model)
    let measured = try measuring.recordings(for: file)
    let diagnoser = try measuring.precision.diagnoser(for: file, common)
    if !file.model.conditioning.recordingSteps.isEmpty {
      common.note("noise is added behind what the model does to whole recordings")
    }
    let sweep = NoiseSweep(
      try CleanWindows(of: measured.recordings, for: diagnoser), diagnoser: diagnoser,
      suite: try BaselineFile.load(for: file, common), common: common)
    let points = try NoiseSweep.conditions(noise, snr).map { try sweep.point($0) }
    let report = NoiseSweepReport(
      points, model: file.json(diagnoser.precision), warnings: measured.warnings,
      seed: common.seed)
    let document = report.json.serialized(pretty: true) + "\n"
    if let output {
      try DurableFile.write(output.hasSuffix(".json") ? document : report.csv, to: output)
    }
    try Console.output(format == .json ? document : report.text)
  }

  /// The list behind `--snr`.
  private static func ratios(of text: String) throws -> [Double] {
    let ratios = try text.split(separator: ",", omittingEmptySubsequences: false).flatMap { part in
      let numbers = part.split(separator: ":", omittingEmptySubsequences: false).map {
        Double($0)
      }
      switch numbers.count {
      case 1:
        if let ratio = numbers[0] { return [ratio] }
      case 3:
        if let first = numbers[0], let last = numbers[1], let step = numbers[2], step > 0,
          first <= last, (last - first) / step <= 1000
        {
          // Multiples, since a sum of steps would drift off the last.
          return (0...Int((last - first) / step + 1e-9)).map { first + Double($0) * step }
        }
      default: break
      }
      throw ValidationError("--snr wants numbers or first:last:step, got \"\(part)\"")
    }
    guard ratios.allSatisfy({ abs($0) <= 200 }) else {
      throw ValidationError("--snr must be from -200 to 200 dB, got \"\(text)\"")
    }
    return ratios.unique
  }

  /// The list behind `--noise`.
  private static func kinds(of text: String) throws -> [NoiseKind] {
    try text.split(separator: ",", omittingEmptySubsequences: false).map { name in
      guard let kind = NoiseKind(rawValue: String(name)) else {
        throw ValidationError("--noise wants white, pink or impulsive, got \"\(name)\"")
      }
      return kind
    }.unique
  }
}
