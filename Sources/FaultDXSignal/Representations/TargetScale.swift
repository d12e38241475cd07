/// Brings a number that is to be estimated to mean 0 and deviation 1 over the training windows, and back.
public struct TargetScale: Sendable, Equatable {
  /// What 0 stands for.
  public let mean: Double
  /// What 1 stands for above that; above 0.
  public let deviation: Double

  /// A scale of given numbers.
  ///
  /// - Precondition: Both are finite, the deviation above 0.
  public init(mean: Double, deviation: Double) {
    require(
      mean.isFinite && deviation.isFinite && deviation > 0,
      "a scale around \(mean) with deviation \(deviation)")
    self.mean = mean
    self.deviation = deviation
  }

  /// The scale of numbers; `nil` where they are fewer than two different ones, or not finite.
  public init?(fitting values: [Double]) {
    guard let first = values.first, values.contains(where: { $0 != first }) else { return nil }
    let count = Double(values.count)
    let mean = values.reduce(0) { $0 + $1 / count }
    let square = values.reduce(0) { $0 + ($1 - mean) * ($1 - mean) / count }
    guard mean.isFinite, square.isFinite, square > 0 else { return nil }
    self.init(mean: mean, deviation: square.squareRoot())
  }

  /// What a network learns to answer for a number.
  public func normalized(_ value: Double) -> Double { (value - mean) / deviation }

  /// The number that a network's answer stands for.
  public func value(_ normalized: Double) -> Double { mean + deviation * normalized }
}
