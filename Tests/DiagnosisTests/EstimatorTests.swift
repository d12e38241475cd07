import FaultDX
import FaultDXStorage
import Testing

struct EstimatorTests {
  private func member(_ seed: UInt64, outputs: Int = 1) throws -> Model.Member {
    var generator = CounterGenerator(seed: seed)
    let network = try CBAMNetwork(
      configuration: CBAMNetwork.Configuration(
        windowLength: TinyModel.windowLength, classes: outputs, widths: [3, 4],
        attention: AttentionConfiguration(minimumHiddenUnits: 1, spatialKernelSize: 3)),
      generator: &generator)
    return Model.Member(representation: .waveform(.standard), network: network)
  }

  private func model(
    members: [Model.Member]? = nil, margin: EstimateMargin? = nil
  ) throws -> EstimatorModel {
    try EstimatorModel(
      members: members ?? [member(7)],
      quantity: Quantity(name: "fault_size", unit: "in", column: "fault_size"),
      scale: TargetScale(mean: 0.014, deviation: 0.005), trainedRange: 0.007...0.021,
      margin: margin, marginSource: "fitted on 12 validation recordings of 10 units",
      windowLength: TinyModel.windowLength, hop: TinyModel.hop, sampleRate: 1000,
      channelNames: ["channel 1"], training: ["epochs": 3])
  }

  private let margin = EstimateMargin(coverage: 0.9, halfWidth: 0.002, units: 10)

  @Test func `a model comes back as it was, and its file byte for byte`() throws {
    for model in [try model(), try model(members: [member(1), member(2)], margin: margin)] {
      let bytes = model.serialized()
      let copy = try EstimatorModel(parsing: bytes, file: "m")
      #expect(copy.serialized() == bytes)
      #expect(copy.quantity == model.quantity && copy.scale == model.scale)
      #expect(copy.margin == model.margin && copy.marginSource == model.marginSource)
      #expect(copy.trainedRange == 0.007...0.021 && copy.training == ["epochs": 3])
      let noise = TinyModel.noise(frames: 200)
      #expect(
        try Estimator(model: copy).estimate(noise) == Estimator(model: model).estimate(noise))
    }
  }

  @Test func `what wants classes refuses it, and it refuses what has classes`() throws {
    let bytes = try model().serialized()
    let refusal = try #require(throws: ModelError.self) { try Model(parsing: bytes, file: "m") }
    #expect(refusal.description.contains("estimates a number and knows no classes"))
    // What knows only the schemas of before would say that it does not know this one.
    #expect(!EstimatorModel.schema.hasPrefix("faultdx.model/"))
    let classifier = try TinyModel.make().serialized()
    let other = try #require(throws: ModelError.self) {
      try EstimatorModel(parsing: classifier, file: "m")
    }
    #expect(other.description.contains("this version reads faultdx.estimator/1"))
    let relabelled = try model()
    #expect(throws: ModelError.self) {
      try EstimatorModel(
        members: [member(1, outputs: 3)], quantity: relabelled.quantity, scale: relabelled.scale,
        trainedRange: 0...1, windowLength: TinyModel.windowLength, hop: 1, sampleRate: nil,
        channelNames: ["channel 1"])
    }
  }

  @Test func `a recording's number is the median of its windows, with the margin around it`() throws
  {
    let estimator = try Estimator(model: model(margin: margin))
    let estimate = try estimator.estimate(TinyModel.noise(frames: 240))
    let values = estimate.windows.map(\.value).sorted()
    #expect(values.count == 14)
    #expect(estimate.value == (values[6] + values[7]) / 2)
    #expect(estimate.interval == estimate.value - 0.002...estimate.value + 0.002)
    #expect(estimate.isExtrapolated == !(0.007...0.021).contains(estimate.value))
    #expect(try Estimator(model: model()).estimate(TinyModel.noise(frames: 240)).interval == nil)
  }

  @Test func `several networks answer with their mean`() throws {
    let noise = TinyModel.noise(frames: TinyModel.windowLength)
    func value(_ members: [Model.Member]) throws -> Double {
      try Estimator(model: model(members: members)).estimate(noise).value
    }
    let (first, second) = (try value([member(1)]), try value([member(2)]))
    let both = try value([member(1), member(2)])
    #expect(abs(both - (first + second) / 2) < 1e-8)
    #expect(first != second)
  }

  @Test func `bad recordings are refused as a classifier refuses them`() throws {
    let estimator = try Estimator(model: model())
    #expect(throws: DiagnosisError.tooShort(recording: "noise.wav", frames: 20, window: 32)) {
      try estimator.estimate(TinyModel.noise(frames: 20))
    }
    #expect(throws: DiagnosisError.self) {
      try estimator.estimate(TinyModel.noise(frames: 100, channels: 2))
    }
    let many = estimator.estimate(
      all: [TinyModel.noise(frames: 100), TinyModel.noise(frames: 3)], parallelism: .threads(2))
    #expect((try? many[0].get()) != nil && (try? many[1].get()) == nil)
  }

  @Test(arguments: [
    ("\"deviation\":0.005", "\"deviation\":0"), ("\"mean\":0.014", "\"mean\":null"),
    ("\"trained\":[0.007,0.021]", "\"trained\":[0.021,0.007]"),
    ("\"halfWidth\":0.002", "\"halfWidth\":-1"), ("\"units\":10", "\"units\":0"),
    ("\"quantity\":\"fault_size\"", "\"quantity\":\"other\""),
    ("\"quantity\":\"fault_size\"", "\"quantity\":3"), ("\"coverage\":0.9", "\"coverage\":1.5"),
  ])
  func `a damaged description is refused`(old: String, new: String) throws {
    var container = try SafeTensors(parsing: model(margin: margin).serialized(), file: "m")
    let text = try #require(container.metadata["faultdx.estimation"])
    #expect(text.contains(old))
    let range = try #require(text.firstRange(of: old))
    container.metadata["faultdx.estimation"] = text.replacingCharacters(in: range, with: new)
    #expect(throws: ModelError.self) {
      try EstimatorModel(parsing: container.serialized(), file: "m")
    }
  }
}

extension String {
  fileprivate func firstRange(of text: String) -> Range<String.Index>? { ranges(of: text).first }

  fileprivate func replacingCharacters(in range: Range<String.Index>, with text: String) -> String {
    self[..<range.lowerBound] + text + self[range.upperBound...]
  }
}
