import FaultDX
import FaultDXStorage
import Testing

/// Files that are sound safetensors and no sound models.
struct ModelContradictionTests {
  /// One change to the metadata, and a word that the error must say.
  struct Change: CustomTestStringConvertible {
    var key: String
    var value: String?
    var says: String

    init(_ key: String, _ value: String?, _ says: String) {
      self.key = key
      self.value = value
      self.says = says
    }

    var testDescription: String { "\(key) = \(value ?? "missing")" }
  }

  private static func calibration(
    ranges: String = "[1]", windows: String = "10",
    correct: String = "{\"float32\":10,\"bf16\":9,\"int8\":9}", _ says: String
  ) -> Change {
    Change(
      "calibration",
      "{\"trainingWindows\":4,\"ranges\":\(ranges),\"validationWindows\":\(windows),"
        + "\"correct\":\(correct)}", says)
  }

  private func parse(_ change: Change) throws -> Model {
    var container = try SafeTensors(parsing: TinyModel.make().serialized(), file: "m")
    container.metadata["faultdx." + change.key] = change.value
    return try Model(parsing: container.serialized(), file: "m")
  }

  @Test(arguments: [
    Change("schema", nil, "faultdx.schema"),
    Change("schema", "faultdx.model/2", "faultdx.model/2"),
    Change("schema", "", "schema"),
    Change("network", nil, "faultdx.network"),
    Change("network", "{}", "`stem` is missing"),
    Change("network", "7", "network"),
    Change("network", "{", "not JSON"),
    Change("labels", nil, "faultdx.labels"),
    Change("labels", "[\"a\",\"b\"]", "2 labels"),
    Change("labels", "[\"a\",\"b\",\"c\",\"d\"]", "4 labels"),
    Change("labels", "[\"a\",\"b\",\"a\"]", "twice"),
    Change("labels", "[\"a\",\"b\",3]", "array of strings"),
    Change("labels", "[]", "0 labels"),
    Change("labels", "\"abc\"", "array of strings"),
    Change("window", nil, "faultdx.window"),
    Change("window", "33", "33"),
    Change("window", "0", "0 samples"),
    Change("window", "-32", "-32"),
    Change("window", "32.5", "32.5"),
    Change("window", "\"32\"", "whole number"),
    Change("window", "1e300", "window"),
    Change("window", "9223372036854775807", "window"),
    Change("window", "9223372036854775808", "window"),
    Change("hop", "0", "hop"),
    Change("hop", "-1", "hop"),
    Change("hop", "99999999999999999999", "hop"),
    Change("hop", "null", "hop"),
    Change("sample_rate_hz", nil, "sample_rate_hz"),
    Change("sample_rate_hz", "0", "0"),
    Change("sample_rate_hz", "-12000", "-12000"),
    Change("sample_rate_hz", "1e999", "sample_rate_hz"),
    Change("sample_rate_hz", "\"12000\"", "number or null"),
    Change("channels", "[]", "0 channel"),
    Change("channels", "[\"a\",\"b\"]", "2 channel"),
    Change("channels", "[null]", "array of strings"),
    Change("normalization", nil, "normalization"),
    Change("normalization", "{}", "normalisation"),
    Change("normalization", "\"standard\"", "normalisation"),
    Change("normalization", "{\"kind\":\"fancy\"}", "normalisation"),
    Change("normalization", "{\"kind\":\"fitted-standard\"}", "normalisation"),
    Change(
      "normalization", "{\"kind\":\"fitted-standard\",\"mean\":[0,0],\"deviation\":[1,1]}",
      "2 channels"),
    Change(
      "normalization", "{\"kind\":\"fitted-standard\",\"mean\":[0],\"deviation\":[0]}",
      "normalisation"),
    Change(
      "normalization", "{\"kind\":\"fitted-standard\",\"mean\":[1e99],\"deviation\":[1]}",
      "normalisation"),
    Change(
      "normalization", "{\"kind\":\"fitted-minmax\",\"minimum\":[1],\"maximum\":[1]}",
      "normalisation"),
    Change(
      "normalization", "{\"kind\":\"fitted-minmax\",\"minimum\":[0,0],\"maximum\":[1]}",
      "normalisation"),
    Change("training", nil, "faultdx.training"),
    Change("training", "nonsense", "not JSON"),
    Change("evaluation", nil, "faultdx.evaluation"),
    Change("calibration", "null", "a calibration"),
    Change("calibration", "{", "not JSON"),
    Change("calibration", "{}", "a calibration"),
    calibration(ranges: "[1,1]", "2 activation ranges"),
    calibration(ranges: "[]", "0 activation ranges"),
    calibration(ranges: "[-1]", "a calibration"),
    calibration(ranges: "[1e39]", "a calibration"),
    calibration(ranges: "[\"1\"]", "a calibration"),
    calibration(windows: "0", "a calibration"),
    calibration(windows: "9", "a calibration"),
    calibration(windows: "10.5", "a calibration"),
    calibration(correct: "{\"float32\":9,\"bf16\":9}", "a calibration"),
    calibration(correct: "{\"float32\":9,\"bf16\":9,\"int8\":-1}", "a calibration"),
    calibration(correct: "{\"float32\":9,\"bf16\":9,\"int4\":9}", "a calibration"),
  ])
  func `metadata that contradict the network or themselves are refused`(change: Change) throws {
    let error = try #require(throws: ModelError.self) { try parse(change) }
    #expect(error.file == "m")
    #expect(error.description.contains(change.says), "\(error)")
  }

