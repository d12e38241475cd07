public import FaultDXStorage

extension CBAMNetwork.Configuration {
  /// The configuration as the model file holds it under `faultdx.network`.
  public var json: JSON {
    [
      "windowLength": .integer(windowLength),
      "inputChannels": .integer(inputChannels),
      "classes": .integer(classes),
      "stem": [
        "kernelSize": .integer(stem.kernelSize), "stride": .integer(stem.stride),
        "padding": .integer(stem.padding),
      ],
      "widths": .array(widths.map { .integer($0) }),
      "backbone": .string(backbone.rawValue),
      "attention": [
        "kind": .string(attention.kind.rawValue),
        "arrangement": .string(attention.arrangement.rawValue),
        "descriptor": .string(attention.descriptor.rawValue),
        "mlp": .string(attention.mlp.rawValue),
        "reduction": .integer(attention.reduction),
        "minimumHiddenUnits": .integer(attention.minimumHiddenUnits),
        "mlpBias": .bool(attention.hasMLPBias),
        "spatialKernelSize": .integer(attention.spatialKernelSize),
        "spatialBias": .bool(attention.hasSpatialBias),
        "blocks": attentionBlocks.map { .array($0.map { .integer($0) }) } ?? .null,
      ],
      "head": .string(head.rawValue),
      "dropout": .number(dropout),
    ]
  }

  /// Reads a configuration strictly and checks that a network can be built from it.
  ///
  /// - Throws: `ConfigurationError` for a missing or unknown key, a value of the wrong kind, or an impossible
  ///   network.
  public init(json: JSON) throws(ConfigurationError) {
    var root = try StrictObject(json, at: "")
    var stem = try StrictObject(root.value("stem"), at: "stem")
    var attention = try StrictObject(root.value("attention"), at: "attention")
    self.init(
      windowLength: try root.integer("windowLength"),
      inputChannels: try root.integer("inputChannels"), classes: try root.integer("classes"),
      stem: Stem(
        kernelSize: try stem.integer("kernelSize"), stride: try stem.integer("stride"),
        padding: try stem.integer("padding")),
      widths: try root.integers("widths") ?? [], backbone: try root.choice("backbone"),
      attention: AttentionConfiguration(
        kind: try attention.choice("kind"), arrangement: try attention.choice("arrangement"),
        descriptor: try attention.choice("descriptor"), mlp: try attention.choice("mlp"),
        reduction: try attention.integer("reduction"),
        minimumHiddenUnits: try attention.integer("minimumHiddenUnits"),
        hasMLPBias: try attention.bool("mlpBias"),
        spatialKernelSize: try attention.integer("spatialKernelSize"),
        hasSpatialBias: try attention.bool("spatialBias")),
      attentionBlocks: try attention.integers("blocks"), head: try root.choice("head"),
      dropout: try root.number("dropout"))
    try root.finish()
    try stem.finish()
    try attention.finish()
    try validate()
  }
}
