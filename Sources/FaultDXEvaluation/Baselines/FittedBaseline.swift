import FaultDXSignal

/// A simple classifier with its settings, fitted and ready to be measured beside a network.
public struct FittedBaseline: Sendable, Equatable {
  /// Which classifier it is.
  public enum Kind: String, Sendable, CaseIterable {
    /// Always the most frequent class.
    case majority
    /// Shrinkage LDA on spectral bands.
    case linearDiscriminant
    /// Multinomial logistic regression on spectral bands.
    case logisticRegression
    /// QDA on principal components of the samples.
    case quadraticDiscriminant

    /// The name in a table.
    public var name: String {
      switch self {
      case .majority: "majority class"
      case .linearDiscriminant: "linear discriminant"
      case .logisticRegression: "logistic regression"
      case .quadraticDiscriminant: "quadratic discriminant"
      }
    }
  }

  /// What computes probabilities.
  enum Model: Sendable, Equatable {
    case majority(MajorityClassBaseline)
    case linear(LinearDiscriminantBaseline, bands: Int)
    case logistic(LogisticRegressionBaseline, bands: Int)
    case quadratic(QuadraticDiscriminantBaseline, PrincipalComponents)
  }

  /// Which classifier it is.
  public let kind: Kind
  /// What was chosen, in words: "32 bands, shrinkage 0.3"; empty where there is nothing to choose.
  public let settings: String
  let model: Model

  init(_ kind: Kind, settings: String = "", _ model: Model) {
    self.kind = kind
    self.settings = settings
    self.model = model
  }

  /// The name in a table.
  public var name: String { kind.name }

  /// A row for each window with the probability of each class.
  ///
  /// - Precondition: Windows of the length, the channels and the classes that it was fitted to.
  public func probabilities(_ windows: BaselineWindows) -> [[Double]] {
    probabilities(windows, spectra: needsSpectra ? SpectralFeatures(windows) : nil)
  }

  var needsSpectra: Bool {
    switch model {
    case .majority, .quadratic: false
    case .linear, .logistic: true
    }
  }

  /// The same with spectra that several classifiers share.
  func probabilities(_ windows: BaselineWindows, spectra: SpectralFeatures?) -> [[Double]] {
    func rows(of bands: Int, _ probabilities: ([Double]) -> [Double]) -> [[Double]] {
      guard let spectra, let position = spectra.counts.firstIndex(of: bands) else {
        fatalError("windows of \(windows.windowLength) frames have no \(bands) bands")
      }
      return (0..<windows.count).map { probabilities(spectra.matrices[position][$0]) }
    }
    switch model {
    case .majority(let majority): return windows.windows.map { _ in majority.frequencies }
    case .linear(let linear, let bands): return rows(of: bands) { linear.probabilities($0) }
    case .logistic(let logistic, let bands): return rows(of: bands) { logistic.probabilities($0) }
    case .quadratic(let quadratic, let components):
      return windows.windows.indices.map { window in
        quadratic.probabilities(components(windows.samples(window).map(Double.init)))
      }
    }
  }
}
