/// A layer in `Double`, written the way it is defined: the oracle of the fast kernels and the readable
/// statement of what an operation means.
///
/// Activations are `[batch, length, channels]`; parameters lie as the fast layers hold them.
package protocol ReferenceLayer: Sendable {
  /// The output from the input and the parameters.
  func forward(_ x: [Double], _ parameters: [[Double]]) -> [Double]

  /// The gradients of the input and of the parameters, from that of the output.
  func backward(_ x: [Double], _ parameters: [[Double]], dy: [Double])
    -> (dx: [Double], parameters: [[Double]])
}

extension ReferenceLayer {
  /// The largest difference between `backward` and central differences of `forward`, relative to the largest
  /// gradient of the same array.
  package func gradientError(
    _ x: [Double], _ parameters: [[Double]], dy: [Double], step: Double = 1e-5
  ) -> Double {
    func objective(_ x: [Double], _ parameters: [[Double]]) -> Double {
      zip(forward(x, parameters), dy).reduce(0) { $0 + $1.0 * $1.1 }
    }
    func error(_ gradient: [Double], _ at: (Int, Double) -> Double) -> Double {
      var difference = 0.0
      var magnitude = 1e-3
      for (index, value) in gradient.enumerated() {
        let slope = (at(index, step) - at(index, -step)) / (2 * step)
        difference = max(difference, abs(slope - value))
        magnitude = max(magnitude, abs(value))
      }
      return difference / magnitude
    }
    let (dx, gradients) = backward(x, parameters, dy: dy)
    var worst = error(dx) { index, step in
      var moved = x
      moved[index] += step
      return objective(moved, parameters)
    }
    for (position, gradient) in gradients.enumerated() {
      worst = max(
        worst,
        error(gradient) { index, step in
          var moved = parameters
          moved[position][index] += step
          return objective(x, moved)
        })
    }
    return worst
  }
}

/// The shape of activations.
package struct ReferenceShape: Sendable, CustomStringConvertible {
  package var batch: Int
  package var length: Int
  package var channels: Int

  package init(_ batch: Int, _ length: Int, _ channels: Int) {
    self.batch = batch
    self.length = length
    self.channels = channels
  }

  package var count: Int { batch * length * channels }

  package var description: String { "\(batch)x\(length)x\(channels)" }

  /// The index of an element.
  package func at(_ n: Int, _ t: Int, _ c: Int) -> Int { (n * length + t) * channels + c }
}

/// Numbers that look random, have no ties and are the same everywhere: fractions of the multiples of a root,
/// another root for each salt, in -1 ..< 1.
package func spreadNumbers(_ count: Int, salt: Int = 0) -> [Double] {
  let primes = [2.0, 3, 5, 7, 11, 13, 17, 19, 23, 29]
  let root = primes[salt % primes.count].squareRoot()
  return (0..<count).map { index in
    let turns = Double(index + 1) * root
    return 2 * (turns - turns.rounded(.down)) - 1
  }
}
