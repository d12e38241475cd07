import FaultDXNN
import FaultDXStorage
import Testing

@testable import FaultDX

/// Models that condition what they are given.
@Suite struct ConditioningTests {
  static func model(
    _ steps: String, channels: [String] = ["x"], sampleRate: Double? = 1000, hop: Int = 16
  ) throws -> Model {
    let conditioning = try Conditioning(parsing: steps)
    var generator = CounterGenerator(seed: 5)
    let network = try CBAMNetwork(
      configuration: CBAMNetwork.Configuration(
        windowLength: conditioning.outputLength(ofWindow: 32),
        inputChannels: conditioning.outputChannels(of: channels).count, classes: 2, widths: [3, 4]),
      generator: &generator)
    return try Model(
      network: network, labels: ["a", "b"], windowLength: 32, hop: hop, sampleRate: sampleRate,
      channelNames: channels, conditioning: conditioning, normalization: .standard)
  }

  static func noise(
    frames: Int, channels: [String] = ["x"], sampleRate: Double? = 1000, seed: UInt64 = 1
  ) -> Recording {
    var recording = TinyModel.noise(
      frames: frames, channels: channels.count, sampleRate: sampleRate, seed: seed)
    recording.channelNames = channels
    recording.speed = 900
    return recording
  }

  static let pipelines = [
    "detrend", "detrend:constant,bandpass:100-300:order=2,envelope", "lowpass:200:causal",
    "resample:800,highpass:20:causal,envelope:window", "bandstop:45-55:order=1", "fft",
    "envelope-spectrum", "squared-envelope-spectrum", "order-track:40",
    "highpass:5:causal,order-track:80,fft", "envelope,fft",
  ]

