public import FaultDXSignal

/// What labels stand for where they are numbers that a network learns to estimate, and no classes.
public struct NumericTarget: Sendable, Equatable {
  /// The number of each label, in the unit of what is estimated.
  public let values: [Double]
  /// How numbers are scaled for the network.
  public let scale: TargetScale
  /// The scaled numbers.
  let normalized: [Float]

  /// Numbers with their scale.
  ///
  /// - Precondition: The numbers are finite.
  public init(values: [Double], scale: TargetScale) {
    require(values.allSatisfy(\.isFinite), "a number to be learnt is not finite")
    self.values = values
    self.scale = scale
    normalized = values.map { Float(scale.normalized($0)) }
  }
}

extension LabelledWindows {
  /// The same windows, whose labels are numbers.
  ///
  /// - Precondition: As many numbers as labels.
  public func estimating(_ target: NumericTarget) -> LabelledWindows {
    require(
      target.values.count == labels.count,
      "\(target.values.count) numbers for \(labels.count) labels")
    return LabelledWindows(self, windows: windows, target: target)
  }

  /// How many numbers a network answers for a window: one for each class, or the one that is estimated.
  public var outputCount: Int { target == nil ? labels.count : 1 }
}
