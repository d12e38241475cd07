/// A stack of samples of the same size: how many, and what is in each.
package struct Extent: Sendable, Equatable {
  /// Samples.
  package var batch: Int
  /// Rows of a sample.
  package var length: Int
  /// Floats of a row.
  package var channels: Int

  /// An extent.
  package init(batch: Int, length: Int, channels: Int) {
    self.batch = batch
    self.length = length
    self.channels = channels
  }

  /// The floats of one sample.
  package var sampleCount: Int { length * channels }
}

/// The samples of a batch in memory, to be read: rows of channels, one after the other within a sample.
package struct Samples {
  /// The first row of the first sample.
  package let base: UnsafePointer<Float>
  /// Floats from one sample to the next.
  package let stride: Int

  /// Samples at `base`, `stride` floats apart.
  package init(_ base: UnsafePointer<Float>, stride: Int) {
    self.base = base
    self.stride = stride
  }

  /// Samples at `base`, `stride` floats apart.
  package init(_ base: UnsafeMutablePointer<Float>, stride: Int) {
    self.init(UnsafePointer(base), stride: stride)
  }
}

/// The samples of a batch in memory, to be written.
package struct MutableSamples {
  /// The first row of the first sample.
  package let base: UnsafeMutablePointer<Float>
  /// Floats from one sample to the next.
  package let stride: Int

  /// Samples at `base`, `stride` floats apart.
  package init(_ base: UnsafeMutablePointer<Float>, stride: Int) {
    self.base = base
    self.stride = stride
  }

  /// The same samples, to be read.
  package var readOnly: Samples { Samples(base, stride: stride) }
}
