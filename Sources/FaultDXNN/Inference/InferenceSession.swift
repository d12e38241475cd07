import FaultDXTensor

/// The memory in which one thread runs a plan: allocated once, used for any number of windows.
///
///     var session = InferenceSession(plan, capacity: 4)
///     session.withWindow(0) { samples in … }      // fill in as many windows as there are
///     session.run(count: 1)
///     session.withLogits(0) { logits in … }
package struct InferenceSession: ~Copyable {
  /// Windows that go through the network together where there are many: enough to read each weight from a far
  /// cache for several windows at once, few enough for their activations to stay in a near one.
  package static let preferredCapacity = 4

  /// What is run.
  package let plan: InferencePlan
  /// Windows that there is room for.
  package let capacity: Int
  private var workspace: Workspace
  private let kept: UnsafeMutablePointer<Float>
  private let scratch: UnsafeMutablePointer<Float>
  private let staging: UnsafeMutablePointer<Float>
  private let tiles: UnsafeMutablePointer<Float>

  /// Memory for so many windows at a time; at least one.
  package init(_ plan: InferencePlan, capacity: Int = 1) {
    require(capacity >= 1, "a session needs room for at least one window, got \(capacity)")
    self.plan = plan
    self.capacity = capacity
    workspace = Workspace(capacity: plan.layout.count * capacity + plan.layout.tilesCount)
    kept = workspace.take(plan.layout.keptCount * capacity)
    scratch = workspace.take(plan.layout.scratchCount * capacity)
    staging = workspace.take(plan.layout.stagingCount * capacity)
    tiles = workspace.take(plan.layout.tilesCount)
    // The zeros around rows are written here and never again: layers write rows only.
    kept.update(repeating: 0, count: plan.layout.keptCount * capacity)
  }

  /// Gives `body` the memory of one window to be computed: `[windowLength, inputChannels]`, to be filled in.
  package mutating func withWindow<Failure: Error>(
    _ index: Int, _ body: (UnsafeMutableBufferPointer<Float>) throws(Failure) -> Void
  ) throws(Failure) {
    require(0..<capacity ~= index, "window \(index) of a session with room for \(capacity)")
    let rows = memory(count: capacity).rows(plan.input)
    try body(
      UnsafeMutableBufferPointer(
        start: rows.base + index * rows.stride, count: plan.windowLength * plan.inputChannels))
  }

  /// Computes the logits of the first `count` windows.
  package mutating func run(count: Int) {
    require(0...capacity ~= count, "\(count) windows in a session with room for \(capacity)")
    if count > 0 { plan.run(in: memory(count: count)) }
  }

  /// Gives `body` the logits of one window of the last ``run(count:)``.
  package func withLogits<Result>(_ index: Int, _ body: (UnsafeBufferPointer<Float>) -> Result)
    -> Result
  {
    require(0..<capacity ~= index, "window \(index) of a session with room for \(capacity)")
    let rows = memory(count: capacity).rows(plan.output)
    return body(
      UnsafeBufferPointer(start: rows.base + index * rows.stride, count: plan.classes))
  }

  /// Raises the largest input of each convolution, as ``ActivationRanges`` counts them, to what the first `count`
  /// windows of the last ``run(count:)`` reached.
  package func raise(_ maxima: inout [Float], count: Int) {
    let memory = memory(count: count)
    for (index, slot) in plan.convolutionInputs.enumerated() {
      let rows = memory.rows(slot)
      for n in 0..<count {
        let values = UnsafeBufferPointer(
          start: rows.base + n * rows.stride, count: slot.length * slot.channels)
        for value in values where value > maxima[index] || value.isNaN {
          maxima[index] = value.isNaN ? .infinity : value
        }
      }
    }
  }

  /// Computes windows that lie in memory one after the other.
  mutating func run(_ range: Range<Int>, from x: Samples, to y: MutableSamples) {
    for (index, n) in range.enumerated() {
      withWindow(index) { $0.baseAddress?.update(from: x.base + n * x.stride, count: $0.count) }
    }
    run(count: range.count)
    for (index, n) in range.enumerated() {
      withLogits(index) { logits in
        if let base = logits.baseAddress {
          (y.base + n * y.stride).update(from: base, count: logits.count)
        }
      }
    }
  }

  private func memory(count: Int) -> InferenceMemory {
    InferenceMemory(
      kernels: plan.kernels, kept: kept, scratch: scratch,
      staging: UnsafeMutableRawPointer(staging), tiles: tiles, capacity: capacity, batch: count)
  }
}
