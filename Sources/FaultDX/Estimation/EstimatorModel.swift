public import FaultDXSignal
public import FaultDXStorage

/// A trained network, or several, that estimate a number, and everything that is needed to use them: one `.safetensors`
/// file.
///
/// It is another type than `Model`, because it has no classes: nothing that asks for a label takes one for a classifier.
public struct EstimatorModel: Sendable {
  /// What is estimated.
  public let quantity: Quantity
  /// How the networks' answers become numbers.
  public let scale: TargetScale
  /// The smallest and the largest number that was trained on.
  public let trainedRange: ClosedRange<Double>
  /// How far off estimates are; `nil` where too few units were held out to say.
  public let margin: EstimateMargin?
  /// What the margin was fitted on, or why there is none, as a sentence.
  public let marginSource: String
  /// What was trained and how, for people who read it later.
  public var training: JSON {
    get { core.training }
    set { core.training = newValue }
  }
  /// What the model was measured on and with which result.
  public var evaluation: JSON {
    get { core.evaluation }
    set { core.evaluation = newValue }
  }
  /// Networks, windows, channels and conditioning.
  ///
  /// Its one label is the quantity's name: never a class.
  package private(set) var core: Model

  /// The version of the metadata; what reads only classifiers refuses it.
  public static let schema = "faultdx.estimator/1"

  /// Brings together what a model is.
  ///
  /// - Parameters:
  ///   - members: The networks, each with one output; their answers are averaged.
  ///   - windowLength: Frames of a window, as it is cut from a conditioned recording.
  ///   - hop: Frames from one window to the next.
  ///   - sampleRate: The rate in Hz that recordings must have before they are conditioned; `nil` where nobody said.
  /// - Throws: `ModelError` where the parts contradict each other.
  public init(
    members: [Model.Member], quantity: Quantity, scale: TargetScale,
    trainedRange: ClosedRange<Double>, margin: EstimateMargin? = nil, marginSource: String = "",
    windowLength: Int, hop: Int, sampleRate: Double?, channelNames: [String],
    conditioning: Conditioning = .none, training: JSON = .null, evaluation: JSON = .null
  ) throws(ModelError) {
    try self.init(
      core: Model(
        members: members, gate: nil, labels: [quantity.name], windowLength: windowLength, hop: hop,
        sampleRate: sampleRate, channelNames: channelNames, conditioning: conditioning,
        training: training, evaluation: evaluation), quantity: quantity, scale: scale,
      trainedRange: trainedRange, margin: margin, marginSource: marginSource)
  }

  private init(
    core: Model, quantity: Quantity, scale: TargetScale, trainedRange: ClosedRange<Double>,
    margin: EstimateMargin?, marginSource: String
  ) throws(ModelError) {
    guard core.labels == [quantity.name], core.gate == nil, core.certainty == nil else {
      throw ModelError("an estimator of \(quantity.name) with what only classifiers have")
    }
    if let margin {
      guard margin.coverage > 0, margin.coverage < 1, margin.halfWidth >= 0,
        margin.halfWidth.isFinite, margin.units > 0
      else { throw ModelError("a margin that cannot be: \(margin)") }
    }
    guard trainedRange.lowerBound.isFinite, trainedRange.upperBound.isFinite else {
      throw ModelError("trained on numbers that are not finite")
    }
    self.core = core
    self.quantity = quantity
    self.scale = scale
    self.trainedRange = trainedRange
    self.margin = margin
    self.marginSource = marginSource
  }

  /// The same model, which knows how far off it may be.
  ///
  /// - Throws: `ModelError` where the margin cannot be.
  public func with(_ margin: EstimateMargin?, source: String) throws(ModelError) -> EstimatorModel {
    try EstimatorModel(
      core: core, quantity: quantity, scale: scale, trainedRange: trainedRange, margin: margin,
      marginSource: source)
  }

  /// Reads a model file.
  ///
  /// - Throws: `FileError` where the file cannot be read, `SafeTensorsError` where it is not a safetensors file,
  ///   `ModelError` where it is one but not an estimator.
  public init(contentsOf file: String) throws {
    try self.init(parsing: DurableFile.read(file), file: file)
  }

