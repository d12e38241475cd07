/// What was found of a trained network in each precision: what it needs to compute in whole numbers, and how often it is
/// right on validation windows.
public struct Calibration: Sendable, Equatable {
  /// The largest inputs of the convolutions, on training windows.
  public let ranges: ActivationRanges
  /// The training windows that were looked at.
  public let trainingWindows: Int
  /// The validation windows that were classified; at least one.
  public let validationWindows: Int
  /// How many of them each precision classified right.
  public let correct: [Precision: Int]

  /// A calibration; `nil` where a precision is missing or a number is impossible.
  public init?(
    ranges: ActivationRanges, trainingWindows: Int, validationWindows: Int,
    correct: [Precision: Int]
  ) {
    guard trainingWindows >= 0, validationWindows >= 1, correct.count == Precision.allCases.count,
      correct.values.allSatisfy({ 0...validationWindows ~= $0 })
    else { return nil }
    self.ranges = ranges
    self.trainingWindows = trainingWindows
    self.validationWindows = validationWindows
    self.correct = correct
  }

  /// The share of validation windows that a precision classified right, in 0…1.
  public func accuracy(_ precision: Precision) -> Double {
    Double(correct[precision] ?? 0) / Double(validationWindows)
  }

  /// How much less that is than in 32-bit floats; negative where it is more.
  public func loss(_ precision: Precision) -> Double {
    // Of whole numbers, so that a loss of exactly half a point is not found to be more.
    Double((correct[.float32] ?? 0) - (correct[precision] ?? 0)) / Double(validationWindows)
  }

  /// What it takes to compute in a precision.
  public func arithmetic(_ precision: Precision) -> Arithmetic {
    switch precision {
    case .float32: .float32
    case .bfloat16: .bfloat16
    case .int8: .int8(ranges)
    }
  }
}
