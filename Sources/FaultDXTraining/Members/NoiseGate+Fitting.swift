import FaultDXEvaluation
public import FaultDXSignal
public import FaultDXTensor

extension NoiseGate {
  /// The ratios of signal to noise in dB that a gate learns to notice: above them noise hides nothing yet.
  static let noise = -10.0...15

  /// A gate that tells training windows, also at other speeds, from the same under white noise.
  ///
  /// - Parameters:
  ///   - windows: as they were cut from recordings; at most 2000 of them are looked at.
  ///   - parallelism: how many threads share the windows; the result does not depend on it.
  /// - Precondition: there is a window, and none is shorter than 16 samples.
  public init(telling windows: LabelledWindows, seed: UInt64, parallelism: Parallelism = .serial) {
    let windows = windows.thinned(to: 2000)
    let channels = windows.channels
    let encoder = SpectralBands(
      windowLength: windows.windowLength, channels: channels,
      bands: min(Self.bands, windows.windowLength / 2))
    let noise = RandomNoise(decibels: Self.noise, probability: 1)
    // As recorded, at another speed, and at another speed under noise.
    let augmenters = [
      Augmentation(), Augmentation(stretch: 0.04), Augmentation(stretch: 0.04, whiteNoise: noise),
    ].map { WindowAugmenter(windows, $0, seed: seed, purpose: .gate) }
    let features = windows.rows(count: augmenters.count * windows.count, parallelism) {
      index, workspace in
      let (round, window) = index.quotientAndRemainder(dividingBy: windows.count)
      let samples = augmenters[round].samples(window, epoch: round, workspace: &workspace)
      return Self.features(ofBands: encoder(samples), channels: channels)
    }
    let scale = FeatureScale(fitting: features)
    let scaled = features.map { row in
      row.indices.map { (row[$0] - Double(scale.mean[$0])) / Double(scale.deviation[$0]) }
    }
    let isNoisy = features.indices.map { $0 < 2 * windows.count ? 0 : 1 }
    let fit = LogisticRegressionBaseline(
      features: FeatureMatrix(scaled), classes: isNoisy, classCount: 2, inverseRegularization: 1)
    // Two classes have one row of weights between them, with opposite signs.
    let coefficients = fit.coefficients.map {
      $0 ?? ([Double](repeating: 0, count: scale.count), 0)
    }
    let weights = zip(coefficients[1].0, coefficients[0].0).map { $0 - $1 }
    var constant = coefficients[1].1 - coefficients[0].1
    var unscaled: [Float] = []
    for (index, weight) in weights.enumerated() {
      let scaled = weight / Double(scale.deviation[index])
      unscaled.append(Float(scaled))
      constant -= scaled * Double(scale.mean[index])
    }
    self.init(weights: unscaled, constant: Float(constant))
  }
}
