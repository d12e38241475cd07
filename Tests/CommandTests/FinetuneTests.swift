import FaultDX
import FaultDXStorage
import Foundation
import Testing

/// Models that are trained further on other recordings, by the command itself.
struct FinetuneTests {
  static let arguments = [
    "finetune", "--from", "model.safetensors", "bearing.csv", "--hop", "32", "--epochs", "3",
  ]

  private func model(_ name: String, in folder: Folder) throws -> Model {
    try Model(parsing: [UInt8](folder.bytes(name)), file: name)
  }

  @Test
  func `a model is trained further, frozen layers stay, and the file says where it came from`()
    throws
  {
    let folder = try Workshop.open().copies("bearing.csv", "model.safetensors")
    let outcome = try Faultdx.run(
      Self.arguments + ["--freeze", "stem", "--rate-decay", "0.5", "--threads", "1"], in: folder)
    #expect(outcome.status == 0, "\(outcome.errors)")
    #expect(outcome.errors.contains("the last layer is kept; frozen: stem."))
    let (before, after) = (
      try model("model.safetensors", in: folder), try model("finetuned.safetensors", in: folder)
    )
    #expect(after.windowLength == before.windowLength)
    #expect(after.network.stem == before.network.stem)
    #expect(after.network.blocks != before.network.blocks)
    let info = try JSON(
      parsing: Faultdx.run(["info", "model.safetensors", "--format", "json"], in: folder).output)
    #expect(after.training["from"]?["sha256"] == info["sha256"])
    #expect(after.training["recipe"]?["fineTuning"]?["frozen"] == ["stem"])
    #expect(after.certainty != nil)
    #expect(
      try Set(Workshop.runFiles.map { "finetuned.run/\($0)" }).isSubset(of: folder.contents()))