  /// Reads a model from the bytes of its file; `file` is for messages.
  ///
  /// - Throws: As `init(contentsOf:)`, but no `FileError`.
  public init(parsing bytes: [UInt8], file: String) throws {
    try self.init(SafeTensors(parsing: bytes, file: file), file: file)
  }

  /// Whether what a file holds says that it is an estimator.
  package static func isIn(_ container: SafeTensors) -> Bool {
    container.metadata["faultdx.schema"] == schema
  }

  /// Reads a model from what its file holds.
  ///
  /// - Throws: `ModelError`.
  package init(_ container: SafeTensors, file: String) throws {
    let metadata = ModelMetadata(container, file: file)
    _ = try metadata.schema(among: [Self.schema])
    let core = try Model(container, metadata, schema: Model.membersSchema, file: file)
    do throws(ModelError) {
      let parts = try EstimationParts(json: metadata.json("estimation"))
      try self.init(
        core: core, quantity: parts.quantity, scale: parts.scale, trainedRange: parts.range,
        margin: parts.margin, marginSource: parts.marginSource)
    } catch {
      throw ModelError(file: file, error.problem)
    }
  }

  /// The bytes of the model's file: the same for the same model.
  public func serialized() -> [UInt8] {
    var container = core.container(asMembers: true)
    container.metadata["faultdx.schema"] = Self.schema
    container.metadata["faultdx.estimation"] =
      EstimationParts(
        quantity: quantity, scale: scale, range: trainedRange, margin: margin,
        marginSource: marginSource
      ).json.serialized()
    return container.serialized()
  }

  /// Writes the model's file so that after a crash there is the old file or the new one, never half of one.
  ///
  /// - Throws: `FileError`.
  public func write(to file: String) throws(FileError) {
    try DurableFile.write(serialized(), to: file)
  }
}

/// What a file says of an estimator beside its networks.
private struct EstimationParts {
  var quantity: Quantity
  var scale: TargetScale
  var range: ClosedRange<Double>
  var margin: EstimateMargin?
  var marginSource: String
}

extension EstimationParts {
  var json: JSON {
    var members: JSONObject = [
      "quantity": .string(quantity.name), "unit": quantity.unit.map { .string($0) } ?? .null,
      "column": quantity.column.map { .string($0) } ?? .null,
      "mean": .number(scale.mean), "deviation": .number(scale.deviation),
      "trained": [.number(range.lowerBound), .number(range.upperBound)],
      "marginSource": .string(marginSource),
    ]
    if let margin {
      members["margin"] = [
        "coverage": .number(margin.coverage), "halfWidth": .number(margin.halfWidth),
        "units": .integer(margin.units),
      ]
    }
    return .object(members)
  }

  init(json: JSON) throws(ModelError) {
    func text(_ key: String) throws(ModelError) -> String? {
      guard let value = json[key], value == .null || value.stringValue != nil else {
        throw ModelError("its metadata \"faultdx.estimation\" does not say its \(key)")
      }
      return value.stringValue
    }
    guard let name = try text("quantity") else {
      throw ModelError("its metadata \"faultdx.estimation\" does not say what is estimated")
    }
    quantity = Quantity(name: name, unit: try text("unit"), column: try text("column"))
    guard let mean = json["mean"]?.doubleValue, let deviation = json["deviation"]?.doubleValue,
      mean.isFinite, deviation.isFinite, deviation > 0
    else { throw ModelError("its metadata \"faultdx.estimation\" has no usable scale") }
    scale = TargetScale(mean: mean, deviation: deviation)
    let bounds = (json["trained"]?.arrayValue ?? []).compactMap(\.doubleValue)
    guard bounds.count == 2, bounds[0] <= bounds[1] else {
      throw ModelError("its metadata \"faultdx.estimation\" does not say what was trained on")
    }
    range = bounds[0]...bounds[1]
    marginSource = try text("marginSource") ?? ""
    if let json = json["margin"] {
      guard let coverage = json["coverage"]?.doubleValue,
        let width = json["halfWidth"]?.doubleValue, let units = json["units"]?.intValue
      else { throw ModelError("its metadata \"faultdx.estimation\" has no usable margin") }
      margin = EstimateMargin(coverage: coverage, halfWidth: width, units: units)
    }
  }
}
