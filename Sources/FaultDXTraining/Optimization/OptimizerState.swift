/// What an optimiser remembers, put aside.
struct OptimizerState {
  /// Velocities, or first moments.
  let first: [Float]
  /// Second moments, where the rule has them.
  let second: [Float]
  /// Updates done.
  let steps: Int

  init(first: [Float], second: [Float], steps: Int) {
    self.first = first
    self.second = second
    self.steps = steps
  }

  init(_ optimizer: Optimizer) {
    first = optimizer.first.elements
    second = optimizer.second.elements
    steps = optimizer.steps
  }

  /// Brings an optimiser of the same kind and size back to this state.
  func restore(_ optimizer: Optimizer) {
    optimizer.first.assign(first)
    optimizer.second.assign(second)
    optimizer.steps = steps
  }
}
