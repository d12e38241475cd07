import FaultDXNN
import FaultDXSignal
import FaultDXStorage

/// How the file of a model of several networks, or of one that sees no waveform, holds them: tensors under
/// `members.0.`, `members.1.`, …, and under `faultdx.members` what each is.
extension Model {
  /// The version of the metadata of such models.
  public static let membersSchema = "faultdx.model/3"

  var memberEntries: [SafeTensors.Entry] {
    var entries: [SafeTensors.Entry] = []
    for (index, member) in members.enumerated() {
      let path = "members.\(index)."
      entries += member.network.state.map {
        SafeTensors.Entry(name: path + $0.name, shape: $0.shape, values: $0.values)
      }
      entries += member.representation.entries.map {
        SafeTensors.Entry(name: path + "input." + $0.name, shape: $0.shape, values: $0.values)
      }
    }
    if let gate {
      entries.append(
        .init(name: "gate.weight", shape: [gate.weights.count], values: gate.weights))
      entries.append(.init(name: "gate.bias", shape: [1], values: [gate.constant]))
    }
    return entries
  }

  var membersJSON: JSON {
    .array(
      members.map { member in
        [
          "input": member.representation.json, "network": member.network.configuration.json,
          "hardened": .bool(member.isHardened),
        ]
      })
  }

  /// The most networks of a model.
  static let mostMembers = 256

  /// Reads networks and gate.
  ///
  /// - Throws: `ModelError`, `ConfigurationError`, `StateError`.
  static func members(
    _ json: JSON, _ entries: [SafeTensors.Entry]
  ) throws -> (members: [Member], gate: NoiseGate?) {
    guard let array = json.arrayValue, 1...mostMembers ~= array.count else {
      throw ModelError("its metadata \"faultdx.members\" is not a list of 1 to \(mostMembers)")
    }
    var parts = [[SafeTensors.Entry]](repeating: [], count: array.count)
    var inputs = [[String: SafeTensors.Entry]](repeating: [:], count: array.count)
    var gates: [String: SafeTensors.Entry] = [:]
    for entry in entries {
      let path = entry.name.split(separator: ".", maxSplits: 2, omittingEmptySubsequences: false)
      if path.count == 3, path[0] == "members", let index = Int(path[1]),
        parts.indices.contains(index), String(index) == path[1]
      {
        if path[2].hasPrefix("input.") {
          inputs[index][String(path[2].dropFirst(6))] = entry
        } else {
          parts[index].append(
            .init(name: String(path[2]), shape: entry.shape, values: entry.values))
        }
      } else if path.count == 2, path[0] == "gate" {
        gates[String(path[1])] = entry
      } else {
        throw ModelError("\"\(entry.name)\" belongs to none of its \(array.count) networks")
      }
    }
    var members: [Member] = []
    for (index, description) in array.enumerated() {
      guard let input = description["input"], let network = description["network"],
        let isHardened = description["hardened"]?.boolValue, description.objectValue?.count == 3
      else {
        throw ModelError("its metadata \"faultdx.members\" does not say what network \(index) is")
      }
      let configuration = try CBAMNetwork.Configuration(json: network)
      try configuration.expectSize(of: parts[index])
      var loaded = try CBAMNetwork(configuration: configuration)
      try loaded.load(parts[index])
      members.append(
        Member(
          representation: try Representation(json: input, entries: inputs[index], index: index),
          network: loaded, isHardened: isHardened))
    }
    return (members, try gate(gates))
  }

  private static func gate(
    _ entries: [String: SafeTensors.Entry]
  ) throws(ModelError) -> NoiseGate? {
    if entries.isEmpty { return nil }
    guard let weights = entries["weight"], let bias = entries["bias"], entries.count == 2,
      bias.values.count == 1, (weights.values + bias.values).allSatisfy(\.isFinite)
    else { throw ModelError("its gate is not finite weights and one bias") }
    return NoiseGate(weights: weights.values, constant: bias.values[0])
  }
}

extension FeatureScale {
  /// Whether all numbers are finite and scale something.
  var isUsable: Bool {
    mean.allSatisfy(\.isFinite) && deviation.allSatisfy { $0.isFinite && $0 > 0 }
  }
}

extension Representation {
  fileprivate var json: JSON {
    switch self {
    case .waveform(let normalization):
      ["kind": .string(kind.rawValue), "normalization": normalization.json]
    case .spectrum(let bands, _): ["kind": .string(kind.rawValue), "bands": .integer(bands)]
    case .components: ["kind": .string(kind.rawValue)]
    case .lines(let geometry, _):
      [
        "kind": .string(kind.rawValue),
        "bearing": [
          "balls": .integer(geometry.balls), "ballDiameter": .number(geometry.ballDiameter),
          "pitchDiameter": .number(geometry.pitchDiameter),
          "contactAngle": .number(geometry.contactAngle),
        ],
      ]
    }
  }

  fileprivate var entries: [SafeTensors.Entry] {
    func scale(_ scale: FeatureScale) -> [SafeTensors.Entry] {
      [
        .init(name: "mean", shape: [scale.count], values: scale.mean),
        .init(name: "deviation", shape: [scale.count], values: scale.deviation),
      ]
    }
    switch self {
    case .waveform: return []
    case .spectrum(_, let numbers), .lines(_, let numbers): return scale(numbers)
    case .components(let directions, let numbers):
      return scale(numbers) + [
        .init(
          name: "directions", shape: [directions.count, directions.first?.count ?? 0],
          values: directions.flatMap { $0 })
      ]
    }
  }

  fileprivate init(
    json: JSON, entries: [String: SafeTensors.Entry], index: Int
  ) throws(ModelError) {
    func wrong(_ what: String) -> ModelError { ModelError("network \(index) reads \(what)") }
    let kind = json["kind"]?.stringValue.flatMap(Kind.init)
    if kind == .waveform {
      guard let normalization = json["normalization"].flatMap(Normalization.init), entries.isEmpty
      else { throw wrong("a waveform whose scaling is not understood") }
      self = .waveform(normalization)
      return
    }
    guard let mean = entries["mean"], let deviation = entries["deviation"],
      mean.shape.count == 1, mean.shape == deviation.shape,
      entries.count == (kind == .components ? 3 : 2)
    else { throw wrong("numbers without means and as many deviations") }
    let scale = FeatureScale(mean: mean.values, deviation: deviation.values)
    switch kind {
    case .spectrum:
      guard let bands = json["bands"]?.intValue else { throw wrong("nobody says how many bands") }
      self = .spectrum(bands: bands, scale)
    case .components:
      guard let directions = entries["directions"], directions.shape.count == 2,
        directions.shape[1] > 0
      else { throw wrong("components without directions") }
      let size = directions.shape[1]
      self = .components(
        directions: (0..<directions.shape[0]).map {
          Array(directions.values[$0 * size..<($0 + 1) * size])
        }, scale)
    case .lines:
      guard let bearing = json["bearing"], let balls = bearing["balls"]?.intValue,
        let ball = bearing["ballDiameter"]?.doubleValue,
        let pitch = bearing["pitchDiameter"]?.doubleValue,
        let angle = bearing["contactAngle"]?.doubleValue
      else { throw wrong("lines of a bearing that is not described") }
      self = .lines(
        BearingGeometry(
          balls: balls, ballDiameter: ball, pitchDiameter: pitch, contactAngle: angle), scale)
    case .waveform, nil: throw wrong("something that this version does not know")
    }
  }
}
