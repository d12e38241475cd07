import FaultDX
import Foundation

/// A housing that rings whenever it is struck, in noise.
struct StruckBearing {
  var rate = 12_000.0
  var seconds = 4.0
  var noise = 0.3
  var seed: UInt64 = 11

  /// The vibration of strikes at instants in seconds, each as hard as is said.
  func samples(_ strikes: [(time: Double, force: Double)]) -> [Float] {
    var generator = CounterGenerator(seed: seed)
    var samples = (0..<Int(rate * seconds)).map { _ in noise * generator.normal() }
    for strike in strikes {
      let first = Int((strike.time * rate).rounded(.up))
      for frame in first..<min(samples.count, first + Int(rate * 0.006)) where frame >= 0 {
        let age = Double(frame) / rate - strike.time
        samples[frame] += strike.force * exp(-900 * age) * sin(2 * .pi * 3100 * age)
      }
    }
    return samples.map { Float($0) }
  }

  /// Strikes so many times a second.
  func samples(every frequency: Double, force: (Int) -> Double = { _ in 1 }) -> [Float] {
    samples(
      (0..<Int(seconds * frequency)).map { (Double($0) / frequency + 0.0003, force($0)) })
  }
}
