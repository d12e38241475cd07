public import FaultDXNN

/// Why a network cannot be trained on what was given.
public enum TrainingError: Error, Equatable, Sendable, CustomStringConvertible {
  /// There is nothing to learn from.
  case noWindows
  /// The windows do not fit the network.
  case mismatch(what: String, windows: Int, network: Int)
  /// Training and validation have different classes, windows or channels.
  case validation(what: String)
  /// The configuration is impossible.
  case configuration(ConfigurationError)
  /// The loss is no longer a number.
  case diverged(epoch: Int, batch: Int)
  /// A checkpoint lacks something or belongs to another run.
  case checkpoint(String)
  /// The weights of a checkpoint do not fit its network.
  case state(StateError)

  /// One sentence.
  public var description: String {
    switch self {
    case .noWindows: "there is no window to train on"
    case .mismatch(let what, let windows, let network):
      "\(what): the windows have \(windows), the network expects \(network)"
    case .validation(let what): "validation and training windows differ in their \(what)"
    case .configuration(let error): error.description
    case .diverged(let epoch, let batch):
      "the loss is no longer finite at batch \(batch) of epoch \(epoch); "
        + "a lower learning rate or clipping of the gradient may help"
    case .checkpoint(let problem): "checkpoint: \(problem)"
    case .state(let error): "checkpoint: \(error)"
    }
  }
}
