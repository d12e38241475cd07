public import FaultDXNN

/// Why a model is not asked in a precision.
public enum PrecisionError: Error, Equatable, CustomStringConvertible {
  /// Nothing is known of the model in this precision: it was written before that was measured.
  case notCalibrated(Precision)
  /// The precision costs more accuracy than was accepted; shares in 0…1, of so many validation windows.
  case accuracyLost(
    Precision, accuracy: Double, float32: Double, windows: Int, loss: Double, accepted: Double)

  /// One sentence with what was found and what can be done.
  public var description: String {
    switch self {
    case .notCalibrated(let precision):
      "the model says nothing of its accuracy in \(precision.rawValue): it was written by an older version "
        + "or without calibration; train it again (with --resume beside its run folder no epoch is repeated)"
    case .accuracyLost(
      let precision, let accuracy, let float32, let windows, let loss, let accepted):
      "\(precision.rawValue) costs this model \(Self.points(loss)) points of accuracy on its \(windows) "
        + "validation \(windows == 1 ? "window" : "windows") (\(Self.points(float32)) % in float32, "
        + "\(Self.points(accuracy)) % in \(precision.rawValue)), more than the \(Self.points(accepted)) "
        + "accepted (--accept-loss)"
    }
  }

  /// A share as a percentage with two decimals.
  private static func points(_ share: Double) -> String {
    let hundredths = Int((share * 10_000).rounded())
    let fraction = abs(hundredths) % 100
    return
      "\(hundredths < 0 ? "-" : "")\(abs(hundredths) / 100).\(fraction < 10 ? "0" : "")\(fraction)"
  }
}
