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

/// A JSON object that is read key by key; what is left over at the end is an error.
package struct StrictObject {
  private let path: String
  private var members: [String: JSON] = [:]

  /// The object at a path; the path is empty for the outermost.
  package init(_ json: JSON, at path: String) throws(ConfigurationError) {
    self.path = path
    guard let object = json.objectValue else {
      throw ConfigurationError(
        key: path.isEmpty ? "configuration" : path, found: json.serialized(), expected: "an object")
    }
    for member in object { members[member.key] = member.value }
  }

  private func name(_ key: String) -> String { path.isEmpty ? key : "\(path).\(key)" }

  private func error(_ key: String, _ value: JSON, _ expected: String) -> ConfigurationError {
    ConfigurationError(key: name(key), found: value.serialized(), expected: expected)
  }

  /// Takes a member out.
  package mutating func value(_ key: String) throws(ConfigurationError) -> JSON {
    guard let value = members.removeValue(forKey: key) else {
      throw ConfigurationError(key: name(key), found: "missing", expected: "a value")
    }
    return value
  }

  /// Takes a whole number out.
  package mutating func integer(_ key: String) throws(ConfigurationError) -> Int {
    let value = try value(key)
    guard let number = value.intValue else { throw error(key, value, "a whole number") }
    return number
  }

  /// Takes a number out.
  package mutating func number(_ key: String) throws(ConfigurationError) -> Double {
    let value = try value(key)
    guard let number = value.doubleValue else { throw error(key, value, "a number") }
    return number
  }

  /// Takes a truth value out.
  package mutating func bool(_ key: String) throws(ConfigurationError) -> Bool {
    let value = try value(key)
    guard let truth = value.boolValue else { throw error(key, value, "true or false") }
    return truth
  }

  /// Takes whole numbers out; `nil` for `null`.
  package mutating func integers(_ key: String) throws(ConfigurationError) -> [Int]? {
    let value = try value(key)
    if value.isNull { return nil }
    var numbers: [Int] = []
    guard let values = value.arrayValue else {
      throw error(key, value, "whole numbers in an array")
    }
    for element in values {
      guard let number = element.intValue else {
        throw error(key, value, "whole numbers in an array")
      }
      numbers.append(number)
    }
    return numbers
  }

  /// Takes one of a fixed set of words out.
  package mutating func choice<Choice: RawRepresentable<String> & CaseIterable>(
    _ key: String
  ) throws(ConfigurationError) -> Choice {
    let value = try value(key)
    guard let choice = value.stringValue.flatMap(Choice.init(rawValue:)) else {
      let words = Choice.allCases.map { "\"\($0.rawValue)\"" }.joined(separator: ", ")
      throw error(key, value, "one of \(words)")
    }
    return choice
  }

  /// Checks that nothing is left.
  package func finish() throws(ConfigurationError) {
    guard let key = members.keys.sorted().first else { return }
    throw ConfigurationError(key: name(key), found: "present", expected: "no such key")
  }
}
