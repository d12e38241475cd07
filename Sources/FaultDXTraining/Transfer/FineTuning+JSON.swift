import FaultDXNN
import FaultDXStorage

extension FineTuning {
  var json: JSON {
    [
      "origin": .string(origin), "frozen": .array(frozen.map { .string($0) }),
      "rateDecay": .number(rateDecay),
    ]
  }

  init(json: JSON) throws(ConfigurationError) {
    var object = try StrictObject(json, at: "fineTuning")
    let origin = try object.value("origin")
    let frozen = try object.value("frozen")
    let names = frozen.arrayValue?.compactMap(\.stringValue)
    guard let sha256 = origin.stringValue else {
      throw ConfigurationError(
        key: "fineTuning.origin", found: origin.serialized(), expected: "a text")
    }
    guard let names, names.count == frozen.arrayValue?.count else {
      throw ConfigurationError(
        key: "fineTuning.frozen", found: frozen.serialized(), expected: "names of layers")
    }
    self.init(origin: sha256, frozen: names, rateDecay: try object.number("rateDecay"))
    try object.finish()
  }

  /// Checks that a network has the frozen layers, and something to learn with.
  ///
  /// - Throws: `ConfigurationError`.
  func validate(for configuration: CBAMNetwork.Configuration) throws(ConfigurationError) {
    if !(rateDecay > 0 && rateDecay <= 1) {
      throw ConfigurationError(
        key: "fineTuning.rateDecay", found: "\(rateDecay)", expected: "above 0, at most 1")
    }
    let layers = configuration.layers
    if let unknown = frozen.first(where: { !layers.contains($0) }) {
      throw ConfigurationError(
        key: "fineTuning.frozen", found: "\"\(unknown)\"",
        expected: "layers of the network, \(layers.joined(separator: ", "))")
    }
    if layers.allSatisfy(frozen.contains) {
      throw ConfigurationError(
        key: "fineTuning.frozen", found: "every layer", expected: "one that learns")
    }
  }
}
