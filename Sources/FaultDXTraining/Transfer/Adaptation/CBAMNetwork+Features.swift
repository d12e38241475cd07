import FaultDXNN
import FaultDXTensor

extension CBAMNetwork {
  /// The same layers under a changed configuration.
  ///
  /// - Precondition: the change asks for no other shape of stem and blocks, and for a head that is then set.
  func reshaped(
    head: Linear? = nil, _ change: (inout Configuration) -> Void
  ) -> CBAMNetwork {
    var shape = configuration
    change(&shape)
    guard var network = try? CBAMNetwork(configuration: shape) else {
      fatalError("a network was asked to be what no network is")
    }
    network.stem = stem
    network.blocks = blocks
    network.head = head ?? self.head
    return network
  }

  /// The network whose outputs are what the head of this one reads.
  var featureNetwork: CBAMNetwork {
    let count = configuration.headInputs
    var identity = Tensor(shape: [count, count])
    for index in 0..<count { identity.elements[index * count + index] = 1 }
    var head = head
    head.weight = identity
    head.bias = Tensor(shape: [count])
    return reshaped(head: head) {
      $0.classes = count
      $0.dropout = 0
    }
  }

  /// What the head reads of windows, a row each.
  func features(of windows: LabelledWindows, parallelism: Parallelism) -> [[Double]] {
    let count = configuration.headInputs
    let values = featureNetwork.logits(for: windows, parallelism: parallelism).elements
    return (0..<windows.count).map { row in
      values[row * count..<(row + 1) * count].map(Double.init)
    }
  }
}
