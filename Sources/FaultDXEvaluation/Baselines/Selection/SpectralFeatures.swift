import FaultDXSignal

/// Spectral bands of windows in several widths, from one transform of each window.
struct SpectralFeatures {
  /// Bands of a channel that were asked for: a matrix for each of them.
  static let bandCounts = [32, 64, 128]

  /// A matrix for each count of bands, without those that a short window cannot have.
  let matrices: [FeatureMatrix]
  /// The bands of each.
  let counts: [Int]

  /// Of all windows.
  init(_ windows: BaselineWindows) { self.init(windows, windows.windows.indices) }

  /// Of some of the windows.
  init(_ windows: BaselineWindows, _ range: Range<Int>) {
    let bands = SpectralBands(
      windowLength: windows.sampleLength, channels: windows.channels, bands: 1,
      ofSpectra: windows.conditioning.makesSpectrum)
    let counts = Self.counts(windowLength: windows.windowLength)
    var elements = [[Double]](repeating: [], count: counts.count)
    for window in range {
      let magnitudes = bands.magnitudes(windows.samples(window))
      for (position, count) in counts.enumerated() {
        elements[position] += bands.features(magnitudes, bands: count)
      }
    }
    self.counts = counts
    matrices = zip(counts, elements).map {
      FeatureMatrix(rows: range.count, columns: $0 * windows.channels, elements: $1)
    }
  }

  /// The windows of one part after those of the one before.
  ///
  /// - Precondition: There is a part, and all are of windows of one length.
  init(joining parts: [SpectralFeatures]) {
    counts = parts[0].counts
    matrices = parts[0].counts.indices.map { position in
      FeatureMatrix(
        rows: parts.reduce(0) { $0 + $1.matrices[position].rows },
        columns: parts[0].matrices[position].columns,
        elements: parts.flatMap { $0.matrices[position].elements })
    }
  }

  /// What the spectrum of a window of this length can be cut into.
  static func counts(windowLength: Int) -> [Int] {
    let possible = bandCounts.filter { $0 <= windowLength / 2 }
    return possible.isEmpty ? [windowLength / 2] : possible
  }
}
