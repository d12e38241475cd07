public import FaultDXTensor

/// How large the inputs of a network's convolutions become: what 8-bit numbers are scaled by.
///
/// All of them lie behind a ReLU and are not negative. What is larger than anything seen counts as the largest.
public struct ActivationRanges: Sendable, Equatable {
  /// The largest input of each convolution but the first of the network, in its order; shortcuts share the input of
  /// the convolution that they pass by.
  public let maxima: [Float]

  /// Ranges that were measured before; `nil` where one is negative or not finite.
  public init?(maxima: [Float]) {
    guard maxima.allSatisfy({ $0.isFinite && $0 >= 0 }) else { return nil }
    self.maxima = maxima
  }

  /// What a network reaches on windows `[batch, windowLength, inputChannels]`.
  ///
  /// - Returns: `nil` where it reaches what is no finite number.
  /// - Precondition: windows are as long and have as many channels as the network was built for.
  public init?(of network: CBAMNetwork, over windows: Tensor) {
    let plan = InferencePlan(network)
    let extent = windows.extent
    require(
      extent.length == plan.windowLength && extent.channels == plan.inputChannels,
      "a network for windows of \(plan.windowLength) x \(plan.inputChannels) was given "
        + "\(windows.shape)")
    var session = InferenceSession(plan)
    var maxima = [Float](repeating: 0, count: Self.count(in: network.configuration))
    windows.elements.withUnsafeBufferPointer { elements in
      for n in 0..<extent.batch {
        session.withWindow(0) { window in
          for index in window.indices { window[index] = elements[n * window.count + index] }
        }
        session.run(count: 1)
        session.raise(&maxima, count: 1)
      }
    }
    self.init(maxima: maxima)
  }

  /// How many there are of a network.
  public static func count(in configuration: CBAMNetwork.Configuration) -> Int {
    let blocks = configuration.widths.count - 1
    return configuration.backbone == .residual ? 2 * blocks : blocks
  }
}
