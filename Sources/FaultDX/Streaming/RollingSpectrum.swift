/// The mean log-spectral bands of the last windows of a stream, to tell what is unlike training.
struct RollingSpectrum: Sendable, Equatable {
  let bands: Int
  let memory: Int
  /// `[count, bands]`; the row that is replaced next is `oldest`.
  private(set) var rows: [Double] = []
  private(set) var oldest = 0
  private var mean: [Double]

  init(bands: Int, memory: Int) {
    self.bands = bands
    self.memory = memory
    mean = [Double](repeating: 0, count: bands)
    rows.reserveCapacity(bands * memory)
  }

  /// Windows that are remembered.
  var count: Int { bands == 0 ? 0 : rows.count / bands }

  /// Adds the bands of a window; the distance of the last windows' mean to training, and what it is nearest to.
  mutating func add(
    _ levels: ArraySlice<Double>, _ known: KnownSpectra
  ) -> (distance: Double, reference: Int) {
    if count < memory {
      rows += levels
    } else {
      for band in 0..<bands { rows[oldest * bands + band] = levels[levels.startIndex + band] }
      oldest = (oldest + 1) % memory
    }
    // Added up anew for every window: a running sum would never forget a rounding error.
    for band in 0..<bands {
      var sum = 0.0
      for row in 0..<count { sum += rows[row * bands + band] }
      mean[band] = sum / Double(count)
    }
    return known.nearest(to: mean, effectiveCount: Double(count))
  }

  /// Continues from what was remembered.
  mutating func restore(rows: [Double], oldest: Int) {
    self.rows.removeAll(keepingCapacity: true)
    self.rows += rows
    self.oldest = oldest
  }
}
