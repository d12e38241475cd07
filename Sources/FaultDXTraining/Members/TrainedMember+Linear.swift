import FaultDXEvaluation
public import FaultDXNN

extension TrainedMember {
  /// The multinomial logistic regression of encoded windows, every window with its copies counting as one.
  ///
  /// Convex: it depends on no seed but that of the copies.
  ///
  /// - Throws: `ConfigurationError` for a size that no network can have.
  public init(linear encoded: MemberWindows) throws(ConfigurationError) {
    let windows = encoded.training
    let (length, channels) = (windows.windowLength, windows.channels)
    let features = FeatureMatrix(
      windows.windows.indices.map { windows.samples(of: $0).map(Double.init) })
    let fit = LogisticRegressionBaseline(
      features: features, classes: windows.windows.map(\.label), classCount: windows.labels.count,
      inverseRegularization: 1 / Double(encoded.rowsPerWindow), tolerance: 1e-4)
    // A class without a window is never the answer.
    let absent = (
      weights: [Double](repeating: 0, count: length * channels), constant: -Double(1 << 10)
    )
    let rows = fit.coefficients.map { $0 ?? absent }
    self.init(
      representation: encoded.representation,
      network: try CBAMNetwork(
        linear: rows.map { $0.weights.map { Float($0) } },
        constants: rows.map { Float($0.constant) }, length: length, channels: channels))
  }
}
