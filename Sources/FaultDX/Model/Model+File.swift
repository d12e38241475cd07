import FaultDXNN
import FaultDXSignal
public import FaultDXStorage

extension Model {
  /// Reads a model file.
  ///
  /// - Throws: `FileError` where the file cannot be read, `SafeTensorsError` where it is not a safetensors
  ///   file, `ModelError` where it is one but not a model.
  public init(contentsOf file: String) throws {
    let bytes = try DurableFile.read(file)
    try self.init(parsing: bytes, file: file)
  }

  /// Reads a model from the bytes of its file; `file` is for messages.
  ///
  /// - Throws: As `init(contentsOf:)`, but no `FileError`.
  public init(parsing bytes: [UInt8], file: String) throws {
    try self.init(SafeTensors(parsing: bytes, file: file), file: file)
  }

  /// Reads a model from what its file holds.
  ///
  /// - Throws: `ModelError`.
  package init(_ container: SafeTensors, file: String) throws {
    let metadata = ModelMetadata(container, file: file)
    let schema = try metadata.schema(among: [
      Model.schema, Model.conditionedSchema, Model.membersSchema,
    ])
    try self.init(container, metadata, schema: schema, file: file)
  }

  /// Reads what stands in a container of a known schema.
  ///
  /// - Throws: `ModelError`.
  init(
    _ container: SafeTensors, _ metadata: ModelMetadata, schema: String, file: String
  ) throws {
    do {
      let (members, gate) =
        schema == Model.membersSchema
        ? try Self.members(try metadata.json("members"), container.entries)
        : ([try Self.member(metadata, container.entries)], nil)
      try self.init(
        members: members, gate: gate,
        labels: try metadata.strings("labels"),
        windowLength: try metadata.integer("window"),
        hop: try metadata.integer("hop"),
        sampleRate: try metadata.optionalNumber("sample_rate_hz"),
        channelNames: try metadata.strings("channels"),
        conditioning: try metadata.conditioning("conditioning", schema: schema),
        calibration: try metadata.calibration("calibration"),
        training: try metadata.json("training"),
        evaluation: try metadata.json("evaluation"))
      self = try with(
        metadata.certainty("certainty", classes: labels.count, channels: windowChannels))
    } catch let error as ModelError {
      throw ModelError(file: file, error.problem)
    } catch {
      throw ModelError(file: file, String(describing: error))
    }
  }

  /// The one network of a model over waveforms.
  private static func member(
    _ metadata: ModelMetadata, _ entries: [SafeTensors.Entry]
  ) throws -> Member {
    let configuration = try CBAMNetwork.Configuration(json: try metadata.json("network"))
    try configuration.expectSize(of: entries)
    var network = try CBAMNetwork(configuration: configuration)
    try network.load(entries)
    return Member(
      representation: .waveform(try metadata.normalization("normalization")), network: network)
  }

  /// The bytes of the model's file: the same for the same model.
  public func serialized() -> [UInt8] { container(asMembers: !isPlain).serialized() }

  /// What is written.
  ///
  /// - Parameter asMembers: Whether networks are written as several are, also where there is one over waveforms.
  func container(asMembers: Bool) -> SafeTensors {
    let isPlain = !asMembers
    var metadata: SafeTensors.Metadata = [
      "format": "pt",
      "faultdx.schema": !isPlain
        ? Model.membersSchema : conditioning.isEmpty ? Model.schema : Model.conditionedSchema,
      isPlain ? "faultdx.network" : "faultdx.members":
        (isPlain ? network.configuration.json : membersJSON).serialized(),
      "faultdx.labels": JSON.array(labels.map { .string($0) }).serialized(),
      "faultdx.window": JSON.integer(windowLength).serialized(),
      "faultdx.hop": JSON.integer(hop).serialized(),
      "faultdx.sample_rate_hz": (sampleRate.map { JSON.number($0) } ?? .null).serialized(),
      "faultdx.channels": JSON.array(channelNames.map { .string($0) }).serialized(),
      "faultdx.normalization": normalization.json.serialized(),
      "faultdx.training": training.serialized(),
      "faultdx.evaluation": evaluation.serialized(),
    ]
    if !isPlain { metadata["faultdx.normalization"] = nil }
    if !conditioning.isEmpty {
      metadata["faultdx.conditioning"] = conditioning.json.serialized()
    }
    // Only where there is one, so that files without are the same bytes that older versions wrote.
    if let calibration { metadata["faultdx.calibration"] = calibration.json.serialized() }
    if let certainty { metadata["faultdx.certainty"] = certainty.json.serialized() }
    return SafeTensors(metadata: metadata, entries: isPlain ? network.state : memberEntries)
  }

  /// Writes the model's file so that after a crash there is the old file or the new one, never half of one.
  ///
  /// - Throws: `FileError`.
  public func write(to file: String) throws(FileError) {
    try DurableFile.write(serialized(), to: file)
  }
}
