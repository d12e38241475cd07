public import FaultDXEvaluation
public import FaultDXStorage

/// What a classifier was found to be worth, as `metrics.json` of a run folder or `evaluate --format json` say it
/// (`faultdx.evaluation/1`).
public struct EvaluationRecord: Sendable {
  /// One classifier on windows and on recordings.
  public struct Classifier: Sendable {
    /// What it is called: `network`, `linear discriminant`.
    public var name: String
    /// What was chosen for it; empty where nothing was.
    public var settings: String
    /// On windows.
    public var windows: Outcome
    /// On recordings.
    public var recordings: Outcome
  }

  /// The figures of a classifier on one kind of thing.
  public struct Outcome: Sendable {
    /// The counts.
    public var matrix: ConfusionMatrix
    /// The bounds of the accuracy at 95 %; `nil` where there are none.
    public var bounds: ClosedRange<Double>?
    /// How they were found, as a sentence.
    public var how: String?
    /// The area under the receiver operating characteristic; `nil` where it is not known.
    public var areaUnderCurve: Double?
  }

  /// One recording and what the network said of it.
  public struct Prediction: Sendable {
    /// Its file.
    public var file: String
    /// Which of the file.
    public var recording: String
    /// The physical unit.
    public var group: String?
    /// The true class.
    public var label: String
    /// The verdict.
    public var predicted: String
    /// How sure it was, in 0…1.
    public var confidence: Double
    /// How many windows were taken for each class, in the order of the labels; empty where nobody counted.
    public var votes: [Int]
    /// A number for its samples, in hexadecimal digits; `nil` where nobody kept it.
    public var fingerprint: String?

    /// The file and which of it.
    public var identity: String { recording.isEmpty ? file : "\(file)#\(recording)" }
    /// What is one piece of evidence: the physical unit, or the recording where that is not known.
    public var unit: String { group ?? identity }

    var name: RecordingPairing.Name {
      .init(file: file, recording: recording, fingerprint: fingerprint)
    }
  }

  /// The network beside the best of the others.
  public struct Difference: Sendable {
    /// The best of the others.
    public var against: String
    /// `beats`, `ahead` or `behind`.
    public var verdict: String
    /// The accuracy of the network less that of the other.
    public var difference: Double
    /// Its bounds; `nil` where the units are too few.
    public var bounds: ClosedRange<Double>?
    /// How many units there are.
    public var units: Int
    /// What they are, in the plural.
    public var unit: String
  }

  /// The classes.
  public let labels: [String]
  /// The network.
  public let network: Classifier
  /// The simple classifiers beside it.
  public let baselines: [Classifier]
  /// The network beside the best of them.
  public let difference: Difference?
  /// First what the figures mean, then what limits them.
  public let meaning: [String]
  /// What training and test share that they must not.
  public let leaks: [String]
  /// What else limits the figures.
  public let warnings: [String]
  /// The recordings.
  public let predictions: [Prediction]
  /// Classes that no classifier tells apart.
  public let ambiguous: [[String]]
  /// All of it.
  public let json: JSON

  /// The document that this is of.
  public static let schema = "faultdx.evaluation/1"

  /// Reads a document.
  ///
  /// - Parameter file: where it came from, for the error.
  /// - Throws: where it is none or contradicts itself.
  public init(_ json: JSON, file: String) throws(ReportError) {
    guard json["schema"]?.stringValue == Self.schema else {
      throw ReportError(file: file, "is no document \(Self.schema), as train and evaluate write it")
    }
    self.json = json
    let labels = json["labels"].texts
    guard !labels.isEmpty, Set(labels).count == labels.count else {
      throw ReportError(file: file, "has no list of different classes in \"labels\"")
    }
    self.labels = labels
    func outcome(_ json: JSON?) throws(ReportError) -> Outcome {
      guard let counts = json?["confusion"]?.arrayValue?.map({ $0.counts }),
        counts.count == labels.count, counts.allSatisfy({ $0.count == labels.count })
      else {
        throw ReportError(
          file: file, "has no confusion matrix of \(labels.count) by \(labels.count) counts")
      }
      return Outcome(
        matrix: ConfusionMatrix(labels: labels, counts: counts),
        bounds: ClosedRange(json?["interval"]?["lower"], json?["interval"]?["upper"]),
        how: json?["interval"]?["how"]?.stringValue,
        areaUnderCurve: json?["auroc"]?.doubleValue)
    }
    func classifier(_ name: String, _ json: JSON) throws(ReportError) -> Classifier {
      Classifier(
        name: name, settings: json["settings"]?.stringValue ?? "",
        windows: try outcome(json["windows"]), recordings: try outcome(json["recordings"]))
    }
    network = try classifier("network", json)
    var baselines: [Classifier] = []
    for baseline in json["baselines"]?.arrayValue ?? [] {
      baselines.append(try classifier(baseline["name"]?.stringValue ?? "?", baseline))
    }
    self.baselines = baselines
    difference = Difference(json["comparison"])
    meaning = json["meaning"].texts
    leaks = json["leaks"].texts
    warnings = json["warnings"].texts
    predictions = (json["predictions"]?.arrayValue ?? []).map { Prediction($0, labels.count) }
    ambiguous = (json["ambiguity"]?["groups"]?.arrayValue ?? []).map { Optional($0).texts }
  }

  /// What the units of evidence are, in the plural.
  public var unitName: String {
    difference?.unit ?? (predictions.contains { $0.group != nil } ? "groups" : "recordings")
  }

  /// How many there are.
  public var unitCount: Int { Set(predictions.map(\.unit)).count }

  /// The simple classifier that gets most windows right.
  public var best: Classifier? {
    baselines.max { $0.windows.matrix.correct < $1.windows.matrix.correct }
  }

  /// Whether every recording is one window, so that both kinds of figures are the same.
  public var windowsAreRecordings: Bool {
    network.windows.matrix == network.recordings.matrix
  }
}

extension EvaluationRecord.Difference {
  fileprivate init?(_ json: JSON?) {
    guard let json, let against = json["against"]?.stringValue,
      let verdict = json["verdict"]?.stringValue, let difference = json["difference"]?.doubleValue
    else { return nil }
    self.init(
      against: against, verdict: verdict, difference: difference,
      bounds: ClosedRange(json["lower"], json["upper"]), units: json["units"]?.intValue ?? 0,
      unit: json["unit"]?.stringValue ?? "units")
  }
}

extension EvaluationRecord.Prediction {
  fileprivate init(_ json: JSON, _ classes: Int) {
    let votes = json["votes"]?.counts ?? []
    self.init(
      file: json["file"]?.stringValue ?? "", recording: json["recording"]?.stringValue ?? "",
      group: json["group"]?.stringValue, label: json["label"]?.stringValue ?? "",
      predicted: json["predicted"]?.stringValue ?? "",
      confidence: json["confidence"]?.doubleValue ?? 0, votes: votes.count == classes ? votes : [],
      fingerprint: json["fingerprint"]?.stringValue)
  }
}
