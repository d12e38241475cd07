import FaultDXTraining

/// The epochs of a run as a table.
struct HistoryTable {
  private let reports: [EpochReport]

  init(_ reports: [EpochReport]) { self.reports = reports }

  /// Without times, so that two runs of one seed leave the same bytes.
  var csv: String {
    let header =
      "epoch,training_loss,training_accuracy,validation_loss,validation_accuracy,learning_rate,best\n"
    return header
      + reports.map { report in
        let fields = [
          "\(report.epoch)", "\(report.trainingLoss)", "\(report.trainingAccuracy)",
          report.validationLoss.map { "\($0)" } ?? "",
          report.validationAccuracy.map { "\($0)" } ?? "", "\(report.learningRate)",
          report.isBest ? "1" : "0",
        ]
        return fields.joined(separator: ",") + "\n"
      }.joined()
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
    return line + "  \(Int(report.windowsPerSecond)) windows/s\(report.isBest ? "  best" : "")"
  }
}
