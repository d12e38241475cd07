public import FaultDXStorage
import FaultDXTensor

/// Weights that do not fit a network: which, and why.
public enum StateError: Error, Equatable, Sendable, CustomStringConvertible {
  /// The network has this parameter, the weights do not.
  case missing(name: String)
  /// The weights have this tensor, the network does not.
  case unexpected(name: String)
  /// A tensor occurs twice.
  case repeated(name: String)
  /// A tensor has another shape, both in PyTorch's layout.
  case shape(name: String, found: [Int], expected: [Int])
  /// A tensor has fewer or more values than its shape says.
  case count(name: String, found: Int, expected: Int)
  /// A tensor holds NaN or an infinite value.
  case notFinite(name: String, index: Int)
  /// A running variance is negative.
  case negativeVariance(name: String, index: Int)
  /// All tensors together have fewer than half of the network's values.
  case tooFewValues(found: Int, expected: Int)

  /// One sentence.
  public var description: String {
    switch self {
    case .missing(let name): "weights: \"\(name)\" is missing"
    case .unexpected(let name): "weights: \"\(name)\" belongs to no layer of this network"
    case .repeated(let name): "weights: \"\(name)\" occurs twice"
    case .shape(let name, let found, let expected):
      "weights: \"\(name)\" has the shape \(found), expected \(expected)"
    case .count(let name, let found, let expected):
      "weights: \"\(name)\" has \(found) values, expected \(expected)"
    case .notFinite(let name, let index):
      "weights: \"\(name)\" has a value that is not finite at index \(index)"
    case .negativeVariance(let name, let index):
      "weights: \"\(name)\" has a negative variance at index \(index)"
    case .tooFewValues(let found, let expected):
      "weights: there are \(found) values, the network that the configuration describes has "
        + "\(expected)"
    }
  }
}

extension CBAMNetwork.Configuration {
  /// Checks that weights can be those of such a network, before memory is allocated for it: a file of a few
  /// bytes must not ask for gigabytes.
  ///
  /// - Precondition: the configuration is valid.
  /// - Throws: `StateError.tooFewValues`.
  public func expectSize(of entries: [SafeTensors.Entry]) throws(StateError) {
    let found = entries.reduce(0) { $0 + $1.values.count }
    // A file that lacks a tensor or two goes on to `load`, which names them.
    if 2 * Double(found) < stateCount {
      throw .tooFewValues(found: found, expected: Int(stateCount))
    }
  }
}

/// Weights out and in, in PyTorch's layout.
extension CBAMNetwork {
  /// Every parameter under PyTorch's name and in PyTorch's layout, as the model file holds them.
  public var state: [SafeTensors.Entry] {
    parameters.map { name, tensor, kind in
      let layout = layout(name, tensor, kind)
      return SafeTensors.Entry(
        name: name, shape: layout.fileShape,
        values: layout.indices.map { tensor.elements[$0] })
    }
  }

  /// Takes over weights in PyTorch's layout; `num_batches_tracked` is ignored.
  ///
  /// - Throws: `StateError` for the first tensor that is missing, unexpected, of the wrong shape or not finite;
  ///   the network is then as it was.
  public mutating func load(_ entries: [SafeTensors.Entry]) throws(StateError) {
    var found: [String: SafeTensors.Entry] = [:]
    for entry in entries where !entry.name.hasSuffix(".num_batches_tracked") {
      if found.updateValue(entry, forKey: entry.name) != nil {
        throw .repeated(name: entry.name)
      }
    }
    var loaded = self
    try loaded.visitParameters("") { (name, tensor, kind) throws(StateError) in
      guard let entry = found.removeValue(forKey: name) else { throw .missing(name: name) }
      let layout = layout(name, tensor, kind)
      try Self.check(entry, layout.fileShape, kind)
      tensor.elements.withUnsafeMutableBufferPointer { memory in
        layout.forEach { position, index in memory[index] = entry.values[position] }
      }
    }
    if let name = entries.first(where: { found[$0.name] != nil })?.name {
      throw .unexpected(name: name)
    }
    self = loaded
  }

  private static func check(
    _ entry: SafeTensors.Entry, _ shape: [Int], _ kind: ParameterKind
  ) throws(StateError) {
    if entry.shape != shape { throw .shape(name: entry.name, found: entry.shape, expected: shape) }
    let count = shape.reduce(1, *)
    if entry.values.count != count {
      throw .count(name: entry.name, found: entry.values.count, expected: count)
    }
    if let index = entry.values.firstIndex(where: { !$0.isFinite }) {
      throw .notFinite(name: entry.name, index: index)
    }
    if kind == .runningVariance, let index = entry.values.firstIndex(where: { $0 < 0 }) {
      throw .negativeVariance(name: entry.name, index: index)
    }
  }

  private func layout(_ name: String, _ tensor: Tensor, _ kind: ParameterKind) -> FileLayout {
    let isFlattened = name == "head.weight" && configuration.head == .flatten
    return FileLayout(
      tensor.shape, kind,
      flattenedChannels: isFlattened ? configuration.widths[configuration.widths.count - 1] : nil)
  }
}
