import ArgumentParser
import FaultDX

/// What a network learns: classes, or a number.
struct TargetOptions: ParsableArguments {
  /// The kinds by the names of the command line.
  enum Kind: String, ExpressibleByArgument, CaseIterable {
    case classes, regression
  }

  @Option(
    help: ArgumentHelp(
      "What is learnt: the classes that labels name, or (regression) the numbers that they are, such as the size of a "
        + "fault or the hours left.", valueName: "kind"))
  var target: Kind = .classes

  @Option(
    help: ArgumentHelp(
      "With --target regression: the column with the number. (default: that of the class)",
      valueName: "column"))
  var targetColumn: String?

  @Option(help: "With --target regression: the unit of the number, as it is to be shown.")
  var unit: String?

  func validate() throws {
    if target == .classes, targetColumn != nil || unit != nil {
      throw ValidationError("--target-column and --unit go with --target regression")
    }
    if targetColumn?.isEmpty == true || unit?.isEmpty == true {
      throw ValidationError("--target-column and --unit want a name")
    }
  }

  /// What is estimated; `nil` where classes are learnt.
  ///
  /// - Parameter labelColumn: The column that was named for the class.
  func quantity(labelColumn: String?) throws -> Quantity? {
    guard target == .regression else { return nil }
    if let targetColumn, let labelColumn, targetColumn != labelColumn {
      throw ValidationError(
        "--label-column \"\(labelColumn)\" and --target-column \"\(targetColumn)\" cannot both be what is learnt"
      )
    }
    let column = targetColumn ?? labelColumn
    return Quantity(name: column ?? "value", unit: unit, column: column)
  }
}
