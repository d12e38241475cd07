public import ArgumentParser
import FaultDX

/// In which precision a model is asked.
struct PrecisionOptions: ParsableArguments {
  @Option(
    help: "The numbers that the network multiplies: bf16 and int8 are rounded; int8 is faster.")
  var precision: Precision = .float32

  @Option(
    help: ArgumentHelp(
      "Points of validation accuracy that the precision may cost. (default: 0.5)",
      valueName: "points"))
  var acceptLoss: Double?

  func validate() throws {
    guard let acceptLoss else { return }
    if precision == .float32 {
      throw ValidationError("--accept-loss goes with --precision bf16 or int8")
    }
    if !(0...100).contains(acceptLoss) {
      throw ValidationError("--accept-loss must be 0 to 100 points, got \(acceptLoss)")
    }
  }

  /// Refuses another precision for a model that nobody measured in one.
  func check(float32Alone file: EstimatorFile) throws {
    guard precision != .float32 else { return }
    throw CommandFailure(
      "\(file.path): estimates \(file.model.quantity.name) and is asked in float32 alone, not in "
        + "\(precision.rawValue)", status: .usage)
  }

  /// Whoever diagnoses with a model; says what the precision costs where that is more than nothing.
  func diagnoser(for file: ModelFile, _ common: CommonOptions) throws -> Diagnoser {
    let accepted = acceptLoss.map { $0 / 100 } ?? Diagnoser.acceptedLoss
    do throws(PrecisionError) {
      let diagnoser = try Diagnoser(
        model: file.model, precision: precision, acceptedLoss: accepted)
      if let calibration = file.model.calibration, calibration.loss(precision) > 0 {
        let cost = "\(file.path): \(CalibrationText(calibration).line(precision))"
        if accepted > Diagnoser.acceptedLoss { common.warn(cost) } else { common.note(cost) }
      }
      if !precision.isAccelerated {
        common.note(
          "\(precision.rawValue) is no faster here than float32: this processor has no instructions for "
            + "it, or FAULTDX_ISA leaves them out")
      }
      return diagnoser
    } catch {
      throw CommandFailure("\(file.path): \(error)")
    }
  }
}

extension Precision: ExpressibleByArgument {}

/// What is known of a model in each precision, for people.
struct CalibrationText {
  private let calibration: Calibration

  init(_ calibration: Calibration) { self.calibration = calibration }

  /// One precision beside 32-bit floats.
  func line(_ precision: Precision) -> String {
    "\(share(precision)) right of \(windows) in \(precision.rawValue), \(share(.float32)) in float32"
  }

  /// All of them in one sentence, with those that are not used unless asked to.
  var sentence: String {
    let shares = Precision.allCases.map { precision in
      let cost =
        calibration.loss(precision) > Diagnoser.acceptedLoss ? " (refused: costs too much)" : ""
      return "\(precision.rawValue) \(share(precision))\(cost)"
    }
    return "Accuracy on \(windows): \(shares.joined(separator: ", "))."
  }

  private var windows: String {
    let count = calibration.validationWindows
    return "\(count) validation \(count == 1 ? "window" : "windows")"
  }

  private func share(_ precision: Precision) -> String {
    "\(Format.fixed(calibration.accuracy(precision) * 100, decimals: 2)) %"
  }
}
