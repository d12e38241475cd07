import ArgumentParser
import FaultDXNN
import FaultDXTraining

/// One choice in a network's shape that an ablation changes, all others left as they are.
enum AblationAxis: String, CaseIterable, ExpressibleByArgument {
  case attention, arrangement, descriptor, mlp, reduction
  case spatialKernel = "spatial-kernel"
  case backbone

  /// The networks that differ from one in this choice alone, that one among them, by the names of the values.
  ///
  /// Some may be impossible, or the same network under two names.
  func networks(
    around base: CBAMNetwork.Configuration
  ) -> [(value: String, network: CBAMNetwork.Configuration)] {
    func each<Value>(
      _ values: [Value], _ name: (Value) -> String,
      _ set: (inout CBAMNetwork.Configuration, Value) -> Void
    ) -> [(value: String, network: CBAMNetwork.Configuration)] {
      values.map { value in
        var network = base
        set(&network, value)
        return (name(value), network)
      }
    }
    func with(_ values: [Int], _ own: Int) -> [Int] { Set(values + [own]).sorted() }
    return switch self {
    case .attention:
      each(AttentionConfiguration.Kind.allCases, \.rawValue) { $0.attention.kind = $1 }
    case .arrangement:
      each(AttentionConfiguration.Arrangement.allCases, \.rawValue) {
        $0.attention.arrangement = $1
      }
    case .descriptor:
      each(AttentionConfiguration.Descriptor.allCases, \.rawValue) { $0.attention.descriptor = $1 }
    case .mlp: each(AttentionConfiguration.MLP.allCases, \.rawValue) { $0.attention.mlp = $1 }
    case .reduction:
      each(with([4, 8, 16, 32], base.attention.reduction), { "\($0)" }) {
        $0.attention.reduction = $1
      }
    case .spatialKernel:
      each(with([3, 7, 15], base.attention.spatialKernelSize), { "\($0)" }) {
        $0.attention.spatialKernelSize = $1
      }
    case .backbone:
      each(CBAMNetwork.Configuration.Backbone.allCases, \.rawValue) { $0.backbone = $1 }
    }
  }

  /// What a network has here.
  func value(of network: CBAMNetwork.Configuration) -> String {
    switch self {
    case .attention: network.attention.kind.rawValue
    case .arrangement: network.attention.arrangement.rawValue
    case .descriptor: network.attention.descriptor.rawValue
    case .mlp: network.attention.mlp.rawValue
    case .reduction: "\(network.attention.reduction)"
    case .spatialKernel: "\(network.attention.spatialKernelSize)"
    case .backbone: network.backbone.rawValue
    }
  }

  /// The value that the others are compared with: no attention, else what the default has.
  func reference(of base: CBAMNetwork.Configuration) -> String {
    self == .attention ? AttentionConfiguration.Kind.none.rawValue : value(of: base)
  }
}

extension CBAMNetwork.Configuration {
  /// Whether another description makes the same network.
  ///
  /// Without a gate it does not matter how the gate would be, and two reductions can mean as many hidden units.
  func isSameNetwork(as other: Self) -> Bool {
    normal == other.normal && hiddenUnits == other.hiddenUnits
  }

  private var normal: Self {
    var network = self
    let plain = AttentionConfiguration()
    network.attention.reduction = plain.reduction
    network.attention.minimumHiddenUnits = plain.minimumHiddenUnits
    if !(0..<blockCount).contains(where: hasAttention) { network.attention.kind = .none }
    if network.attention.kind == .none { network.attentionBlocks = nil }
    if network.attention.kind != .cbam { network.attention.arrangement = plain.arrangement }
    if !network.attention.hasChannelGate {
      network.attention.descriptor = plain.descriptor
      network.attention.mlp = plain.mlp
      network.attention.hasMLPBias = plain.hasMLPBias
    }
    if !network.attention.hasSpatialGate {
      network.attention.spatialKernelSize = plain.spatialKernelSize
      network.attention.hasSpatialBias = plain.hasSpatialBias
    }
    return network
  }

  private var hiddenUnits: [Int] {
    !attention.hasChannelGate
      ? []
      : (0..<blockCount).filter(hasAttention).map {
        attention.hiddenUnits(channels: widths[$0 + 1])
      }
  }
}
