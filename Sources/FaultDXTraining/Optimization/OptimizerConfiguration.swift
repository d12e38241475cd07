/// How gradients change weights: PyTorch's update rules, number for number.
public enum OptimizerConfiguration: Sendable, Equatable {
  /// Stochastic gradient descent (`torch.optim.SGD`); `decay` is added to the gradient.
  case sgd(momentum: Double = 0.9, nesterov: Bool = false, decay: Double = 0)
  /// Adam (`torch.optim.Adam`; Kingma and Ba, ICLR 2015, arXiv 1412.6980); `decay` is added to the gradient.
  case adam(
    beta1: Double = 0.9, beta2: Double = 0.999, epsilon: Double = 1e-8, decay: Double = 0)
  /// Adam with decay beside the gradient (`torch.optim.AdamW`; Loshchilov and Hutter, arXiv 1711.05101).
  case adamW(
    beta1: Double = 0.9, beta2: Double = 0.999, epsilon: Double = 1e-8, decay: Double = 0.01)

  /// The name by which configurations call it.
  public var name: String {
    switch self {
    case .sgd: "sgd"
    case .adam: "adam"
    case .adamW: "adamW"
    }
  }
}