  @Test(
    arguments: [
      ("windowLength", JSON.integer(1 << 40)), ("windowLength", 0), ("windowLength", -32),
      ("inputChannels", 2), ("inputChannels", 1_000_000), ("classes", 0), ("classes", 4),
      ("classes", .integer(.max)), ("widths", []), ("widths", [3]), ("widths", [3, 5]),
      ("widths", [65536, 65536]), ("widths", [65536, 1000]), ("widths", [0, 4]),
      ("widths", .array(.init(repeating: 4, count: 100))), ("backbone", "residual"),
      ("backbone", "transformer"), ("head", "averageAndMaximum"), ("head", 3), ("dropout", 1),
      ("dropout", -0.5), ("stem", .null), ("stem", ["kernelSize": 1, "stride": 1, "padding": 0]),
      ("stem", ["kernelSize": 7, "stride": 0, "padding": 3]), ("attention", []), ("more", 1),
    ] as [(String, JSON)])
  func `a network that the weights are not of is refused`(key: String, value: JSON) throws {
    let model = try TinyModel.make()
    var network = try #require(model.network.configuration.json.objectValue)
    network[key] = value
    let text = JSON.object(network).serialized()
    let error = try #require(throws: ModelError.self) {
      try parse(Change("network", text, ""))
    }
    #expect(error.description.hasPrefix("m: not a usable model: "))
  }

  @Test func `weights that are missing, too many or of another shape are refused by name`() throws {
    let sound = try SafeTensors(parsing: TinyModel.make().serialized(), file: "m")
    func refusal(_ change: (inout SafeTensors) -> Void) throws -> String {
      var container = sound
      change(&container)
      let bytes = container.serialized()
      return try #require(throws: ModelError.self) { try Model(parsing: bytes, file: "m") }
        .description
    }
    #expect(try refusal { $0.entries.removeLast() }.contains("missing"))
    #expect(
      try refusal { $0.entries.append(.init(name: "extra", shape: [1], values: [0])) }
        .contains("\"extra\""))
    #expect(
      try refusal { $0.entries[0].shape = [1] + $0.entries[0].shape }.contains("the shape"))
    #expect(
      try refusal { container in
        let index = container.entries.firstIndex { $0.name.hasSuffix("running_var") } ?? 0
        container.entries[index].values[0] = -1
      }.contains("negative variance"))
  }

  @Test func `a checkpoint is not a model`() throws {
    let container = SafeTensors(metadata: ["faultdx.checkpoint": "{}"], entries: [])
    let error = try #require(throws: ModelError.self) {
      try Model(parsing: container.serialized(), file: "checkpoint.safetensors")
    }
    #expect(error.description.contains("faultdx.schema"))
  }

  @Test func `parts that contradict each other make no model in memory either`() throws {
    let model = try TinyModel.make()
    func make(
      labels: [String] = TinyModel.labels, window: Int = 32, hop: Int = 16, rate: Double? = nil,
      channels: [String] = ["a"], normalization: Normalization = .none
    ) throws -> Model {
      try Model(
        network: model.network, labels: labels, windowLength: window, hop: hop, sampleRate: rate,
        channelNames: channels, normalization: normalization)
    }
    #expect(try make().labels == TinyModel.labels)
    #expect(throws: ModelError.self) { try make(labels: ["a"]) }
    #expect(throws: ModelError.self) { try make(window: 64) }
    #expect(throws: ModelError.self) { try make(hop: 0) }
    #expect(throws: ModelError.self) { try make(rate: .nan) }
    #expect(throws: ModelError.self) { try make(rate: -1) }
    #expect(throws: ModelError.self) { try make(channels: ["a", "b"]) }
    #expect(throws: ModelError.self) {
      try make(normalization: .fittedStandard(mean: [0, 0], deviation: [1, 1]))
    }
  }
}
