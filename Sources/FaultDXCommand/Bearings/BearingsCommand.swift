import ArgumentParser
import FaultDX

/// `faultdx bearings`: bearings by their numbers, and where their lines lie.
struct Bearings: ParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "List the bearings that are known by number, and the lines of their faults.",
    discussion: """
      EXAMPLES:
        faultdx bearings
        faultdx bearings 6205 --speed 1797
        faultdx bearings "NU 206 ECP" balls=9,ball=7.94,pitch=39.04 --format json

      Lines are multiples of the shaft's speed, or Hz with --speed. What rolls inside a bearing is its maker's choice: each \
      entry says whose it is and where that is from.
      """)

  @Argument(
    help: "Numbers or measures of bearings; all that are known where none is named.")
  var names: [String] = []

  @Option(
    help: ArgumentHelp(
      "The shaft's speed in revolutions per minute, for lines in Hz.", valueName: "rpm"))
  var speed: Double?

  @Option(help: "How to write.")
  var format: OutputFormat = .text

  @OptionGroup(title: "Common") var common: CommonOptions

  func validate() throws {
    if let speed, !(speed > 0 && speed.isFinite) {
      throw ValidationError("--speed must be positive, got \(speed)")
    }
  }

  func run() throws {
    var bearings = CatalogueBearing.all.map { BearingRow(name: $0.number, NamedBearing($0), speed) }
    if !names.isEmpty {
      do throws(BearingNameError) {
        bearings = []
        for name in names { bearings.append(BearingRow(name: name, try NamedBearing(name), speed)) }
      } catch {
        throw CommandFailure("\(error); \"faultdx bearings\" lists the catalogue", status: .usage)
      }
    }
    let listing = BearingListing(rows: bearings, speed: speed)
    try Console.output(format == .json ? listing.json : listing.text)
  }
}
