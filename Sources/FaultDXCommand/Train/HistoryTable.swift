import FaultDXTraining

/// The epochs of a run as a table.
struct HistoryTable {
  private let reports: [EpochReport]

  init(_ reports: [EpochReport]) { self.reports = reports }

  /// Without times, so that two runs of one seed leave the same bytes.
  var csv: String {
    // A run that estimates a number has no accuracy but a distance.
    let isNumeric = reports.contains { $0.trainingAccuracy == nil }
    let measures =
      isNumeric
      ? "validation_loss,validation_error"
      : "training_accuracy,validation_loss,validation_accuracy"
    let header = "epoch,training_loss,\(measures),learning_rate,best\n"
    return header
      + reports.map { report in
        func text(_ value: Double?) -> String { value.map { "\($0)" } ?? "" }
        let measures =
          isNumeric
          ? [text(report.validationLoss), text(report.validationError)]
          : [
            text(report.trainingAccuracy), text(report.validationLoss),
            text(report.validationAccuracy),
          ]
        let fields =
          ["\(report.epoch)", "\(report.trainingLoss)"] + measures
          + ["\(report.learningRate)", report.isBest ? "1" : "0"]
        return fields.joined(separator: ",") + "\n"
      }.joined()
  }

  /// What became of the loss, in a line of text each for training and validation.
  static func sparklines(_ reports: [EpochReport]) -> [String] {
    func line(_ name: String, _ values: [Double]) -> String? {
      guard let first = values.first, let last = values.last else { return nil }
      return "\(name) \(Sparkline.text(values))  \(Format.fixed(first, decimals: 4)) to "
        + Format.fixed(last, decimals: 4)
    }
    return [
      line("      loss", reports.map(\.trainingLoss)),
      line("validation", reports.compactMap(\.validationLoss)),
    ].compactMap { $0 }
  }

  /// One epoch in one line.
  static func line(_ report: EpochReport, of epochs: Int) -> String {
    var line =
      "epoch \(Format.padded("\(report.epoch)", String(epochs).count))/\(epochs)"
      + "  loss \(Format.fixed(report.trainingLoss, decimals: 4))"
    if let loss = report.validationLoss, let accuracy = report.validationAccuracy {
      line +=
        "  validation loss \(Format.fixed(loss, decimals: 4))"
        + ", accuracy \(Format.padded(Format.percent(accuracy), 7))"
    }
    if let loss = report.validationLoss, let error = report.validationError {
      line +=
        "  validation loss \(Format.fixed(loss, decimals: 4)), "
        + "mean error \(Format.significant(error))"
    }
    return line + "  \(Int(report.windowsPerSecond)) windows/s\(report.isBest ? "  best" : "")"
  }
}
