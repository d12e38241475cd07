public import FaultDXSignal
public import FaultDXStorage

/// Fitted baselines on disk, beside the model that they were fitted for, so that both can be measured again on other
/// recordings without the training data.
extension BaselineSuite {
  /// The classifiers with all their numbers.
  public var json: JSON {
    [
      "baselines": .array(baselines.map(\.json)), "notes": .array(notes.map { .string($0) }),
    ]
  }

  /// Classifiers as `json` gives them.
  ///
  /// - Parameters:
  ///   - windowLength: The frames of the windows that they will be asked about.
  ///   - conditioning: What is done to those windows.
  ///   - channels: The channels of those windows.
  ///   - classCount: The classes.
  /// - Returns: `nil` where anything is missing, has another size than these call for, or is no number.
  public init?(
    json: JSON, windowLength: Int, channels: Int, conditioning: Conditioning = .none,
    classCount: Int
  ) {
    guard let baselines = json["baselines"]?.arrayValue, let notes = json["notes"]?.arrayValue
    else { return nil }
    let shape = WindowShape(
      length: windowLength, sampleLength: conditioning.outputLength(ofWindow: windowLength),
      channels: channels, classCount: classCount)
    var fitted: [FittedBaseline] = []
    for baseline in baselines {
      guard let baseline = FittedBaseline(json: baseline, shape) else { return nil }
      fitted.append(baseline)
    }
    guard let first = fitted.first, first.kind == .majority else { return nil }
    self.init(baselines: fitted, notes: notes.compactMap(\.stringValue))
  }
}

/// What a window is made of and what it can be.
private struct WindowShape {
  let length: Int
  /// Frames after what is done to a window.
  let sampleLength: Int
  let channels: Int
  let classCount: Int
}

extension FittedBaseline {
  fileprivate var json: JSON {
    let model: JSON =
      switch model {
      case .majority(let majority): ["frequencies": .numbers(majority.frequencies)]
      case .linear(let linear, let bands):
        ["bands": .integer(bands), "classes": .array(linear.rows.map(\.json))]
      case .logistic(let logistic, let bands):
        ["bands": .integer(bands), "classes": .array(logistic.rows.map(\.json))]
      case .quadratic(let quadratic, let components):
        [
          "components": .array(components.directions.map { .numbers($0) }),
          "mean": .numbers(components.mean), "variances": .numbers(components.variances),
          "classes": .array(quadratic.gaussians.map(\.json)),
        ]
      }
    return [
      "kind": .string(kind.rawValue), "settings": .string(settings), "model": model,
    ]
  }

  fileprivate init?(json: JSON, _ shape: WindowShape) {
    guard let kind = json["kind"]?.stringValue.flatMap(Kind.init), let model = json["model"],
      let settings = json["settings"]?.stringValue,
      let model = Model(kind, json: model, shape)
    else { return nil }
    self.init(kind, settings: settings, model)
  }
}

extension FittedBaseline.Model {
  fileprivate init?(_ kind: FittedBaseline.Kind, json: JSON, _ shape: WindowShape) {
    if kind == .majority {
      guard let values = json["frequencies"]?.numbers(shape.classCount) else { return nil }
      self = .majority(MajorityClassBaseline(frequencies: values))
      return
    }
    guard let classes = json["classes"]?.arrayValue, classes.count == shape.classCount,
      !classes.allSatisfy(\.isNull)
    else { return nil }
    if kind == .quadraticDiscriminant {
      guard let quadratic = Self.quadratic(classes, json, shape) else { return nil }
      self = quadratic
      return
    }
    guard let bands = json["bands"]?.intValue,
      SpectralFeatures.counts(windowLength: shape.length).contains(bands)
    else { return nil }
    let size = bands * shape.channels
    var rows: [LinearScore?] = []
    for label in classes {
      guard !label.isNull else {
        rows.append(nil)
        continue
      }
      guard let weights = label["weights"]?.numbers(size),
        let constant = label["constant"]?.doubleValue
      else { return nil }
      rows.append(LinearScore(weights: weights, constant: constant))
    }
    self =
      kind == .linearDiscriminant
      ? .linear(LinearDiscriminantBaseline(featureCount: size, rows: rows), bands: bands)
      : .logistic(LogisticRegressionBaseline(featureCount: size, rows: rows), bands: bands)
  }

  private static func quadratic(
    _ classes: [JSON], _ json: JSON, _ shape: WindowShape
  ) -> FittedBaseline.Model? {
    let samples = shape.sampleLength * shape.channels
    guard let directions = json["components"]?.arrayValue, !directions.isEmpty,
      let mean = json["mean"]?.numbers(samples),
      let variances = json["variances"]?.numbers(directions.count),
      variances.allSatisfy({ $0 > 0 })
    else { return nil }
    let vectors = directions.compactMap { $0.numbers(samples) }
    guard vectors.count == directions.count else { return nil }
    let count = directions.count
    var gaussians: [QuadraticDiscriminantBaseline.Gaussian?] = []
    for label in classes {
      guard !label.isNull else {
        gaussians.append(nil)
        continue
      }
      guard let mean = label["mean"]?.numbers(count),
        let lower = label["factor"]?.numbers(count * (count + 1) / 2),
        let constant = label["constant"]?.doubleValue
      else { return nil }
      gaussians.append(
        .init(mean: mean, factor: CholeskyFactor(size: count, lower: lower), constant: constant))
    }
    return .quadratic(
      QuadraticDiscriminantBaseline(featureCount: count, gaussians: gaussians),
      PrincipalComponents(mean: mean, variances: variances, directions: vectors))
  }
}

extension LinearScore? {
  fileprivate var json: JSON {
    map { ["weights": .numbers($0.weights), "constant": .number($0.constant)] } ?? .null
  }
}

extension QuadraticDiscriminantBaseline.Gaussian? {
  fileprivate var json: JSON {
    map {
      [
        "mean": .numbers($0.mean), "factor": .numbers($0.factor.lower),
        "constant": .number($0.constant),
      ]
    } ?? .null
  }
}

extension JSON {
  fileprivate static func numbers(_ values: [Double]) -> JSON { .array(values.map { .number($0) }) }

  /// So many numbers; `nil` where this is anything else.
  fileprivate func numbers(_ count: Int) -> [Double]? {
    guard let values = arrayValue?.compactMap(\.doubleValue), values.count == count,
      arrayValue?.count == count
    else { return nil }
    return values
  }
}
