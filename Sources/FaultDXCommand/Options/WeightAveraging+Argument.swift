public import ArgumentParser
public import FaultDXTraining

extension WeightAveraging: ExpressibleByArgument {
  /// Reads `none`, `ema`, `ema=0.99`, `swa` or `swa=0.5`.
  public init?(argument: String) {
    let words = argument.split(separator: "=", maxSplits: 1).map(String.init)
    let number = words.count > 1 ? Double(words[1]) : nil
    if words.count > 1, !(number.map { 0..<1 ~= $0 } ?? false) { return nil }
    switch words.first {
    case "none" where number == nil: self = .none
    case "ema": self = number.map { .exponential(decay: $0) } ?? .exponential()
    case "swa": self = number.map { .stochastic(start: $0) } ?? .stochastic()
    default: return nil
    }
  }

  /// What the help says unless asked otherwise.
  public var defaultValueDescription: String { name }
}
