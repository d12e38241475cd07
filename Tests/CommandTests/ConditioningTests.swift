import FaultDXStorage
import Foundation
import Testing

/// `--condition` as users have it.
@Suite struct ConditioningTests {
  static let shape = [
    "--window", "128", "--hop", "32", "--widths", "4,8", "--epochs", "3", "--quiet",
  ]

  private static func tensors(_ folder: Folder, _ name: String) throws -> [SafeTensors.Entry] {
    try SafeTensors(parsing: [UInt8](folder.bytes(name)), file: name).entries
  }

  private static func run(_ arguments: [String], in folder: Folder) throws -> Faultdx.Outcome {
    let outcome = try Faultdx.run(arguments, in: folder)
    try #require(outcome.status == 0, "\(arguments.joined(separator: " ")): \(outcome.errors)")
    return outcome
  }

  /// Signals that were conditioned before train the network that conditioning on the way trains, and are diagnosed with
  /// the same bits.
  @Test(arguments: ["detrend,bandpass:500-2500", "resample:3000,highpass:200:causal:order=2"])
  func `training and diagnosis see the same windows, bit for bit`(_ steps: String) throws {
    let folder = try Workshop.open().copies("bearing.csv", "signal.wav")
    _ = try Self.run(
      ["train", "bearing.csv", "--condition", steps, "--output", "a.safetensors"] + Self.shape,
      in: folder)
    for (input, output) in [("bearing.csv", "conditioned.csv"), ("signal.wav", "signal.csv")] {
      _ = try Self.run(
        ["convert", input, "--condition", steps, "--output", output], in: folder)
    }
    _ = try Self.run(
      ["train", "conditioned.csv", "--output", "b.safetensors"] + Self.shape, in: folder)
    #expect(try Self.tensors(folder, "a.safetensors") == Self.tensors(folder, "b.safetensors"))

    func windows(_ file: String, _ model: String) throws -> JSON? {
      let outcome = try Self.run(
        ["classify", file, "--model", model, "--format", "json", "--windows"], in: folder)
      return try JSON(parsing: outcome.output)["recordings"]?.arrayValue?.first?["windowResults"]
    }
    let raw = try #require(try windows("signal.wav", "a.safetensors"))
    #expect(try raw == windows("signal.csv", "b.safetensors"))
    #expect((raw.arrayValue?.count ?? 0) > 3)
    // In blocks, or read whole where a step needs that.
    let outcome = try Self.run(
      [
        "classify", "signal.wav", "--model", "a.safetensors", "--format", "json", "--windows",
        "--stream-from", "1",
      ], in: folder)
    #expect(
      try JSON(parsing: outcome.output)["recordings"]?.arrayValue?.first?["windowResults"] == raw)
  }

  @Test func `a model says how it conditions, and measures its baselines likewise`() throws {
    let folder = try Workshop.open().copies("bearing.csv")
    let training = try Faultdx.run(
      [
        "train", "bearing.csv", "--condition", "detrend", "--condition",
        "bandpass:500-2500,squared-envelope-spectrum", "--window", "256", "--widths", "4,8",
        "--epochs", "3",
      ], in: folder)
    #expect(training.status == 0, "\(training.errors)")
    let steps = "detrend:linear,bandpass:500-2500:order=4,squared-envelope-spectrum"
    #expect(training.errors.contains("Signals are conditioned: \(steps)."))
    let info = try Self.run(["info", "model.safetensors"], in: folder)
    #expect(info.output.contains("  conditioning   \(steps)\n"))
    let json = try JSON(
      parsing: Self.run(["info", "model.safetensors", "--format", "json"], in: folder).output)
    #expect(json["conditioning"]?.arrayValue?.count == 3)
    #expect(json["network"]?["head"]?.stringValue == "flatten")
    #expect(
      try JSON(parsing: folder.text("model.run/arguments.json"))["conditioning"]
        == json["conditioning"])
    let evaluation = try Self.run(["evaluate", "bearing.csv"], in: folder)
    #expect(evaluation.output.contains("linear discriminant"))
    // The same windows another time.
    let resumed = try Faultdx.run(
      [
        "train", "bearing.csv", "--condition", "detrend", "--window", "256", "--widths", "4,8",
        "--epochs", "3", "--resume",
      ], in: folder)
    #expect(resumed.status == 65 && resumed.errors.contains("cannot be resumed"))
  }

  @Test func `order tracking takes the speed that is given`() throws {
    let folder = try Workshop.open().copies("signal.wav")
    let without = try Faultdx.run(
      ["convert", "signal.wav", "--condition", "order-track:64", "--output", "a.csv"], in: folder)
    #expect(without.status == 65)
    #expect(without.errors.contains("signal.wav: has no shaft speed, which order tracking needs"))
    #expect(without.errors.contains("--speed"))
    let converted = try Faultdx.run(
      [
        "convert", "signal.wav", "--condition", "order-track:64", "--speed", "1800", "--output",
        "orders/", "--to", "npy",
      ], in: folder)
    #expect(converted.status == 0 && converted.errors.contains("64 per revolution"))
    #expect(try folder.text("orders/manifest.csv").contains("64 per revolution"))
    let zero = try Faultdx.run(["info", "signal.wav", "--speed", "0"], in: folder)
    #expect(zero.status == 64)
  }

  @Test func `an order-tracked model is trained and says where in revolutions`() throws {
    let folder = try Workshop.open().copies("bearing.csv", "signal.wav")
    _ = try Self.run(
      ["train", "bearing.csv", "--condition", "order-track:128", "--speed", "1800"] + Self.shape,
      in: folder)
    let outcome = try Self.run(
      ["classify", "signal.wav", "--speed", "1750", "--format", "json"], in: folder)
    let recording = try JSON(parsing: outcome.output)["recordings"]?.arrayValue?.first
    #expect(recording?["axis"]?.stringValue == "angle")
    #expect(recording?["sampleRate"]?.doubleValue == 128)
    let text = try Self.run(["classify", "signal.wav", "--speed", "1750"], in: folder)
    #expect(text.output.contains("128 samples a revolution"))
    let still = try Faultdx.run(["classify", "signal.wav"], in: folder)
    #expect(still.status == 65)
  }

  @Test func `windows of spectra can be written`() throws {
    let folder = try Workshop.open().copies("signal.wav")
    _ = try Self.run(
      [
        "segment", "signal.wav", "--window", "256", "--condition", "highpass:100,fft", "--output",
        "windows.csv",
      ], in: folder)
    let lines = try folder.text("windows.csv").split(separator: "\n")
    #expect(lines.first?.contains("s128") == true && lines.first?.contains("s129") == false)
  }

  @Test(arguments: [
    ("bandpas:2-5", "expected one of detrend"), ("bandpass:2000", "expected two edges"),
    ("lowpass:100:order=99", "order is 1 to 20"), ("fft,detrend", "cannot stand behind fft"),
    ("detrend,", "is no conditioning step"),
  ])
  func `steps that are none are a mistake of usage`(_ steps: String, _ said: String) throws {
    let folder = try Folder()
    for command in [
      ["train", "x.csv"], ["convert", "x.csv", "--output", "y.csv"],
      ["segment", "x.csv", "--window", "64", "--output", "y.csv"],
    ] {
      let outcome = try Faultdx.run(command + ["--condition", steps], in: folder)
      #expect(outcome.status == 64 && outcome.errors.contains(said), "\(outcome.errors)")
    }
  }

  @Test func `signals that cannot be conditioned are bad data`() throws {
    let folder = try Workshop.open().copies("bearing.csv", "signal.wav")
    let band = try Faultdx.run(
      ["train", "bearing.csv", "--condition", "bandpass:2000-5000"], in: folder)
    #expect(
      band.status == 65
        && band.errors.contains("the edge at 5000 is not below 3000, half the sampling rate"))
    #expect(try !folder.contents().contains("model.safetensors"))
    try folder.write("signal\n1\n2\n3\n", to: "short.csv")
    let short = try Faultdx.run(
      ["convert", "short.csv", "--condition", "lowpass:5", "--output", "y.csv"], in: folder)
    #expect(short.status == 65 && short.errors.contains("give it with --rate"))
    let few = try Faultdx.run(
      ["convert", "short.csv", "--rate", "100", "--condition", "lowpass:5", "--output", "y.csv"],
      in: folder)
    #expect(few.status == 65 && few.errors.contains("3 samples are too few"))
  }
}
