import FaultDXSignal

/// The figures of one classifier on one set of windows (or of recordings), side by side.
///
/// Every figure is scikit-learn's to 1e-12, on whatever labels. Where a figure is not defined, scikit-learn gives
/// NaN or 0; here it is `nil` where it gives NaN (kappa and AUROC with one class only) and 0 where it gives 0.
public struct ClassificationMetrics: Sendable, Equatable {
  /// The part that was right.
  public let accuracy: Double
  /// The mean recall of the classes that occur.
  public let balancedAccuracy: Double
  /// Plain means of precision, recall and F1 over all classes.
  public let macro: ClassScores
  /// Precision, recall and F1 of each class.
  public let classes: [ClassScores]
  /// Agreement beyond chance; `nil` where one class is the only truth and the only prediction.
  public let cohenKappa: Double?
  /// The multi-class Matthews correlation coefficient.
  public let matthewsCorrelation: Double
  /// The mean one-against-rest area under the ROC curve; `nil` where fewer than two classes occur.
  public let areaUnderCurve: Double?

  /// Computes all figures.
  ///
  /// - Parameters:
  ///   - outcomes: The confusion matrix.
  ///   - areaUnderCurve: See `AreaUnderCurve.macro`; `nil` where there are no probabilities.
  public init(_ outcomes: ConfusionMatrix, areaUnderCurve: Double? = nil) {
    accuracy = outcomes.accuracy
    balancedAccuracy = outcomes.balancedAccuracy
    macro = outcomes.macroAverage
    classes = outcomes.labels.indices.map { outcomes.scores(of: $0) }
    cohenKappa = outcomes.cohenKappa
    matthewsCorrelation = outcomes.matthewsCorrelation
    self.areaUnderCurve = areaUnderCurve
  }
}
