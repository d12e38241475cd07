import FaultDXSignal
import FaultDXTensor

/// What a batch is measured by: cross-entropy of classes, or Huber's loss of numbers.
struct TrainingLoss {
  enum Kind {
    case classes(CrossEntropy)
    case numbers(HuberLoss, NumericTarget)
  }

  let kind: Kind

  /// The loss of a batch, and its gradient where asked for.
  ///
  /// - Parameters:
  ///   - outputs: a row for each label.
  ///   - gradient: as many numbers as there are outputs; overwritten.
  func callAsFunction(
    _ outputs: UnsafePointer<Float>, labels: [Int], gradient: UnsafeMutablePointer<Float>?,
    kernels: Kernels = Kernels()
  ) -> Double {
    switch kind {
    case .classes(let loss):
      loss(outputs, labels: labels, gradient: gradient, kernels: kernels)
    case .numbers(let loss, let target):
      loss(outputs, targets: labels.map { target.normalized[$0] }, gradient: gradient)
    }
  }

  /// The same for windows that were mixed: a class in the shares of the mixture, or the mixture of both numbers.
  ///
  /// - Parameters:
  ///   - others: the label of what each window was mixed with.
  ///   - shares: the share of the window itself.
  func callAsFunction(
    _ outputs: UnsafePointer<Float>, labels: [Int], others: [Int], shares: [Double],
    gradient: UnsafeMutablePointer<Float>?, kernels: Kernels = Kernels()
  ) -> Double {
    switch kind {
    case .classes(let loss):
      return loss(
        outputs, labels: labels, others: others, shares: shares, gradient: gradient,
        kernels: kernels)
    case .numbers(let loss, let target):
      let numbers = target.normalized
      let mixed = labels.indices.map { n in
        Float(shares[n]) * numbers[labels[n]] + Float(1 - shares[n]) * numbers[others[n]]
      }
      return loss(outputs, targets: mixed, gradient: gradient)
    }
  }

  /// How many windows are right, where there are classes.
  func correct(_ outputs: UnsafePointer<Float>, _ labels: [Int]) -> Int? {
    guard case .classes(let loss) = kind else { return nil }
    return FaultDXTraining.correct(outputs, labels, classes: loss.weights.count)
  }

  /// The mean distance in the unit of what is estimated, where that is a number.
  func error(_ outputs: UnsafePointer<Float>, _ labels: [Int]) -> Double? {
    guard case .numbers(_, let target) = kind else { return nil }
    let sum = labels.enumerated().reduce(0.0) { sum, item in
      sum + abs(target.scale.value(Double(outputs[item.offset])) - target.values[item.element])
    }
    return sum / Double(labels.count)
  }
}
