import ArgumentParser
import FaultDXReport
import FaultDXStorage

/// `faultdx compare`: runs side by side.
struct Compare: ParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "Compare runs with the first of them, on what both were measured on.",
    discussion: """
      EXAMPLES:
        faultdx compare plain.run cbam.run
        faultdx compare plain.safetensors channel.safetensors cbam.safetensors --output compare.html
        faultdx compare a.run b.run --format json

      Figures, curves of training and options that differ stand side by side. Differences are paired: bounds from \
      drawing whole units, p values from turning the signs of what units gain (corrected by Holm for the number of \
      runs), McNemar's test on recordings. Runs must have the same classes, or estimate the same number.
      """)

  @Argument(
    help: "Run folders or model files; the others are compared with the first.", completion: .file()
  )
  var runs: [String]

  @Option(
    name: .shortAndLong, help: "Also write one HTML page.", completion: .file(extensions: ["html"]))
  var output: String?

  @OptionGroup(title: "Figures") var figures: FigureOptions

  @Option(help: "How to write.")
  var format: OutputFormat = .text

  @OptionGroup(title: "Common") var common: CommonOptions

  func validate() throws {
    if runs.count < 2 { throw ValidationError("compare wants two runs or more") }
  }

  func run() throws {
    let report = ComparisonReport(
      try RunComparison(try named(), seed: common.seed), version: Version.current)
    if let output { try DurableFile.write(report.html, to: output) }
    try figures.write(report.figures, common)
    try Console.output(
      format == .json ? report.json.serialized(pretty: true) + "\n" : report.text)
  }

  /// The runs under names that tell them apart: their files', or their paths where these are the same.
  private func named() throws -> [RunRecord] {
    var records = try runs.map { try RunRecord(at: $0) }
    if Set(records.map(\.name)).count < records.count {
      for index in records.indices { records[index].name = runs[index] }
    }
    return records
  }
}
