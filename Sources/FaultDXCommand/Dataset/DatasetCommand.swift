import ArgumentParser
import FaultDXIO
import FaultDXStorage

/// `faultdx dataset`: the public data sets that faultdx knows.
struct DatasetCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "dataset",
    abstract: "List, describe, check and fetch public data sets.",
    subcommands: [DatasetList.self, DatasetInfo.self, DatasetCheck.self, DatasetFetch.self])

  /// A data set by its name.
  static func find(_ name: String) throws -> PublicDataset {
    guard let found = PublicDataset.all.first(where: { $0.name == name.lowercased() }) else {
      throw ValidationError(
        "there is no data set \"\(name)\"; there are "
          + PublicDataset.all.map(\.name).joined(separator: ", "))
    }
    return found
  }
}

/// `faultdx dataset list`.
struct DatasetList: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "list", abstract: "List the public data sets that are known.",
    discussion: """
      EXAMPLES:
        faultdx dataset list
      """)

  @OptionGroup(title: "Common") var common: CommonOptions

  func run() throws {
    let width = PublicDataset.all.map(\.name.count).max() ?? 0
    for dataset in PublicDataset.all {
      let name = dataset.name + String(repeating: " ", count: width - dataset.name.count)
      try Console.output("\(name)  \(dataset.files.count) files  \(dataset.title)\n")
    }
  }
}

/// `faultdx dataset info NAME`.
struct DatasetInfo: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "info", abstract: "Say what a public data set holds, its terms and its traps.",
    discussion: """
      EXAMPLES:
        faultdx dataset info mfpt
        faultdx dataset info mfpt --manifest > mfpt.csv
      """)

  @Argument(help: "The name of the data set.")
  var name: String

  @Flag(help: "Write its manifest instead.")
  var manifest = false

  @OptionGroup(title: "Common") var common: CommonOptions

  func validate() throws { _ = try DatasetCommand.find(name) }

  func run() throws {
    let dataset = try DatasetCommand.find(name)
    try Console.output(manifest ? dataset.manifest : Self.text(dataset))
  }

  private static func text(_ dataset: PublicDataset) -> String {
    func counts(_ words: [String]) -> String {
      var order: [String] = []
      var counts: [String: Int] = [:]
      for word in words {
        if counts[word] == nil { order.append(word) }
        counts[word, default: 0] += 1
      }
      return order.map { "\($0) (\(counts[$0] ?? 0))" }.joined(separator: ", ")
    }
    let files = dataset.files
    var lines = [
      dataset.title, "  page     \(dataset.page)", "  source   \(dataset.source)",
      "  terms    \(dataset.terms)",
      "  files    \(files.count), in \(dataset.downloads.count) downloads",
      "  classes  \(counts(files.map(\.label)))",
      "  rates    \(counts(files.map { "\(Format.short($0.rate)) Hz" }))",
      "  speeds   \(counts(files.map { "\(Format.short($0.speed)) rpm" }))",
      "  loads    \(counts(files.map { "\($0.load) \(dataset.loadUnit)" }))",
      "  groups   \(Set(files.map(\.group)).count) physical bearings",
    ]
    for bearing in dataset.bearings {
      let orders = bearing.orders
      let rates = [
        ("BPFO", orders.outerRace), ("BPFI", orders.innerRace), ("FTF", orders.cage),
        ("BSF", orders.ball),
      ]
      .map { "\($0.0) \(Format.fixed($0.1, decimals: 4))" }.joined(separator: ", ")
      lines.append(
        "  bearing  \(bearing.name): \(bearing.elements) elements of \(bearing.elementDiameter) \(bearing.unit) "
          + "on \(bearing.pitchDiameter) \(bearing.unit); \(rates) per turn")
    }
    lines += dataset.traps.map { "  beware   \($0)" }
    return lines.joined(separator: "\n") + "\n"
  }
}
