#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#else
  import Darwin
#endif

/// What is done to one segment after the other, in the same memory.
struct EnvelopeChain {
  let length: Int
  let rate: Double
  let band: ClosedRange<Double>?
  let whitening: Double?
  let fourier: FourierTransform
  let taper: [Double]
  var values: Spectrum
  var samples: [Double]
  var gains: [Double]
  var magnitudes: [Double]
  var loaded = 0
  var sum: [Double]
  var level = 0.0
  var segments = 0

  init(length: Int, rate: Double, band: ClosedRange<Double>?, whitening: Double?) {
    self.length = length
    self.rate = rate
    self.band = band
    self.whitening = whitening
    fourier = FourierTransform(length: length)
    taper = (0..<length).map {
      0.5 - 0.5 * cos(2 * Double.pi * Double($0) / Double(length))
    }
    values = Spectrum(zeros: 0)
    samples = [Double](repeating: 0, count: length)
    let bins = length / 2 + 1
    gains = [Double](repeating: 1, count: bins)
    magnitudes = [Double](repeating: 0, count: bins)
    sum = [Double](repeating: 0, count: bins)
  }

  /// Takes a segment without its mean and transforms it; `false` where it holds what is no number.
  mutating func load(
    _ recorded: UnsafeBufferPointer<Float>, start: Int, channel: Int, of channels: Int
  ) -> Bool {
    var mean = 0.0
    var index = start * channels + channel
    for t in 0..<length {
      samples[t] = Double(recorded[index])
      mean += samples[t]
      index += channels
    }
    guard mean.isFinite else { return false }
    mean /= Double(length)
    for t in 0..<length { samples[t] -= mean }
    values = fourier(samples)
    return true
  }

  mutating func addMagnitudes() {
    loaded += 1
    for bin in magnitudes.indices {
      let value = values[bin]
      magnitudes[bin] += (value.x * value.x + value.y * value.y).squareRoot()
    }
  }

  /// One over the mean magnitude around each coefficient, doubled for the negative frequencies, 0 outside the band.
  mutating func prepareGains() {
    if let whitening {
      var sums = [0.0]
      sums.reserveCapacity(magnitudes.count + 1)
      for value in magnitudes { sums.append(sums[sums.count - 1] + value) }
      let half = Int(whitening / rate * Double(length)) / 2
      for bin in gains.indices {
        let range = max(0, bin - half)..<min(gains.count, bin + half + 1)
        let mean = (sums[range.upperBound] - sums[range.lowerBound]) / Double(range.count)
        gains[bin] = mean > 0 ? Double(max(loaded, 1)) / mean : 0
      }
    }
    for bin in gains.indices {
      let frequency = Double(bin) / Double(length) * rate
      if bin == 0 || !(band?.contains(frequency) ?? true) {
        gains[bin] = 0
      } else if 2 * bin != length {
        gains[bin] *= 2
      }
    }
  }

  /// The squared envelope of the segment that is loaded, in `samples`; its mean.
  mutating func takeEnvelope() -> Double {
    for bin in gains.indices {
      values.real[bin] *= gains[bin]
      values.imaginary[bin] *= gains[bin]
    }
    values.real += repeatElement(0, count: length - gains.count)
    values.imaginary += repeatElement(0, count: length - gains.count)
    fourier.inverse(&values)
    var mean = 0.0
    for t in 0..<length {
      let (x, y) = (values.real[t], values.imaginary[t])
      samples[t] = x * x + y * y
      mean += samples[t]
    }
    return mean / Double(length)
  }

  mutating func addEnvelope() {
    let mean = takeEnvelope()
    guard mean.isFinite else { return }
    addLines(mean: mean)
  }

  /// Adds the lines of the squared envelope in `samples`.
  mutating func addLines(mean: Double) {
    for t in 0..<length { samples[t] = (samples[t] - mean) * taper[t] }
    values = fourier(samples)
    for bin in sum.indices {
      let value = values[bin]
      sum[bin] += value.x * value.x + value.y * value.y
    }
    level += mean
    segments += 1
  }

  /// Adds the lines of a squared envelope.
  mutating func add(envelope: some Sequence<Float>) {
    var mean = 0.0
    for (t, value) in envelope.prefix(length).enumerated() {
      samples[t] = Double(value)
      mean += samples[t]
    }
    guard mean.isFinite else { return }
    addLines(mean: mean / Double(length))
  }

  /// The average, scaled so that a component of the squared envelope has its amplitude squared.
  func result() -> (power: [Double], segments: Int)? {
    guard segments > 0, level > 0 else { return nil }
    let mean = level / Double(segments)
    // The taper's sum is half the length.
    let scale = 4 / Double(length) / mean
    return (sum.map { $0 * scale * scale / Double(segments) }, segments)
  }
}
