import FaultDXNN
import FaultDXTraining

/// Which networks an ablation trains, and which of them it compares.
struct AblationPlan {
  /// One network.
  struct Network {
    /// What it is called, in files too: `default`, `attention-none`.
    let name: String
    let shape: CBAMNetwork.Configuration
    let parameters: Int
  }

  /// One line of the table: a value of an axis.
  struct Line {
    let axis: AblationAxis
    let value: String
    /// The number of its network.
    let network: Int
    /// The number of the network that it is compared with; `nil` for that one itself.
    let reference: Int?
    let isDefault: Bool
  }

  /// The default first.
  private(set) var networks: [Network] = []
  private(set) var lines: [Line] = []
  /// What was asked for and cannot be told apart, as sentences.
  private(set) var notes: [String] = []

  /// Plans one axis after the other around a default.
  ///
  /// - Throws: `ConfigurationError` where the default itself is impossible, `CommandFailure` where nothing is left to
  ///   compare.
  init(around base: CBAMNetwork.Configuration, axes: [AblationAxis]) throws {
    _ = try add(base, "default")
    for axis in axes {
      var found: [(value: String, network: Int)] = []
      for (value, shape) in axis.networks(around: base) {
        // Some choices do not go together: each descriptor its own MLP, where there is one descriptor.
        guard let network = try? add(shape, "\(axis.rawValue)-\(value)"),
          !found.contains(where: { $0.network == network })
        else { continue }
        found.append((value, network))
      }
      let own = axis.value(of: base)
      // The default is called by its own value, not by another that makes the same network.
      found = found.map { $0.network == 0 ? (own, 0) : $0 }
      let reference = found.first { $0.value == axis.reference(of: base) }?.network ?? 0
      if found.count < 2 {
        notes.append(
          "\(axis.rawValue): makes no difference to the default network, so it is left out.")
        continue
      }
      lines += found.map { value, network in
        Line(
          axis: axis, value: value, network: network,
          reference: network == reference ? nil : reference, isDefault: network == 0)
      }
    }
    if lines.isEmpty {
      throw CommandFailure(
        "there is nothing to compare: \(axes.map(\.rawValue).joined(separator: ", ")) make no difference to the "
          + "network that is asked for", status: .usage)
    }
  }

  /// The number of a network, which is added unless it is there.
  private mutating func add(_ shape: CBAMNetwork.Configuration, _ name: String) throws -> Int {
    if let known = networks.firstIndex(where: { $0.shape.isSameNetwork(as: shape) }) {
      return known
    }
    let network = try CBAMNetwork(configuration: shape)
    networks.append(Network(name: name, shape: shape, parameters: network.parameterCount))
    return networks.count - 1
  }
}