    // The same seed gives the same bytes, on other threads and behind an interruption too.
    let bytes = try folder.bytes("finetuned.safetensors")
    let again = try Workshop.open().copies("bearing.csv", "model.safetensors")
    let running = try Faultdx.start(
      Self.arguments + ["--freeze", "stem", "--rate-decay", "0.5", "--threads", "2"], in: again)
    #expect(running.waits(for: "epoch 2/"))
    running.send(SIGKILL)
    _ = try running.finish()
    // Whoever has other weights to begin with has another run.
    let other = try Faultdx.run(
      Self.arguments + ["--rate-decay", "0.5", "--resume"], in: again)
    #expect(other.status == 65)
    #expect(other.errors.contains("left by a run with other options"))
    let resumed = try Faultdx.run(
      Self.arguments + ["--freeze", "stem", "--rate-decay", "0.5", "--resume"], in: again)
    #expect(resumed.status == 0, "\(resumed.errors)")
    #expect(try again.bytes("finetuned.safetensors") == bytes)
  }

  @Test func `other classes, another window and more channels are learnt`() throws {
    let folder = try Workshop.open().copies("model.safetensors")
    // Two channels, of which the model knows one, and one class of four.
    let source = try Workshop.open().folder.text("bearing.csv").split(separator: "\n")
    let header = try #require(source.first { !$0.hasPrefix("#") })
    let columns = header.split(separator: ",").map(String.init)
    let signal = try #require(columns.indices.last)
    let rows = source.map { line -> String in
      if line.hasPrefix("#") { return String(line) }
      let fields = line.split(separator: ",", omittingEmptySubsequences: false)
      return line + "," + (line == header ? "second" : fields[signal])
    }
    try folder.write(
      rows.joined(separator: "\n").replacing("outer_race", with: "rubbing")
        .replacing("inner_race", with: "loose").replacing("ball", with: "bent"), to: "pump.csv")
    let outcome = try Faultdx.run(
      [
        "finetune", "--from", "model.safetensors", "pump.csv", "--hop", "64", "--window", "96",
        "--epochs", "2", "--freeze", "blocks.0", "--output", "pump.safetensors",
      ], in: folder)
    #expect(outcome.status == 0, "\(outcome.errors)")
    #expect(outcome.errors.contains("the last layer keeps normal; frozen: blocks.0."))
    let model = try model("pump.safetensors", in: folder)
    #expect(model.labels == ["bent", "loose", "normal", "rubbing"])
    #expect(model.network.configuration.inputChannels == 2)
    #expect(model.windowLength == 96)
    #expect(try model.network.blocks == self.model("model.safetensors", in: folder).network.blocks)
  }

  @Test(
    arguments: [
      (["--from", "none.safetensors"], 66, "none.safetensors"),
      (["--from", "bearing.csv"], 65, "is not a model"),
      (
        ["--from", "model.safetensors", "--output", "model.safetensors"], 64,
        "must not be the model"
      ),
      (["--from", "model.safetensors", "--freeze", "blocks"], 64, "--freeze wants"),
      (["--from", "model.safetensors", "--rate-decay", "0"], 64, "--rate-decay must be"),
      (["--from", "model.safetensors", "--normalization", "minmax"], 64, "is the model's"),
      (["--from", "model.safetensors", "--bearing", "x"], 64, "not in the catalogue"),
      (
        ["--from", "model.safetensors", "--freeze", "blocks.3"], 65,
        "the network has stem, blocks.0, head"
      ),
      (
        ["--from", "model.safetensors", "--condition", "fft"], 65, "no network of model.safetensors"
      ),
    ] as [([String], Int32, String)])
  func `what cannot be fine-tuned is refused`(
    arguments: [String], status: Int32, message: String
  ) throws {
    let folder = try Workshop.open().copies("bearing.csv", "model.safetensors")
    let before = try folder.bytes("model.safetensors")
    let outcome = try Faultdx.run(["finetune", "bearing.csv"] + arguments, in: folder)
    #expect(outcome.status == status, "\(outcome.errors)")
    #expect(outcome.errors.contains(message), "\(outcome.errors)")
    #expect(try folder.bytes("model.safetensors") == before)
    #expect(try !folder.contents().contains("finetuned.safetensors"))
  }

  @Test func `of several networks those are fine-tuned that other data let`() throws {
    let folder = try Workshop.open().copies("bearing.csv")
    let trained = try Faultdx.run(
      [
        "train", "bearing.csv", "--window", "128", "--hop", "128", "--input", "spectrum",
        "--networks", "1", "--hardening", "--epochs", "1",
      ], in: folder)
    #expect(trained.status == 0, "\(trained.errors)")
    let tuned = try Faultdx.run(
      [
        "finetune", "--from", "model.safetensors", "bearing.csv", "--hop", "128", "--epochs", "1",
        "--freeze", "all-but-head",
      ], in: folder)
    #expect(tuned.status == 0, "\(tuned.errors)")
    let (before, after) = (
      try model("model.safetensors", in: folder), try model("finetuned.safetensors", in: folder)
    )
    #expect(after.members.map(\.isHardened) == before.members.map(\.isHardened))
    for (old, new) in zip(before.members, after.members) {
      // One affine map is fitted anew.
      #expect(new.network.configuration.isLinear == old.network.configuration.isLinear)
      if old.network.configuration.isLinear { continue }
      #expect(new.network.stem == old.network.stem)
      #expect(new.network.blocks == old.network.blocks)
      #expect(new.network.head != old.network.head)
    }

    let short = try Faultdx.run(
      ["finetune", "--from", "model.safetensors", "bearing.csv", "--window", "64"], in: folder)
    #expect(short.status == 65)
    #expect(
      short.errors.contains(
        "it sees 64 bands, and windows of 64 samples have 32 at most"), "\(short.errors)")
    let slower = try Faultdx.run(
      ["finetune", "--from", "model.safetensors", "bearing.csv", "--rate", "3000"], in: folder)
    #expect(slower.status == 65)
    #expect(slower.errors.contains("would mean other frequencies"), "\(slower.errors)")
  }

  @Test func `a few windows of each class are measured beside training from nothing`() throws {
    let folder = try Workshop.open().copies("bearing.csv", "model.safetensors")
    let arguments = [
      "finetune", "--from", "model.safetensors", "bearing.csv", "--shots", "1,2", "--repeats", "2",
      "--epochs", "2",
    ]
    let json = try Faultdx.run(arguments + ["--format", "json", "--threads", "1"], in: folder)
    #expect(json.status == 0, "\(json.errors)")
    let document = try JSON(parsing: json.output)
    let rows = try #require(document["rows"]?.arrayValue)
    #expect(rows.compactMap { $0["windowsPerClass"]?.intValue } == [1, 2])
    for row in rows {
      for name in ["fine-tuned", "from nothing", "logistic regression"] {
        let values = (row[name]?["values"]?.arrayValue ?? []).compactMap(\.doubleValue)
        #expect(values.count == 2, "\(name)")
        #expect(abs((row[name]?["accuracy"]?.doubleValue ?? 0) * 2 - values.reduce(0, +)) < 1e-12)
      }
    }
    #expect(
      try Faultdx.run(arguments + ["--format", "json", "--threads", "2"], in: folder).output
        == json.output)
    let text = try Faultdx.run(arguments, in: folder)
    #expect(text.output.contains("the mean of 2 draws and its 95 % bounds"), "\(text.output)")
    #expect(try !folder.contents().contains("finetuned.safetensors"))

    let many = try Faultdx.run(arguments + ["--shots", "1000"], in: folder)
    #expect(many.status == 65)
    #expect(many.errors.contains("training windows end to end, fewer than the 1000 of --shots"))
    for wrong in ["", "0", "1,x", "3,3"] {
      #expect(try Faultdx.run(arguments + ["--shots", wrong], in: folder).status == 64, "\(wrong)")
    }
  }

  @Test func `what the model was trained on is no test of what becomes of it`() throws {
    let folder = try Workshop.open().copies("bearing.csv", "model.safetensors")
    // Another seed splits the same recordings in another way.
    let arguments = Self.arguments + ["--seed", "5"]
    let refused = try Faultdx.run(arguments, in: folder)
    #expect(refused.status == 65)
    #expect(refused.errors.contains("TRAINING DATA: the model was trained"), "\(refused.errors)")
    let allowed = try Faultdx.run(arguments + ["--allow-leak"], in: folder)
    #expect(allowed.status == 0, "\(allowed.errors)")
    #expect(allowed.output.contains("LEAKING, not independent: TRAINING DATA"))
  }
}