  @Test(arguments: pipelines) func `conditioning travels in the model file`(_ steps: String) throws
  {
    let model = try Self.model(steps)
    let bytes = model.serialized()
    let read = try Model(parsing: bytes, file: "m")
    #expect(read.conditioning == model.conditioning)
    #expect(read.serialized() == bytes)
    let container = try SafeTensors(parsing: bytes, file: "m")
    #expect(container.metadata["faultdx.schema"] == "faultdx.model/2")
    let recording = Self.noise(frames: 700)
    #expect(
      try Diagnoser(model: read).diagnose(recording)
        == Diagnoser(model: model).diagnose(recording))
  }

  @Test func `a tachometer travels too`() throws {
    let model = try Self.model(
      "detrend,order-track:40:tacho=t:pulses=2,squared-envelope-spectrum", channels: ["x", "t"])
    #expect(try Model(parsing: model.serialized(), file: "m").conditioning == model.conditioning)
  }

  /// What the model is asked is what `Conditioning` makes of the whole recording, cut and scaled by hand.
  @Test(arguments: pipelines) func `windows are those of the conditioned recording`(
    _ steps: String
  ) throws {
    let model = try Self.model(steps)
    let diagnoser = Diagnoser(model: model)
    let recording = Self.noise(frames: 900)
    let whole = try model.conditioning.apply(to: recording)
    #expect(try diagnoser.conditioned(recording) == whole)
    let diagnosis = try diagnoser.diagnose(recording)
    #expect(diagnosis.sampleRate == whole.sampleRate && diagnosis.axis == whole.axis)
    #expect(!diagnosis.windows.isEmpty)
    var bare = recording
    for window in diagnosis.windows {
      bare.samples = Array(whole.samples[window.start..<window.start + 32])
      let input = WindowConditioner(model.conditioning, length: 32, channels: 1)
        .apply(toWhole: bare).samples
      let plain = try Model(
        network: model.network, labels: model.labels, windowLength: input.count, hop: 1,
        sampleRate: nil, channelNames: ["x"], normalization: .standard)
      let alone = try Diagnoser(model: plain).diagnose(Recording(file: "w", samples: input))
      #expect(alone.windows.map(\.logits) == [window.logits])
    }
  }

  @Test(arguments: pipelines) func `a stream is diagnosed as the whole`(_ steps: String) throws {
    for rate in [1000, 1600, nil] as [Double?] {
      for hop in [16, 45] {
        var recording = Self.noise(frames: 1500, sampleRate: rate, seed: 3)
        StreamTests.expectSame(
          recording, try Self.model(steps, hop: hop), blocks: [1, 7, 64, 1000, 100_000])
        recording.samples[400] = .nan
        for frame in 800..<900 { recording.samples[frame] = 0.5 }
        StreamTests.expectSame(recording, try Self.model(steps, hop: hop), blocks: [33, 512])
      }
    }
  }

  @Test func `what cannot be conditioned is not diagnosed, in a stream neither`() throws {
    for (steps, recording) in [
      ("bandpass:100-600", Self.noise(frames: 100)),
      ("lowpass:600:causal", Self.noise(frames: 100)),
      ("highpass:10:order=20", Self.noise(frames: 40)),
      ("order-track:64", TinyModel.noise(frames: 100)),
      ("order-track:64:tacho=x", Self.noise(frames: 300, channels: ["y", "x"])),
    ] {
      let channels = recording.channels == 1 ? ["x"] : recording.channelNames
      let model = try Self.model(steps, channels: channels)
      #expect {
        try Diagnoser(model: model).check(recording)
      } throws: { error in
        guard case .conditioning? = error as? DiagnosisError else { return false }
        return true
      }
      StreamTests.expectSame(recording, model, blocks: [10, 1000])
    }
    StreamTests.expectSame(
      Self.noise(frames: 20), try Self.model("lowpass:100:causal"), blocks: [3])
  }

  @Test func `constant and clipped stretches are found in what was recorded`() throws {
    var recording = Self.noise(frames: 1280)
    for frame in 320..<480 { recording.samples[frame] = 2 }
    let model = try Self.model("detrend,bandpass:100-300", hop: 32)
    let diagnosis = try Diagnoser(model: model).diagnose(recording)
    #expect(diagnosis.invalidWindows.map(\.start) == [320, 352, 384, 416, 448])
    #expect(diagnosis.invalidWindows.allSatisfy { $0.defect == .constant(channel: 0, value: 2) })
    // By shaft angle: 40 samples a turn at 15 turns a second are 600 Hz.
    let tracked = try Diagnoser(model: Self.model("order-track:40", hop: 32)).diagnose(recording)
    #expect(tracked.invalidWindows.map(\.start) == [192, 224, 256])
  }

  @Test func `a tachometer may be flat and at full scale`() throws {
    var recording = Self.noise(frames: 1280, channels: ["x", "t"])
    for frame in 0..<1280 { recording.samples[2 * frame + 1] = frame % 50 < 25 ? 0 : 1 }
    let model = try Self.model("order-track:16:tacho=t", channels: ["x", "t"])
    let diagnosis = try Diagnoser(model: model).diagnose(recording)
    #expect(diagnosis.invalidWindows.isEmpty && !diagnosis.windows.isEmpty)
    #expect(diagnosis.axis == .angle && diagnosis.sampleRate == 16)
    recording.samples[600] = .nan
    let holed = try Diagnoser(model: model).diagnose(recording)
    #expect(!holed.invalidWindows.isEmpty && !holed.windows.isEmpty)
  }

  @Test(arguments: [
    #"{}"#, #"[]"#, #"[1]"#, #"[{}]"#, #"[{"step":"smooth"}]"#, #"[{"step":"detrend"}]"#,
    #"[{"step":"detrend","what":"cubic"}]"#, #"[{"step":"resample"}]"#,
    #"[{"step":"resample","rate":-1}]"#, #"[{"step":"resample","rate":0}]"#,
    #"[{"step":"lowpass","edges":[1,2],"order":4,"phase":"zero"}]"#,
    #"[{"step":"lowpass","edges":[100],"order":99,"phase":"zero"}]"#,
    #"[{"step":"lowpass","edges":[100],"order":4,"phase":"maximum"}]"#,
    #"[{"step":"lowpass","edges":["a"],"order":4,"phase":"zero"}]"#,
    #"[{"step":"bandpass","edges":[300,100],"order":4,"phase":"zero"}]"#,
    #"[{"step":"envelope"}]"#, #"[{"step":"order-track"}]"#,
    #"[{"step":"order-track","samplesPerRevolution":1}]"#,
    #"[{"step":"order-track","samplesPerRevolution":9,"tachometer":2}]"#,
    #"[{"step":"order-track","samplesPerRevolution":9,"tachometer":"1","pulsesPerRevolution":1}]"#,
    #"[{"step":"order-track","samplesPerRevolution":9,"tachometer":"9","pulsesPerRevolution":1}]"#,
    #"[{"step":"fft"},{"step":"detrend","what":"linear"}]"#, #"[{"step":"fft"}]"#,
  ])
  func `conditioning that makes no sense is no model`(_ json: String) throws {
    var container = try SafeTensors(
      parsing: Self.model("detrend").serialized(), file: "m")
    container.metadata["faultdx.conditioning"] = json
    #expect(throws: ModelError.self) { try Model(parsing: container.serialized(), file: "m") }
  }

  @Test func `a schema that does not fit is refused`() throws {
    var container = try SafeTensors(parsing: Self.model("detrend").serialized(), file: "m")
    container.metadata["faultdx.schema"] = "faultdx.model/1"
    #expect(throws: ModelError.self) { try Model(parsing: container.serialized(), file: "m") }
  }
}
