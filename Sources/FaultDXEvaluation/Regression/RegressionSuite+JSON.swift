public import FaultDXStorage

/// Fitted estimators on disk, beside the model that they were fitted for.
extension RegressionSuite {
  /// The estimators with all their numbers.
  public var json: JSON {
    [
      "baselines": .array(baselines.map(\.json)), "notes": .array(notes.map { .string($0) }),
    ]
  }

  /// Estimators as `json` gives them.
  ///
  /// - Parameters:
  ///   - windowLength: The frames of the windows that they will be asked about.
  ///   - channels: The channels of those windows.
  /// - Returns: `nil` where anything is missing, has another size than these call for, or is no number.
  public init?(json: JSON, windowLength: Int, channels: Int) {
    guard let baselines = json["baselines"]?.arrayValue, let notes = json["notes"]?.arrayValue
    else { return nil }
    var fitted: [RegressionBaseline] = []
    for baseline in baselines {
      guard
        let baseline = RegressionBaseline(
          json: baseline, windowLength: windowLength, channels: channels)
      else { return nil }
      fitted.append(baseline)
    }
    guard !fitted.isEmpty else { return nil }
    self.init(baselines: fitted, notes: notes.compactMap(\.stringValue))
  }
}

extension RegressionBaseline {
  fileprivate var json: JSON {
    let model: JSON =
      switch model {
      case .constant(let value): ["value": .number(value)]
      case .ridge(let ridge, let bands):
        [
          "bands": .integer(bands), "constant": .number(ridge.constant),
          "weights": .array(ridge.weights.map { .number($0) }),
        ]
      }
    return [
      "kind": .string(kind.rawValue), "settings": .string(settings), "model": model,
    ]
  }

  fileprivate init?(json: JSON, windowLength: Int, channels: Int) {
    guard let kind = json["kind"]?.stringValue.flatMap(Kind.init), let model = json["model"],
      let settings = json["settings"]?.stringValue
    else { return nil }
    switch kind {
    case .mean, .median:
      guard let value = model["value"]?.doubleValue, value.isFinite else { return nil }
      self.init(kind: kind, settings: settings, model: .constant(value))
    case .ridge:
      guard let bands = model["bands"]?.intValue, let constant = model["constant"]?.doubleValue,
        SpectralFeatures.counts(windowLength: windowLength).contains(bands),
        let array = model["weights"]?.arrayValue, array.count == (bands + 1) * channels
      else { return nil }
      let weights = array.compactMap(\.doubleValue).filter(\.isFinite)
      guard weights.count == array.count, constant.isFinite else { return nil }
      self.init(
        kind: kind, settings: settings,
        model: .ridge(RidgeRegression(weights: weights, constant: constant), bands: bands))
    }
  }
}
