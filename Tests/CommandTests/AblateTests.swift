import FaultDXStorage
import Foundation
import Testing

struct AblateTests {
  /// Two folds of two seeds, five networks: a second of training.
  private static let shape = [
    "bearing.csv", "--window", "128", "--hop", "64", "--widths", "4,8", "--epochs", "3", "--folds",
    "2",
  ]
  private static let arguments =
    ["ablate"] + shape + ["--seeds", "2", "--vary", "backbone,attention"]

  /// What it leaves, made once.
  private static let reference = Result {
    let folder = try Workshop.open().copies("bearing.csv")
    let outcome = try Faultdx.run(
      arguments + ["--threads", "1", "--format", "json", "--output", "out"], in: folder)
    try #require(outcome.status == 0, "\(outcome.errors)")
    return (folder: folder, outcome: outcome)
  }

  @Test func `the table is what a cross-validation of each network and seed says`() throws {
    let (folder, outcome) = try Self.reference.get()
    let document = try JSON(parsing: outcome.output)
    #expect(document["schema"] == "faultdx.ablation/1")
    #expect(document["basis"] == "groups" && document["seeds"] == ["1", "2"])
    let networks = try #require(document["networks"]?.arrayValue)
    #expect(
      networks.compactMap { $0["name"]?.stringValue } == [
        "default", "attention-none", "attention-channel", "attention-spatial", "backbone-residual",
      ])
    let options = [
      "default": [], "attention-none": ["--attention", "none"],
      "attention-channel": ["--attention", "channel"],
      "attention-spatial": ["--attention", "spatial"],
      "backbone-residual": ["--backbone", "residual"],
    ]
    for network in networks.prefix(2) {
      let name = try #require(network["name"]?.stringValue)
      // The folds are dealt by the seed, so only the first seed has those of a cross-validation.
      let fold = try Faultdx.run(
        ["crossval"] + Self.shape + ["--input", "waveform", "--format", "json", "--quiet"]
          + (options[name] ?? []), in: folder)
      let expected = try JSON(parsing: fold.output)["pooled"]?["windows"]?["accuracy"]
      #expect(network["seeds"]?.arrayValue?.first == expected, "\(name)")
    }
    for network in networks {
      let name = try #require(network["name"]?.stringValue)
      let seeds = try [1, 2].map { try Cells(folder, name, seed: $0).accuracy }
      #expect(network["seeds"]?.arrayValue?.compactMap(\.doubleValue) == seeds)
      let accuracy = try #require(network["accuracy"]?.doubleValue)
      #expect(abs(accuracy - (seeds[0] + seeds[1]) / 2) < 1e-12)
      let deviation = try #require(network["deviation"]?.doubleValue)
      #expect(abs(deviation - abs(seeds[0] - seeds[1]) / 2.0.squareRoot()) < 1e-12)
    }
  }

  @Test func `differences and p values are those counted from what is kept of each cell`() throws {
    let (folder, outcome) = try Self.reference.get()
    let document = try JSON(parsing: outcome.output)
    let comparisons = try #require(document["comparisons"]?.arrayValue)
    #expect(
      comparisons.map { "\($0["axis"]?.stringValue ?? "") \($0["value"]?.stringValue ?? "")" } == [
        "attention none", "attention channel", "attention spatial", "attention cbam",
        "backbone plain", "backbone residual",
      ])
    #expect(
      comparisons.map { $0["reference"]?.stringValue } == [
        nil, "attention-none", "attention-none", "attention-none", nil, "default",
      ])
    #expect(document["correctedFor"] == 4)
    var values: [Double] = []
    for line in comparisons {
      guard let name = line["network"]?.stringValue, let reference = line["reference"]?.stringValue
      else { continue }
      var gains: [String: Int] = [:]
      var windows = 0
      for seed in [1, 2] {
        let (own, other) = try (
          Cells(folder, name, seed: seed), Cells(folder, reference, seed: seed)
        )
        #expect(own.units == other.units)
        windows += own.right.count
        for (unit, (one, two)) in zip(own.units, zip(own.right, other.right)) {
          gains[unit, default: 0] += (one ? 1 : 0) - (two ? 1 : 0)
        }
      }
      let sum = gains.values.reduce(0, +)
      let difference = try #require(line["difference"]?.doubleValue)
      #expect(abs(difference - Double(sum) / Double(windows)) < 1e-12)
      let units = Array(gains.values)
      #expect(units.count == 16)
      var extreme = 0
      for signs in 0..<(1 << units.count) {
        var turned = 0
        for (place, gain) in units.enumerated() {
          turned += signs >> place & 1 == 1 ? gain : -gain
        }
        if abs(turned) >= abs(sum) { extreme += 1 }
      }
      let p = try #require(line["p"]?.doubleValue)
      #expect(abs(p - Double(extreme) / Double(1 << units.count)) < 1e-12)
      values.append(p)
      let lower = try #require(line["lower"]?.doubleValue)
      let upper = try #require(line["upper"]?.doubleValue)
      #expect(lower <= difference && difference <= upper)
    }
    let corrected = comparisons.compactMap { $0["correctedP"]?.doubleValue }
    let smallest = try #require(values.min())
    #expect(corrected.min() == min(1, 4 * smallest))
    #expect(zip(values, corrected).allSatisfy { $0 <= $1 && $1 <= 1 })
    let conclusions = document["conclusions"]?.arrayValue?.compactMap(\.stringValue) ?? []
    #expect(conclusions.contains { $0.contains("than \"none\" beyond chance") })
    #expect(conclusions.contains { $0.contains("than the default beyond chance") })
  }

  @Test func `any number of threads gives the same figures`() throws {
    let (folder, outcome) = try Self.reference.get()
    let other = try Faultdx.run(
      Self.arguments + ["--threads", "3", "--format", "json", "--quiet"], in: folder)
    #expect(other.status == 0 && other.errors.isEmpty)
    #expect(other.output == outcome.output)
    #expect(other.output == (try folder.text("out/ablation.json")))
  }

  @Test func `what is there is not trained again, and what is of other data is refused`() throws {
    let (source, outcome) = try Self.reference.get()
    let folder = try Workshop.open().copies("bearing.csv")
    for file in try source.contents() where file.hasPrefix("out/") && file.contains(".") {
      try folder.copy(file, from: source)
    }
    let lost = "out/cells/attention-none-seed-2-fold-1.json"
    try FileManager.default.removeItem(atPath: folder.path(lost))
    let again = Self.arguments + ["--format", "json", "--output", "out"]
    let resumed = try Faultdx.run(again, in: folder)
    #expect(resumed.status == 0, "\(resumed.errors)")
    #expect(resumed.output == outcome.output)
    #expect(resumed.errors.contains("19 of 20 cells were trained before"))
    #expect(resumed.errors.contains("fold 1 of 2, attention-none, seed 2: "))
    #expect(!resumed.errors.contains("attention-none, seed 1"))
    let other = try Faultdx.run(again + ["--learning-rate", "0.001"], in: folder)
    #expect(other.status == 65)
    #expect(other.errors.contains("was left by an ablation of other data or with other options"))
    try folder.write("{\"schema\": 1}", to: lost)
    let broken = try Faultdx.run(again, in: folder)
    #expect(broken.status == 65)
    #expect(broken.errors.contains("\(lost): does not hold a cell"))
  }

  @Test func `an interrupted ablation keeps what is finished`() throws {
    let folder = try Workshop.open().copies("bearing.csv")
    let running = try Faultdx.start(Self.arguments + ["--output", "out"], in: folder)
    #expect(running.waits(for: "attention-none, seed 1"))
    running.send(SIGINT)
    #expect(try running.finish().status == 130)
    #expect(try folder.contents().contains("out/cells/default-seed-1-fold-1.json"))
    let rest = try Faultdx.run(
      Self.arguments + ["--format", "json", "--output", "out"], in: folder)
    #expect(rest.status == 0, "\(rest.errors)")
    #expect(rest.errors.contains("cells were trained before"))
    #expect(rest.output == (try Self.reference.get().outcome.output))
  }

  @Test func `people get a table, spreadsheets and documents too`() throws {
    let (folder, _) = try Self.reference.get()
    let outcome = try Faultdx.run(Self.arguments + ["--output", "out", "--quiet"], in: folder)
    #expect(outcome.status == 0, "\(outcome.errors)")
    for text in [
      "2 folds by group: no tested group was trained on.", "\n  cbam (default) ",
      "corrected for 4 comparisons (Holm).", "\nNo variant of attention is better than \"none\"",
    ] { #expect(outcome.output.contains(text), "\(text)") }
    let rows = try folder.text("out/ablation.csv").split(separator: "\n")
    #expect(rows.count == 7)
    #expect(
      rows.allSatisfy { $0.split(separator: ",", omittingEmptySubsequences: false).count == 19 })
    let document = try folder.text("out/ablation.md").split(separator: "\n")
    #expect(document.filter { $0.hasPrefix("|") }.count == 8)
  }

  @Test(arguments: [
    (["--vary", "attention,depth"], "--vary knows attention, arrangement"),
    (["--vary", ""], "--vary knows"), (["--vary", "mlp,mlp"], "--vary says mlp twice"),
    (["--seeds", "0"], "--seeds must be 1 to 100"),
    (["--folds", "1"], "--folds must be 2 to 1000"),
    (["--split", "part"], "--split of folds is group"), (["--output", ""], "--output wants"),
    (["--split", "random-windows"], "--allow-leak"),
    (["--attention", "none", "--vary", "arrangement,reduction"], "there is nothing to compare"),
    (["--spatial-kernel", "4"], "attention.spatialKernelSize"),
  ])
  func `options that mean nothing are refused`(options: [String], message: String) throws {
    let folder = try Workshop.open().copies("bearing.csv")
    let outcome = try Faultdx.run(["ablate", "bearing.csv"] + options, in: folder)
    #expect(outcome.status == 64)
    #expect(outcome.errors.contains(message), "\(outcome.errors)")
  }
}

/// What an ablation keeps of a network with one seed, over both folds.
private struct Cells {
  var units: [String] = []
  var right: [Bool] = []

  init(_ folder: Folder, _ network: String, seed: Int) throws {
    for fold in 1...2 {
      let cell = try json(folder, "out/cells/\(network)-seed-\(seed)-fold-\(fold).json")
      let windows = try #require(cell["windows"])
      units += windows["units"]?.arrayValue?.compactMap(\.stringValue) ?? []
      right += zip(
        windows["truth"]?.arrayValue ?? [], windows["predicted"]?.arrayValue ?? []
      ).map { $0 == $1 }
    }
  }

  var accuracy: Double { Double(right.count { $0 }) / Double(right.count) }
}
