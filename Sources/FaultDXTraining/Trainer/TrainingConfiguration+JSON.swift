public import FaultDXNN
public import FaultDXStorage

extension TrainingConfiguration {
  /// The configuration as run folders and checkpoints hold it.
  public var json: JSON {
    var members: JSONObject = [
      "epochs": .integer(epochs),
      "batchSize": .integer(batchSize),
      "optimizer": optimizer.json,
      "learningRate": .number(learningRate),
      "schedule": schedule.json,
      "warmUpEpochs": .number(warmUpEpochs),
      "labelSmoothing": .number(labelSmoothing),
      "classWeights": .string(classWeights.rawValue),
      "sampling": .string(sampling.rawValue),
      "weightAveraging": weightAveraging.json,
      "maximumGradientNorm": maximumGradientNorm.map { .number($0) } ?? .null,
      "patience": patience.map { .integer($0) } ?? .null,
      // A string, because a JSON number that large would not survive every reader.
      "seed": .string(String(seed)),
      "augmentation": .string(augmentation.description),
    ]
    // Only where there is one, so that other runs leave the same bytes that older versions left.
    if let fineTuning { members["fineTuning"] = fineTuning.json }
    return .object(members)
  }

  /// Reads a configuration strictly.
  ///
  /// - Throws: `ConfigurationError` for a missing or unknown key, a value of the wrong kind or out of range.
  public init(json: JSON) throws(ConfigurationError) {
    var root = try StrictObject(json, at: "")
    let augmentation = try root.value("augmentation")
    guard let augmentationText = augmentation.stringValue else {
      throw ConfigurationError(
        key: "augmentation", found: augmentation.serialized(),
        expected:
          "a text such as \"shift=64,gain=0.2\"; an earlier version wrote it in another form")
    }
    let seedText = try root.value("seed")
    guard let seed = seedText.stringValue.flatMap({ UInt64($0) }) else {
      throw ConfigurationError(
        key: "seed", found: seedText.serialized(), expected: "a whole number of 64 bits in quotes")
    }
    self.init(
      epochs: try root.integer("epochs"), batchSize: try root.integer("batchSize"),
      optimizer: try OptimizerConfiguration(json: root.value("optimizer")),
      learningRate: try root.number("learningRate"),
      schedule: try Schedule(json: root.value("schedule")),
      warmUpEpochs: try root.number("warmUpEpochs"),
      labelSmoothing: try root.number("labelSmoothing"),
      classWeights: try root.choice("classWeights"), sampling: try root.choice("sampling"),
      weightAveraging: try WeightAveraging(json: root.value("weightAveraging")),
      maximumGradientNorm: try root.optionalNumber("maximumGradientNorm"),
      patience: try root.optionalInteger("patience"), seed: seed,
      augmentation: try Augmentation(parsing: augmentationText),
      fineTuning: try root.optional("fineTuning").map { (json) throws(ConfigurationError) in
        try FineTuning(json: json)
      })
    try root.finish()
    try validate()
  }

  /// Checks that a run is possible.
  ///
  /// - Throws: `ConfigurationError` for the first impossible value.
  public func validate() throws(ConfigurationError) {
    func check(_ key: String, _ value: Double, _ isGood: Bool, _ expected: String)
      throws(ConfigurationError)
    {
      if !isGood || !value.isFinite {
        throw ConfigurationError(key: key, found: "\(value)", expected: expected)
      }
    }
    try check("epochs", Double(epochs), 1...1_000_000 ~= epochs, "1 to 1000000")
    try check("batchSize", Double(batchSize), 1...65_536 ~= batchSize, "1 to 65536")
    try check("learningRate", learningRate, learningRate > 0, "a positive number")
    try check("warmUpEpochs", warmUpEpochs, 0...1e6 ~= warmUpEpochs, "0 or more")
    try check(
      "labelSmoothing", labelSmoothing, 0..<1 ~= labelSmoothing, "0 or more, below 1")
    if let norm = maximumGradientNorm {
      try check("maximumGradientNorm", norm, norm > 0, "a positive number, or null")
    }
    if let patience { try check("patience", Double(patience), patience > 0, "1 or more, or null") }
    // What cannot be written as text and read again is out of range.
    guard try Augmentation(parsing: augmentation.description) == augmentation else {
      throw ConfigurationError(
        key: "augmentation", found: "\"\(augmentation)\"", expected: "parts that do something")
    }
    switch weightAveraging {
    case .none: break
    case .exponential(let decay):
      try check("weightAveraging.decay", decay, 0..<1 ~= decay, "0 or more, below 1")
    case .stochastic(let start):
      try check("weightAveraging.start", start, 0..<1 ~= start, "0 or more, below 1")
    }
    for (key, value, isGood) in optimizer.limits + schedule.limits {
      try check(key, value, isGood, "a number in the range of its rule")
    }
  }
}

extension OptimizerConfiguration {
  var json: JSON {
    switch self {
    case .sgd(let momentum, let nesterov, let decay):
      [
        "kind": .string(name), "momentum": .number(momentum), "nesterov": .bool(nesterov),
        "decay": .number(decay),
      ]
    case .adam(let beta1, let beta2, let epsilon, let decay),
      .adamW(let beta1, let beta2, let epsilon, let decay):
      [
        "kind": .string(name), "beta1": .number(beta1), "beta2": .number(beta2),
        "epsilon": .number(epsilon), "decay": .number(decay),
      ]
    }
  }

