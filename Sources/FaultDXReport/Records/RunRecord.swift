public import FaultDXStorage

/// Everything that a run left behind, as far as a report needs it.
public struct RunRecord: Sendable {
  /// What was found.
  public enum Result: Sendable {
    /// Of a classifier.
    case classes(EvaluationRecord)
    /// Of an estimator of a number: `faultdx.regression/1`.
    case number(RegressionRecord)
  }

  /// What the run is called.
  public var name: String
  /// What was found of the model; `nil` where nothing is left but the model file.
  public var result: Result?
  /// The epochs of each network.
  public var history: [TrainingHistory]
  /// `arguments.json`; `nil` where there is none.
  public var arguments: JSON?
  /// A noise sweep of the model, `faultdx.noise-sweep/1`; `nil` where there is none.
  public var noiseSweep: JSON?
  /// Windows that show how the model works.
  public var examples: [ExampleWindow]
  /// Whether it mattered what the networks looked at; `nil` where nobody tried.
  public var proof: CurveProof?
  /// What `info --format json` says of the model; `nil` where there is no model file.
  public var model: JSON?
  /// What is to be said of what is missing or does not fit.
  public var remarks: [String]
  /// The version of the program that writes the report.
  public var version: String

  /// Brings together what there is.
  public init(
    name: String, result: Result?, history: [TrainingHistory] = [], arguments: JSON? = nil,
    noiseSweep: JSON? = nil, examples: [ExampleWindow] = [], proof: CurveProof? = nil,
    model: JSON? = nil,
    remarks: [String] = [], version: String
  ) {
    self.name = name
    self.result = result
    self.history = history
    self.arguments = arguments
    self.noiseSweep = noiseSweep
    self.examples = examples
    self.proof = proof
    self.model = model
    self.remarks = remarks
    self.version = version
  }
}

extension RunRecord.Result {
  /// Reads either kind of document.
  ///
  /// - Parameter file: where it came from, for the error.
  /// - Throws: where it is neither.
  public init(_ json: JSON, file: String) throws(ReportError) {
    switch json["schema"]?.stringValue {
    case RegressionRecord.schema: self = .number(try RegressionRecord(json, file: file))
    default: self = .classes(try EvaluationRecord(json, file: file))
    }
  }
}
