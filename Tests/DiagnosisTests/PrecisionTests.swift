import FaultDX
import FaultDXStorage
import FaultDXTestSupport
import Testing

struct PrecisionTests {
  @Test(arguments: [Precision.bfloat16, .int8])
  func `a lower precision says nearly the same, and says which it is`(precision: Precision) throws {
    let model = try TinyModel.make(calibration: TinyModel.calibration())
    let recording = TinyModel.noise(frames: 400)
    let exact = try Diagnoser(model: model).diagnose(recording)
    let diagnoser = try Diagnoser(model: model, precision: precision)
    #expect(diagnoser.precision == precision)
    let rounded = try diagnoser.diagnose(recording)
    #expect(rounded != exact)
    #expect(rounded.windows.map(\.start) == exact.windows.map(\.start))
    let difference = relativeDifference(
      rounded.windows.flatMap(\.logits), exact.windows.flatMap(\.logits))
    #expect(difference < (precision == .int8 ? 0.2 : 0.02))
    let recordings = (1...5).map { TinyModel.noise(frames: 200, seed: $0) }
    let alone = try recordings.map { try diagnoser.diagnose($0) }
    #expect(
      try diagnoser.diagnose(all: recordings, parallelism: .threads(3)).map { try $0.get() }
        == alone)
  }

  @Test func `32-bit floats need no calibration and are the same either way`() throws {
    let recording = TinyModel.noise(frames: 400)
    let plain = try Diagnoser(model: TinyModel.make())
    let named = try Diagnoser(model: TinyModel.make(), precision: .float32)
    #expect(plain.precision == .float32)
    #expect(try plain.diagnose(recording) == named.diagnose(recording))
  }

  @Test(arguments: [Precision.bfloat16, .int8])
  func `a model that was never measured is refused with what to do`(precision: Precision) throws {
    let model = try TinyModel.make()
    let error = try #require(throws: PrecisionError.self) {
      try Diagnoser(model: model, precision: precision, acceptedLoss: 1)
    }
    #expect(error == .notCalibrated(precision))
    #expect(error.description.contains("in \(precision.rawValue)"))
    #expect(error.description.contains("train it again"))
  }

  @Test func `half a point may be lost, and no window more unless it is accepted`() throws {
    let model = try TinyModel.make(calibration: TinyModel.calibration(bfloat16: 189, int8: 188))
    #expect(try Diagnoser(model: model, precision: .bfloat16).precision == .bfloat16)
    let error = try #require(throws: PrecisionError.self) {
      try Diagnoser(model: model, precision: .int8)
    }
    #expect(
      error
        == .accuracyLost(
          .int8, accuracy: 0.94, float32: 0.95, windows: 200, loss: 0.01, accepted: 0.005))
    #expect(
      error.description
        == "int8 costs this model 1.00 points of accuracy on its 200 validation windows (95.00 % in "
        + "float32, 94.00 % in int8), more than the 0.50 accepted (--accept-loss)")
    #expect(
      try Diagnoser(model: model, precision: .int8, acceptedLoss: 0.01).precision == .int8)
    // One that is better costs nothing, and less than nothing may be asked for.
    let better = try TinyModel.make(calibration: TinyModel.calibration(bfloat16: 191))
    #expect(
      try Diagnoser(model: better, precision: .bfloat16, acceptedLoss: 0).precision == .bfloat16)
  }

  @Test func `a calibration comes back from the file, and files without one have no key for it`()
    throws
  {
    let model = try TinyModel.make(calibration: TinyModel.calibration())
    let bytes = model.serialized()
    let copy = try Model(parsing: bytes, file: "m")
    #expect(copy.calibration == model.calibration)
    #expect(copy.serialized() == bytes)

    var container = try SafeTensors(parsing: bytes, file: "m")
    container.metadata["faultdx.calibration"] = nil
    let older = try TinyModel.make().serialized()
    #expect(container.serialized() == older)
    #expect(
      try SafeTensors(parsing: older, file: "m").metadata.keys == [
        "format", "faultdx.schema", "faultdx.network", "faultdx.labels", "faultdx.window",
        "faultdx.hop", "faultdx.sample_rate_hz", "faultdx.channels", "faultdx.normalization",
        "faultdx.training", "faultdx.evaluation",
      ])
    #expect(try Model(parsing: older, file: "m").calibration == nil)
  }

  @Test func `a damaged weight gives no answer in any precision`() throws {
    let whole = try TinyModel.make(calibration: TinyModel.calibration())
    var container = try SafeTensors(parsing: whole.serialized(), file: "m")
    let index = try #require(container.entries.firstIndex { $0.name == "stem.conv.weight" })
    // Finite itself, but its sums are not.
    container.entries[index].values = container.entries[index].values.map { _ in 3e38 }
    let model = try Model(parsing: container.serialized(), file: "m")
    for precision in Precision.allCases {
      #expect(throws: DiagnosisError.self) {
        try Diagnoser(model: model, precision: precision).diagnose(TinyModel.noise(frames: 200))
      }
    }
  }
}
