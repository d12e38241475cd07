internal import CFaultDXKernels

/// The numbers of one step of Adam or AdamW, each rounded once from what was computed in double.
package struct AdamStep: Sendable, Equatable {
  /// The learning rate over the first bias correction.
  package var stepSize: Double
  /// What parameters are multiplied by before the step: AdamW's decay.
  package var shrink: Double
  /// What is added to the gradient for each unit of the parameter: Adam's decay.
  package var decay: Double
  /// The share of the old first moment that stays.
  package var firstKeep: Double
  /// The share of the old second moment that stays.
  package var secondKeep: Double
  /// What is added to the root of the second moment.
  package var epsilon: Double
  /// The root of the second bias correction.
  package var correction: Double

  /// A step.
  package init(
    stepSize: Double, shrink: Double, decay: Double, firstKeep: Double, secondKeep: Double,
    epsilon: Double, correction: Double
  ) {
    self.stepSize = stepSize
    self.shrink = shrink
    self.decay = decay
    self.firstKeep = firstKeep
    self.secondKeep = secondKeep
    self.epsilon = epsilon
    self.correction = correction
  }
}

extension Kernels {
  /// The softmax cross-entropy of one window over `normalizer`, and its gradient for the logits if asked for.
  package func crossEntropy(
    classes: Int, logits: UnsafePointer<Float>, label: Int, weights: UnsafePointer<Float>,
    smoothing: Double, normalizer: Double, dLogits: UnsafeMutablePointer<Float>?
  ) -> Double {
    require(label >= 0 && label < classes, "a label of \(label) where there are \(classes) classes")
    return functions.cross_entropy(classes, logits, label, weights, smoothing, normalizer, dLogits)
  }

  /// `sum = parts[0] + parts[1] + …`, in this order.
  package func sumShards(
    shards: Int, count: Int, parts: UnsafePointer<Float>, stride: Int,
    to sum: UnsafeMutablePointer<Float>
  ) {
    functions.sum_shards(shards, count, parts, stride, sum)
  }

  /// The sum of the squares.
  package func squaredSum(count: Int, x: UnsafePointer<Float>) -> Double {
    functions.squared_sum(count, x)
  }

  /// `x *= factor`.
  package func scale(count: Int, by factor: Float, _ x: UnsafeMutablePointer<Float>) {
    functions.scale(count, factor, x)
  }

  /// `y = x · factors`, element by element; `x` and `y` may be the same.
  package func multiply(
    count: Int, x: UnsafePointer<Float>, factors: UnsafePointer<Float>,
    y: UnsafeMutablePointer<Float>
  ) {
    functions.multiply_elements(count, x, factors, y)
  }

  /// One step of stochastic gradient descent, by PyTorch's rule.
  ///
  /// - Parameters:
  ///   - velocity: not needed without momentum.
  ///   - isFirst: whether the velocity is to be started instead of read.
  package func sgdStep(
    count: Int, gradient: UnsafePointer<Float>, rate: Float, momentum: Float, nesterov: Bool,
    decay: Float, isFirst: Bool, velocity: UnsafeMutablePointer<Float>?,
    parameter: UnsafeMutablePointer<Float>
  ) {
    require(velocity != nil || momentum == 0, "momentum needs memory for the velocity")
    functions.sgd_step(
      count, gradient, rate, momentum, nesterov, decay, isFirst, velocity, parameter)
  }

  /// One step of Adam or AdamW, by PyTorch's rule.
  package func adamStep(
    _ step: AdamStep, count: Int, gradient: UnsafePointer<Float>,
    first: UnsafeMutablePointer<Float>, second: UnsafeMutablePointer<Float>,
    parameter: UnsafeMutablePointer<Float>
  ) {
    var settings = fdx_adam(
      step_size: Float(step.stepSize), shrink: Float(step.shrink), decay: Float(step.decay),
      first_rate: Float(1 - step.firstKeep), second_keep: Float(step.secondKeep),
      second_rate: Float(1 - step.secondKeep), epsilon: Float(step.epsilon),
      correction: Float(step.correction))
    functions.adam_step(count, gradient, &settings, first, second, parameter)
  }
}
