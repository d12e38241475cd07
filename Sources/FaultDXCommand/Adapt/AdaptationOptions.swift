import ArgumentParser
import FaultDXTraining

/// How a model is adapted.
struct AdaptationOptions: ParsableArguments {
  /// The methods by the names of the command line.
  enum Name: String, ExpressibleByArgument, CaseIterable {
    case adabn, coral, mmd, entropy
  }

  @Option(name: .customLong("method"), help: "What is adapted, and by what.")
  var name: Name = .adabn

  @Option(help: "Passes over the new windows, for mmd and entropy. (default: 10, of entropy 5)")
  var epochs: Int?

  @Option(help: "Learning rate of scales and shifts, for mmd and entropy. (default: 0.001)")
  var learningRate: Double?

  @Option(help: "Windows in a batch.")
  var batchSize = 128

  func validate() throws {
    let learns = name == .mmd || name == .entropy
    if !learns, epochs != nil || learningRate != nil {
      throw ValidationError("--epochs and --learning-rate go with --method mmd or entropy")
    }
    if let epochs, !(1...100_000).contains(epochs) {
      throw ValidationError("--epochs must be 1 to 100000")
    }
    if let learningRate, !(learningRate > 0 && learningRate <= 100) {
      throw ValidationError("--learning-rate must be above 0, at most 100")
    }
    if !(2...65_536).contains(batchSize) {
      throw ValidationError("--batch-size must be 2 to 65536")
    }
  }

  /// What was asked for.
  var adaptation: Adaptation {
    switch name {
    case .adabn: .batchNorm
    case .coral: .correlation()
    case .mmd: .discrepancy(epochs: epochs ?? 10, learningRate: learningRate ?? 1e-3)
    case .entropy: .entropy(epochs: epochs ?? 5, learningRate: learningRate ?? 1e-3)
    }
  }
}
