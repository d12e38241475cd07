public import FaultDXStorage

/// What one pass over the training windows came to.
public struct EpochReport: Sendable, Equatable {
  /// Counted from 1.
  public var epoch: Int
  /// The mean loss of the training windows, each taken when its batch was trained on.
  public var trainingLoss: Double
  /// The share of training windows that were right when their batch was trained on; `nil` where a number is estimated.
  public var trainingAccuracy: Double?
  /// The loss of the validation windows after the epoch, where there are any.
  public var validationLoss: Double?
  /// The share of validation windows that are right after the epoch.
  public var validationAccuracy: Double?
  /// Where a number is estimated, the mean distance of the validation windows from it after the epoch, in its unit.
  public var validationError: Double?
  /// The learning rate of the last batch.
  public var learningRate: Double
  /// Wall time of training and validation.
  public var seconds: Double
  /// Training windows per second of training.
  public var windowsPerSecond: Double
  /// Whether the weights behind this epoch are the best so far.
  public var isBest: Bool

  /// The report as checkpoints and run folders hold it.
  public var json: JSON {
    var members: JSONObject = [
      "epoch": .integer(epoch),
      "trainingLoss": .number(trainingLoss),
      "trainingAccuracy": trainingAccuracy.map { .number($0) } ?? .null,
      "validationLoss": validationLoss.map { .number($0) } ?? .null,
      "validationAccuracy": validationAccuracy.map { .number($0) } ?? .null,
      "learningRate": .number(learningRate),
      "seconds": .number(seconds),
      "windowsPerSecond": .number(windowsPerSecond),
      "isBest": .bool(isBest),
    ]
    if let validationError { members["validationError"] = .number(validationError) }
    return .object(members)
  }

  /// A report; `nil` where a member is missing or of another kind.
  init?(json: JSON) {
    guard let epoch = json["epoch"]?.intValue,
      let trainingLoss = json["trainingLoss"]?.doubleValue,
      let trainingAccuracy = json["trainingAccuracy"],
      trainingAccuracy == .null || trainingAccuracy.doubleValue != nil,
      let learningRate = json["learningRate"]?.doubleValue,
      let seconds = json["seconds"]?.doubleValue,
      let windowsPerSecond = json["windowsPerSecond"]?.doubleValue,
      let isBest = json["isBest"]?.boolValue
    else { return nil }
    self.init(
      epoch: epoch, trainingLoss: trainingLoss, trainingAccuracy: trainingAccuracy.doubleValue,
      validationLoss: json["validationLoss"]?.doubleValue,
      validationAccuracy: json["validationAccuracy"]?.doubleValue,
      validationError: json["validationError"]?.doubleValue, learningRate: learningRate,
      seconds: seconds, windowsPerSecond: windowsPerSecond, isBest: isBest)
  }

  init(
    epoch: Int, trainingLoss: Double, trainingAccuracy: Double?, validationLoss: Double?,
    validationAccuracy: Double?, validationError: Double?, learningRate: Double, seconds: Double,
    windowsPerSecond: Double,
    isBest: Bool
  ) {
    self.epoch = epoch
    self.trainingLoss = trainingLoss
    self.trainingAccuracy = trainingAccuracy
    self.validationLoss = validationLoss
    self.validationAccuracy = validationAccuracy
    self.validationError = validationError
    self.learningRate = learningRate
    self.seconds = seconds
    self.windowsPerSecond = windowsPerSecond
    self.isBest = isBest
  }
}

/// How far an epoch has come.
public struct BatchProgress: Sendable, Equatable {
  /// The epoch, counted from 1.
  public var epoch: Int
  /// Batches done in it.
  public var batch: Int
  /// Batches of an epoch.
  public var batches: Int
  /// The mean loss of the epoch so far.
  public var loss: Double
  /// The learning rate of the batch.
  public var learningRate: Double
  /// Windows per second of the epoch so far.
  public var windowsPerSecond: Double
}
