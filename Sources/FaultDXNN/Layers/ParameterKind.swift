public import FaultDXTensor

/// What a parameter is: decides its layout in a model file, whether it is trained and whether it decays.
public enum ParameterKind: Sendable, Equatable {
  /// A convolution's filters, `[kernelSize, inputChannels, outputChannels]` in memory.
  case convolutionWeight
  /// A linear map, `[inputs, outputs]` in memory.
  case linearWeight
  /// An additive term, one number per channel.
  case bias
  /// The multiplicative term of a normalisation, one number per channel.
  case normalizationScale
  /// A running average of means: measured, not trained.
  case runningMean
  /// A running average of variances: measured, not trained, never negative.
  case runningVariance

  /// Whether an optimiser changes it.
  public var isTrained: Bool { self != .runningMean && self != .runningVariance }

  /// Whether weight decay applies to it: to filters and linear maps, not to biases and normalisations.
  public var decays: Bool { self == .convolutionWeight || self == .linearWeight }
}

/// Anything that owns named parameters: a layer, a block, a network.
///
/// The order of the visit is the order of the parameters in a model file and in the optimiser's memory.
public protocol Parameterized {
  /// Visits every parameter in a fixed order, under PyTorch's name for it.
  ///
  /// - Parameters:
  ///   - path: what the names start with, for example `blocks.0.conv`; may be empty.
  ///   - visit: gets the full name, the tensor in this library's layout, and its kind.
  /// - Throws: what `visit` throws.
  mutating func visitParameters<Failure: Error>(
    _ path: String, _ visit: (String, inout Tensor, ParameterKind) throws(Failure) -> Void
  ) throws(Failure)
}

extension Parameterized {
  /// Every parameter by name, in visiting order.
  public var parameters: [(name: String, tensor: Tensor, kind: ParameterKind)] {
    var all: [(name: String, tensor: Tensor, kind: ParameterKind)] = []
    var copy = self
    copy.visitParameters("") { name, tensor, kind in all.append((name, tensor, kind)) }
    return all
  }

  /// The number of trained numbers: running averages are not counted.
  public var parameterCount: Int {
    parameters.reduce(0) { $0 + ($1.kind.isTrained ? $1.tensor.count : 0) }
  }
}

/// Joins the parts of a parameter's name with a dot.
package func joined(_ path: String, _ name: String) -> String {
  path.isEmpty ? name : "\(path).\(name)"
}
