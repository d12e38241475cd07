import FaultDXNN

extension Model {
  /// What it takes to ask the model in a precision.
  ///
  /// - Throws: `PrecisionError` where the precision costs more than the accepted share of the validation windows, or
  ///   where the model does not say what it costs.
  func arithmetic(_ precision: Precision, acceptedLoss: Double) throws(PrecisionError) -> Arithmetic
  {
    if precision == .float32 { return .float32 }
    guard let calibration else { throw .notCalibrated(precision) }
    let loss = calibration.loss(precision)
    guard loss <= acceptedLoss else {
      throw .accuracyLost(
        precision, accuracy: calibration.accuracy(precision),
        float32: calibration.accuracy(.float32), windows: calibration.validationWindows,
        loss: loss, accepted: acceptedLoss)
    }
    return calibration.arithmetic(precision)
  }
}
