import FaultDX
import FaultDXReport
import FaultDXStorage

/// `evaluate` with a model that estimates a number.
struct EstimatorEvaluation {
  let file: EstimatorFile
  let measuring: MeasuringOptions
  let format: OutputFormat
  /// The page that was asked for.
  let page: PageOptions

  func run() throws {
    let common = measuring.common
    var quantity = file.model.quantity
    if let column = measuring.input.labelColumn { quantity.column = column }
    let measured = try measuring.recordings(for: file.model.core, labelColumn: quantity.column)
    let recordings = try NumericLabels.numbered(
      measured.recordings, quantity, inputs: measuring.inputs)
    let assessment = try NumericAssessment(
      of: recordings, units: recordings.map(\.unit), by: Estimator(model: file.model),
      suite: try RegressionFile.load(for: file, common), common: common)
    var document = assessment.json
    document["margin"] = .string(file.model.marginSource)
    document["model"] = file.json
    if !measured.warnings.isEmpty {
      document["warnings"] = .array(measured.warnings.map { .string($0) })
    }
    if page.isAsked {
      let report = RunReport(
        try RunRecord(measured: document, of: file, inputs: measuring.inputs))
      try page.write(html: report.html, report.figures, common)
    }
    switch format {
    case .json: try Console.output(JSON.object(document).serialized(pretty: true) + "\n")
    case .text:
      try Console.output(
        (NumericAssessmentText(assessment).lines + ["", file.model.marginText])
          .joined(separator: "\n") + "\n")
    }
  }
}
