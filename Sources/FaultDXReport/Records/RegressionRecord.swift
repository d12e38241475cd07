public import FaultDXStorage

/// What an estimator of a number was found to be worth (`faultdx.regression/1`).
public struct RegressionRecord: Sendable {
  /// The errors of one estimator on recordings.
  public struct Estimator: Sendable {
    /// What it is called.
    public var name: String
    /// The mean error of recordings.
    public var meanError: Double
    /// Its bounds at 95 %.
    public var bounds: ClosedRange<Double>?
    /// The root of the mean squared error.
    public var squareError: Double?
    /// The median error.
    public var medianError: Double?
    /// R²; `nil` where all numbers are the same.
    public var determination: Double?
    /// Spearman's correlation of ranks.
    public var rankCorrelation: Double?
  }

  /// One recording.
  public struct Prediction: Sendable {
    /// Its file.
    public var file: String
    /// Which of the file.
    public var recording: String
    /// The physical unit.
    public var group: String?
    /// The true number.
    public var truth: Double
    /// The estimate.
    public var estimate: Double
    /// Between what it is said to lie.
    public var bounds: ClosedRange<Double>?
    /// A number for its samples, in hexadecimal digits; `nil` where nobody kept it.
    public var fingerprint: String?

    /// The file and which of it.
    public var identity: String { name.identity }
    var name: RecordingPairing.Name {
      .init(file: file, recording: recording, fingerprint: fingerprint)
    }
    /// What is one piece of evidence.
    public var unit: String { group ?? identity }
  }

  /// What is estimated.
  public let quantity: String
  /// Its unit.
  public let unit: String?
  /// The network, then the simple estimators.
  public let estimators: [Estimator]
  /// The recordings.
  public let predictions: [Prediction]
  /// Whether the network is ahead, as a sentence.
  public let verdict: String?
  /// First what the figures mean, then what limits them.
  public let meaning: [String]
  /// What training and test share that they must not.
  public let leaks: [String]
  /// What else limits the figures.
  public let warnings: [String]
  /// How far estimates may be off, as a sentence.
  public let margin: String?
  /// All of it.
  public let json: JSON

  /// The document that this is of.
  public static let schema = "faultdx.regression/1"

  /// Reads a document.
  ///
  /// - Throws: where it is none.
  public init(_ json: JSON, file: String) throws(ReportError) {
    guard json["schema"]?.stringValue == Self.schema,
      let found = json["estimators"]?.objectValue
    else {
      throw ReportError(file: file, "is no document \(Self.schema) with estimators")
    }
    self.json = json
    quantity = json["quantity"]?["name"]?.stringValue ?? "value"
    unit = json["quantity"]?["unit"]?.stringValue
    estimators = found.compactMap { member in
      let figures = member.value["recordings"]
      guard let error = figures?["meanAbsoluteError"]?.doubleValue else { return nil }
      return Estimator(
        name: member.key, meanError: error,
        bounds: ClosedRange(figures?["interval"]?[0], figures?["interval"]?[1]),
        squareError: figures?["rootMeanSquaredError"]?.doubleValue,
        medianError: figures?["medianAbsoluteError"]?.doubleValue,
        determination: figures?["r2"]?.doubleValue,
        rankCorrelation: figures?["spearman"]?.doubleValue)
    }
    predictions = (json["predictions"]?.arrayValue ?? []).compactMap { item in
      guard let truth = item["true"]?.doubleValue, let estimate = item["estimate"]?.doubleValue
      else { return nil }
      return Prediction(
        file: item["file"]?.stringValue ?? "", recording: item["recording"]?.stringValue ?? "",
        group: item["group"]?.stringValue, truth: truth, estimate: estimate,
        bounds: ClosedRange(item["interval"]?[0], item["interval"]?[1]),
        fingerprint: item["fingerprint"]?.stringValue)
    }
    verdict = json["verdict"]?.stringValue
    meaning = json["meaning"].texts
    leaks = json["leaks"].texts
    warnings = json["warnings"].texts
    margin = json["margin"]?.stringValue
  }

  /// The network.
  public var network: Estimator? { estimators.first { $0.name == "network" } }
}
