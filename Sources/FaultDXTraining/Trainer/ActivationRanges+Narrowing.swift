import FaultDXNN
import FaultDXTensor

extension ActivationRanges {
  /// The largest inputs leave little room for all others: ranges narrowed where that brings the logits in whole numbers
  /// closer to those in 32-bit floats.
  ///
  /// One convolution after the other, each range is tried at a few shares of what it was; the sum of squared differences
  /// of the logits decides.
  ///
  /// - Parameters:
  ///   - windows: what the logits are compared on; training windows, no others.
  ///   - parallelism: how many threads share the windows; the result does not depend on it.
  func narrowed(
    for network: CBAMNetwork, over windows: LabelledWindows, parallelism: Parallelism
  ) -> ActivationRanges {
    let expected = network.logits(for: windows, parallelism: parallelism).elements
    func error(_ ranges: ActivationRanges) -> Double {
      let logits = network.logits(
        for: windows, arithmetic: .int8(ranges), parallelism: parallelism
      ).elements
      return zip(logits, expected).reduce(0) { sum, pair in
        let difference = Double(pair.0) - Double(pair.1)
        return sum + difference * difference
      }
    }
    var best = self
    var smallest = error(self)
    for index in maxima.indices {
      for share in Self.shares {
        var tried = best.maxima
        tried[index] = maxima[index] * share
        guard let ranges = ActivationRanges(maxima: tried) else { continue }
        let found = error(ranges)
        if found < smallest { (best, smallest) = (ranges, found) }
      }
    }
    return best
  }

  /// What is tried of a range: below a third, more was lost than won on every network that was looked at.
  private static let shares: [Float] = [0.85, 0.7, 0.6, 0.5, 0.42, 0.35]
}
