import FaultDXStorage
import FaultDXTestSupport
import Foundation
import Testing

struct NoiseSweepTests {
  private static let arguments = [
    "noise-sweep", "model.safetensors", "bearing.csv", "--snr", "-10,20", "--noise", "white,pink",
  ]

  @Test func `clean windows give the figures of evaluate, and noise lowers them`() throws {
    let folder = try Workshop.open().folder
    let sweep = try Faultdx.run(Self.arguments + ["--format", "json"], in: folder)
    #expect(sweep.status == 0, "\(sweep.errors)")
    let document = try JSON(parsing: sweep.output)
    #expect(document["schema"] == "faultdx.noise-sweep/1")
    #expect(document["windows"] == 144 && document["recordings"] == 16)
    let points = try #require(document["points"]?.arrayValue)
    #expect(points.map { $0["noise"]?.stringValue } == [nil, "white", "white", "pink", "pink"])
    #expect(points.map { $0["snr"]?.doubleValue } == [nil, -10, 20, -10, 20])

    let evaluation = try JSON(
      parsing: Faultdx.run(["evaluate", "bearing.csv", "--format", "json"], in: folder).output)
    func accuracy(_ point: JSON, _ name: String, _ level: String = "windows") -> Double? {
      point["classifiers"]?[name]?[level]?["accuracy"]?.doubleValue
    }
    for level in ["windows", "recordings"] {
      #expect(
        accuracy(points[0], "network", level) == evaluation[level]?["accuracy"]?.doubleValue)
    }
    for baseline in try #require(evaluation["baselines"]?.arrayValue) {
      let name = try #require(baseline["name"]?.stringValue)
      #expect(accuracy(points[0], name) == baseline["windows"]?["accuracy"]?.doubleValue, "\(name)")
    }
    // The network of the workshop has learnt too little to have anything to lose.
    let discriminant = try points.prefix(3).map {
      try #require(accuracy($0, "linear discriminant"))
    }
    #expect(discriminant[1] < discriminant[0] - 0.2 && discriminant[2] > discriminant[1] + 0.2)
  }

  @Test func `order, threads and names do not change the noise, and the seed does`() throws {
    let folder = try Workshop.open().copies("bearing.csv", "model.safetensors")
    try folder.copy("bearing.csv", from: folder, as: "renamed.csv")
    func points(_ arguments: [String]) throws -> JSON? {
      let outcome = try Faultdx.run(arguments + ["--format", "json"], in: folder)
      #expect(outcome.status == 0, "\(outcome.errors)")
      return try JSON(parsing: outcome.output)["points"]
    }
    let one = try points(Self.arguments + ["--threads", "1"])
    #expect(try points(Self.arguments + ["--threads", "3"]) == one)
    var renamed = Self.arguments
    renamed[2] = "renamed.csv"
    #expect(try points(renamed) == one)
    // A ratio has its own noise whatever else is measured.
    let alone = try points([
      "noise-sweep", "model.safetensors", "bearing.csv", "--snr=20:20:1", "--noise", "pink",
    ])
    #expect(alone?.arrayValue?.last == one?.arrayValue?.last)
    #expect(try points(Self.arguments + ["--seed", "2"]) != one)
  }

  @Test func `text and CSV say the same`() throws {
    let folder = try Workshop.open().copies("bearing.csv", "model.safetensors")
    let outcome = try Faultdx.run(Self.arguments + ["--output", "sweep.csv"], in: folder)
    #expect(outcome.status == 0, "\(outcome.errors)")
    #expect(outcome.errors.contains("without the baselines of its training"))
    let blocks = ["white", "pink"].flatMap {
      ["\($0) noise, by window (144)\n", "\($0) noise, by recording (16)\n"]
    }
    for title in blocks { #expect(outcome.output.contains(title), "\(title)") }
    let lines = try String(decoding: folder.bytes("sweep.csv"), as: UTF8.self).split(
      separator: "\n")
    #expect(lines[0] == "noise,snr_db,classifier,level,count,accuracy,lower,upper")
    #expect(lines.count == 1 + 5 * 2)
    #expect(lines[1].hasPrefix("none,,network,window,144,0."))
    #expect(lines[3].hasPrefix("white,-10.0,network,window,144,"))
    let fields = lines[3].split(separator: ",")
    let share = try #require(Double(fields[5]))
    #expect(outcome.output.contains(" \((share * 1000).rounded() / 10) ("))
  }

  @Test(arguments: [
    ["--snr", "loud"], ["--snr", "1:2"], ["--snr", "2:1:1"], ["--snr", "1,,2"], ["--snr", "300"],
    ["--noise", "brown"], ["--noise", ""],
  ])
  func `what cannot be measured is refused`(options: [String]) throws {
    let folder = try Workshop.open().folder
    let outcome = try Faultdx.run(
      ["noise-sweep", "model.safetensors", "bearing.csv"] + options, in: folder)
    #expect(outcome.status == 64 && outcome.output.isEmpty)
    #expect(outcome.errors.contains(options[0]), "\(outcome.errors)")
  }

  @Test(.enabled(if: FileManager.default.fileExists(atPath: cwru), "no CWRU recordings here"))
  func `on CWRU everything falls to chance in noise that was never trained with`() throws {
    let folder = try Folder()
    let manifest = "\(Repository.root)/datasets/manifests/cwru.csv"
    let data = [manifest, "--root", Self.cwru, "--where"]
    let training = try Faultdx.run(
      ["train"] + data + [
        "load=0", "--window", "2048", "--hop", "2048", "--widths", "4,8", "--epochs", "2",
        "--input", "waveform", "--networks", "1",
      ], in: folder)
    try #require(training.status == 0, "\(training.errors)")
    let sweep = try Faultdx.run(
      ["noise-sweep", "model.safetensors"] + data + [
        "load=3", "--noise", "white", "--snr", "-10,10", "--format", "json",
      ], in: folder)
    #expect(sweep.status == 0, "\(sweep.errors)")
    let points = try #require(try JSON(parsing: sweep.output)["points"]?.arrayValue)
    let accuracies = points.map {
      $0["classifiers"]?["linear discriminant"]?["windows"]?["accuracy"]?.doubleValue ?? .nan
    }
    #expect(accuracies[0] > 0.8 && accuracies[1] < 0.5 && accuracies[2] > accuracies[1] - 0.05)
  }

  private static let cwru = "\(Repository.sharedDatasets)/cwru"
}
