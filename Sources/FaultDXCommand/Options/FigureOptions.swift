import ArgumentParser
import FaultDXReport
import FaultDXStorage

/// Figures as files of their own.
struct FigureOptions: ParsableArguments {
  @Option(
    name: .customLong("figures"),
    help: ArgumentHelp("Also write every figure as an SVG file.", valueName: "folder"),
    completion: .directory)
  var folder: String?

  /// Writes the figures where that was asked for.
  func write(_ figures: [any Figure], _ common: CommonOptions) throws {
    guard let folder else { return }
    try RunFolder.makeFolder(folder)
    for figure in figures {
      try DurableFile.write(figure.svg(), to: "\(folder)/\(figure.name).svg")
    }
    common.note("wrote \(figures.count) \(figures.count == 1 ? "figure" : "figures") to \(folder)/")
  }

  /// The numbers behind figures, by their names: `faultdx.figures/1`.
  static func json(_ figures: [any Figure]) -> String {
    var members: JSONObject = [:]
    for figure in figures { members[figure.name] = figure.json }
    let document: JSON = ["schema": "faultdx.figures/1", "figures": .object(members)]
    return document.serialized(pretty: true) + "\n"
  }
}
