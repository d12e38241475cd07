import FaultDXSignal

#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#else
  import Darwin
#endif

/// A simple estimator with its settings, fitted and ready to be measured beside a network.
public struct RegressionBaseline: Sendable, Equatable {
  /// Which estimator it is.
  public enum Kind: String, Sendable, CaseIterable {
    /// Always the mean of training.
    case mean
    /// Always the median of training, which has the least absolute error of all constants.
    case median
    /// Ridge regression on the logarithms of spectral bands and of the level.
    case ridge

    /// The name in a table.
    public var name: String {
      switch self {
      case .mean: "training mean"
      case .median: "training median"
      case .ridge: "ridge regression"
      }
    }
  }

  /// What computes estimates.
  enum Model: Sendable, Equatable {
    case constant(Double)
    case ridge(RidgeRegression, bands: Int)
  }

  /// Which estimator it is.
  public let kind: Kind
  /// What was chosen, in words: "32 bands, penalty 0.1"; empty where there is nothing to choose.
  public let settings: String
  let model: Model

  /// The name in a table.
  public var name: String { kind.name }

  /// The estimate for each window.
  ///
  /// - Precondition: Windows of the length and the channels that it was fitted to.
  public func estimates(_ windows: BaselineWindows) -> [Double] {
    switch model {
    case .constant(let value): return windows.windows.map { _ in value }
    case .ridge(let ridge, let bands):
      let features = LeveledSpectra(windows)
      guard let position = features.counts.firstIndex(of: bands) else {
        fatalError("windows of \(windows.windowLength) frames have no \(bands) bands")
      }
      let matrix = features.matrices[position]
      return (0..<windows.count).map { ridge(matrix[$0]) }
    }
  }
}

/// Spectral bands of windows in several widths with, behind them, the logarithm of each channel's deviation: the bands
/// are of windows that were brought to one level, and how loud a fault is may say how far it has gone.
struct LeveledSpectra {
  let matrices: [FeatureMatrix]
  /// The bands of each.
  let counts: [Int]

  init(_ windows: BaselineWindows) {
    let spectra = SpectralFeatures(windows)
    let channels = windows.channels
    let levels = windows.windows.indices.map { window in
      let samples = Array(windows.samples(window))
      return (0..<channels).map { channel in
        log(Self.deviation(samples, channel: channel, of: channels) + 1e-12)
      }
    }
    counts = spectra.counts
    matrices = spectra.matrices.map { matrix in
      FeatureMatrix(levels.indices.map { matrix[$0] + levels[$0] })
    }
  }

  private static func deviation(_ samples: [Float], channel: Int, of channels: Int) -> Double {
    let count = Double(max(1, samples.count / channels))
    var sum = 0.0
    for index in stride(from: channel, to: samples.count, by: channels) {
      sum += Double(samples[index])
    }
    let mean = sum / count
    var squares = 0.0
    for index in stride(from: channel, to: samples.count, by: channels) {
      let distance = Double(samples[index]) - mean
      squares += distance * distance
    }
    return (squares / count).squareRoot()
  }
}