  init(json: JSON) throws(ConfigurationError) {
    var object = try StrictObject(json, at: "optimizer")
    let kind = try object.value("kind")
    switch kind.stringValue {
    case "sgd":
      self = .sgd(
        momentum: try object.number("momentum"), nesterov: try object.bool("nesterov"),
        decay: try object.number("decay"))
    case "adam":
      self = .adam(
        beta1: try object.number("beta1"), beta2: try object.number("beta2"),
        epsilon: try object.number("epsilon"), decay: try object.number("decay"))
    case "adamW":
      self = .adamW(
        beta1: try object.number("beta1"), beta2: try object.number("beta2"),
        epsilon: try object.number("epsilon"), decay: try object.number("decay"))
    default:
      throw ConfigurationError(
        key: "optimizer.kind", found: kind.serialized(),
        expected: "one of \"sgd\", \"adam\", \"adamW\"")
    }
    try object.finish()
  }

  /// What has to hold for each number.
  var limits: [(String, Double, Bool)] {
    switch self {
    case .sgd(let momentum, _, let decay):
      [
        ("optimizer.momentum", momentum, 0..<1 ~= momentum),
        ("optimizer.decay", decay, decay >= 0),
      ]
    case .adam(let beta1, let beta2, let epsilon, let decay),
      .adamW(let beta1, let beta2, let epsilon, let decay):
      [
        ("optimizer.beta1", beta1, 0..<1 ~= beta1), ("optimizer.beta2", beta2, 0..<1 ~= beta2),
        ("optimizer.epsilon", epsilon, epsilon > 0), ("optimizer.decay", decay, decay >= 0),
      ]
    }
  }
}

extension WeightAveraging {
  var json: JSON {
    switch self {
    case .none: ["kind": .string(name)]
    case .exponential(let decay): ["kind": .string(name), "decay": .number(decay)]
    case .stochastic(let start): ["kind": .string(name), "start": .number(start)]
    }
  }

  init(json: JSON) throws(ConfigurationError) {
    var object = try StrictObject(json, at: "weightAveraging")
    let kind = try object.value("kind")
    switch kind.stringValue {
    case "none": self = .none
    case "ema": self = .exponential(decay: try object.number("decay"))
    case "swa": self = .stochastic(start: try object.number("start"))
    default:
      throw ConfigurationError(
        key: "weightAveraging.kind", found: kind.serialized(),
        expected: "one of \"none\", \"ema\", \"swa\"")
    }
    try object.finish()
  }
}

extension Schedule {
  var json: JSON {
    switch self {
    case .constant: ["kind": .string(name)]
    case .step(let every, let factor):
      ["kind": .string(name), "every": .integer(every), "factor": .number(factor)]
    case .multiStep(let epochs, let factor):
      [
        "kind": .string(name), "epochs": .array(epochs.map { .integer($0) }),
        "factor": .number(factor),
      ]
    case .cosine(let minimum): ["kind": .string(name), "minimum": .number(minimum)]
    case .oneCycle(let rise, let startFactor, let endFactor, let isLinear):
      [
        "kind": .string(name), "rise": .number(rise), "startFactor": .number(startFactor),
        "endFactor": .number(endFactor), "isLinear": .bool(isLinear),
      ]
    }
  }

  init(json: JSON) throws(ConfigurationError) {
    var object = try StrictObject(json, at: "schedule")
    let kind = try object.value("kind")
    switch kind.stringValue {
    case "constant": self = .constant
    case "step":
      self = .step(every: try object.integer("every"), factor: try object.number("factor"))
    case "multiStep":
      self = .multiStep(
        epochs: try object.integers("epochs") ?? [], factor: try object.number("factor"))
    case "cosine": self = .cosine(minimum: try object.number("minimum"))
    case "oneCycle":
      self = .oneCycle(
        rise: try object.number("rise"), startFactor: try object.number("startFactor"),
        endFactor: try object.number("endFactor"), isLinear: try object.bool("isLinear"))
    default:
      throw ConfigurationError(
        key: "schedule.kind", found: kind.serialized(),
        expected: "one of \"constant\", \"step\", \"multiStep\", \"cosine\", \"oneCycle\"")
    }
    try object.finish()
  }

  /// What has to hold for each number.
  var limits: [(String, Double, Bool)] {
    switch self {
    case .constant: []
    case .step(let every, let factor):
      [("schedule.every", Double(every), every >= 1), ("schedule.factor", factor, factor > 0)]
    case .multiStep(_, let factor): [("schedule.factor", factor, factor > 0)]
    case .cosine(let minimum): [("schedule.minimum", minimum, minimum >= 0)]
    case .oneCycle(let rise, let startFactor, let endFactor, _):
      [
        ("schedule.rise", rise, 0...1 ~= rise),
        ("schedule.startFactor", startFactor, startFactor >= 1),
        ("schedule.endFactor", endFactor, endFactor >= 1),
      ]
    }
  }
}
