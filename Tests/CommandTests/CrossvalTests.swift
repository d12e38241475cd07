import FaultDXStorage
import Foundation
import Testing

struct CrossvalTests {
  private static let arguments = [
    "crossval", "bearing.csv", "--window", "128", "--hop", "64", "--widths", "4,8", "--epochs", "3",
    "--folds",
    "2",
  ]

  @Test(arguments: ["1", "3"])
  func `folds, figures and files are the same on any number of threads`(threads: String) throws {
    let folder = try Workshop.open().copies("bearing.csv")
    let outcome = try Faultdx.run(
      Self.arguments + ["--threads", threads, "--format", "json", "--output", "cv", "--quiet"],
      in: folder)
    #expect(outcome.status == 0, "\(outcome.errors)")
    #expect(outcome.errors.isEmpty)
    #expect(
      try folder.contents().filter { $0.hasPrefix("cv/") } == [
        "cv/confusion.csv", "cv/crossval.json", "cv/fold-1.json", "cv/fold-2.json",
      ])
    #expect(outcome.output == (try folder.text("cv/crossval.json")))
    #expect(outcome.output == (try Self.reference.get()))
    let document = try JSON(parsing: outcome.output)
    #expect(document["schema"] == "faultdx.crossval/1")
    #expect(document["basis"] == "groups")
    #expect(document["leaks"] == [] && document["warnings"] == [])
    let folds = try #require(document["folds"]?.arrayValue)
    var tested: [String] = []
    for (index, fold) in folds.enumerated() {
      let units = ["training", "validation", "test"].map { role in
        Set(fold["units"]?[role]?.arrayValue?.compactMap(\.stringValue) ?? [])
      }
      #expect(units[2].count == 8)
      #expect(units[2].isDisjoint(with: units[0].union(units[1])))
      tested += units[2]
      let own = try json(folder, "cv/fold-\(index + 1).json")
      #expect(own["schema"] == "faultdx.evaluation/1")
      #expect(own["units"] == fold["units"])
      #expect(own["windows"]?["accuracy"] == fold["classifiers"]?["network"]?["accuracy"])
    }
    #expect(Set(tested).count == 16)
    for name in ["majority class", "linear discriminant", "network"] {
      let figures = folds.compactMap {
        $0["classifiers"]?[name]?["accuracy"]?.doubleValue
      }
      let mean = try #require(document["mean"]?[name]?["accuracy"]?["mean"]?.doubleValue)
      #expect(figures.count == 2 && abs(mean - (figures[0] + figures[1]) / 2) < 1e-12)
    }
    let pooled = document["pooled"]?["windows"]?["confusion"]?.arrayValue?.reduce(0) { sum, row in
      sum + (row.arrayValue ?? []).compactMap(\.intValue).reduce(0, +)
    }
    #expect(pooled == folds.reduce(0) { $0 + ($1["windows"]?.intValue ?? 0) })
  }

  @Test func `how sure the networks are is said of each fold and of all as one test`() throws {
    let document = try JSON(parsing: Self.reference.get())
    let folds = try #require(document["folds"]?.arrayValue).compactMap { $0["certainty"] }
    let pooled = try #require(document["pooled"]?["certainty"])
    #expect(folds.count == 2)
    for part in ["windows", "recordings"] {
      for state in ["before", "after"] {
        func figures(_ json: JSON) throws -> (loss: Double, brier: Double, count: Double) {
          let figures = try #require(json[part]?[state])
          let counts = figures["curve"]?.arrayValue?.compactMap { $0["count"]?.doubleValue } ?? []
          return (
            try #require(figures["logLoss"]?.doubleValue),
            try #require(figures["brierScore"]?.doubleValue), counts.reduce(0, +)
          )
        }
        let (all, own) = try (figures(pooled), folds.map(figures))
        #expect(all.count == own[0].count + own[1].count && all.count > 0)
        let loss = own.reduce(0) { $0 + $1.loss * $1.count } / all.count
        let brier = own.reduce(0) { $0 + $1.brier * $1.count } / all.count
        #expect(abs(all.loss - loss) < 1e-9 && abs(all.brier - brier) < 1e-9)
      }
    }
    #expect(pooled["temperature"]?.arrayValue == folds.compactMap { $0["temperature"] })
    func unknown(_ json: JSON, _ key: String) -> Int { json["unknown"]?[key]?.intValue ?? -1 }
    for key in ["recordings", "flagged"] {
      #expect(unknown(pooled, key) == unknown(folds[0], key) + unknown(folds[1], key))
    }
    #expect(unknown(pooled, "recordings") == 16)
    let folder = try Workshop.open().copies("bearing.csv")
    let text = try Faultdx.run(Self.arguments + ["--quiet"], in: folder).output
    #expect(text.contains("\nHow sure (temperature "))
    #expect(
      text.contains("; fitted in each fold on what training held out):"))
  }

  /// What two threads give, measured once.
  private static let reference = Result {
    let folder = try Workshop.open().copies("bearing.csv")
    return try Faultdx.run(
      arguments + ["--threads", "2", "--format", "json", "--quiet"], in: folder
    ).output
  }

  @Test func `simple classifiers alone have the figures that they have beside a network`() throws {
    let folder = try Workshop.open().copies("bearing.csv")
    let alone = try Faultdx.run(
      Self.arguments + ["--baselines-only", "--format", "json", "--quiet"], in: folder)
    #expect(alone.status == 0, "\(alone.errors)")
    let (document, whole) = try (
      JSON(parsing: alone.output), JSON(parsing: Self.reference.get())
    )
    #expect(document["pooled"]?["baselines"] == whole["pooled"]?["baselines"])
    #expect(document["pooled"]?["windows"] == nil)
    #expect(document["mean"]?["network"] == nil)
    let text = try Faultdx.run(Self.arguments + ["--baselines-only"], in: folder)
    for sentence in [
      "2 folds by group: no tested group was trained on.", "\nfold 2 of 2: tests 8 recordings of b",
      "\nmean ± sd ", "All folds as one test", "settings were chosen by holding out",
    ] { #expect(text.output.contains(sentence), "\(sentence)") }
    #expect(!text.output.contains("network  "))
    #expect(text.errors.contains("2/2  fold 2 of 2: majority class 25.0 %"))
  }

  @Test func `a fold of a condition is what train gives with that condition left out`() throws {
    let folder = try Workshop.open().copies("bearing.csv")
    let column = [
      "--leave-out", "group=b1", "--window", "128", "--hop", "64", "--widths", "4,8", "--epochs",
      "2",
    ]
    let common = ["bearing.csv"] + column + ["--format", "json", "--quiet"]
    let fold = try Faultdx.run(["crossval"] + common, in: folder)
    #expect(fold.status == 0, "\(fold.errors)")
    let training = try Faultdx.run(["train"] + common, in: folder)
    #expect(training.status == 0, "\(training.errors)")
    let (one, other) = try (JSON(parsing: fold.output), JSON(parsing: training.output))
    #expect(one["basis"] == "group")
    #expect(one["pooled"]?["windows"] == other["windows"])
    #expect(one["pooled"]?["comparison"] == other["comparison"])
    #expect(one["folds"]?.arrayValue?.first?["meaning"] == other["meaning"])
    #expect(
      other["meaning"]?.arrayValue?.first?.stringValue
        == "The test figure is measured on group = b1, of which training saw nothing: 1 recording, on 1 "
        + "group that training never saw.")
  }

  @Test func `random windows need a word, and their figures have it everywhere`() throws {
    let folder = try Workshop.open().copies("bearing.csv")
    let windows = ["bearing.csv", "--window", "128", "--hop", "64", "--split", "random-windows"]
    for command in ["train", "crossval"] {
      let refused = try Faultdx.run([command] + windows, in: folder)
      #expect(refused.status == 64)
      #expect(refused.errors.contains("--allow-leak"))
    }
    let allowed = windows + ["--allow-leak", "--widths", "4,8", "--epochs", "1"]
    let training = try Faultdx.run(["train"] + allowed, in: folder)
    #expect(training.status == 0, "\(training.errors)")
    #expect(training.errors.contains("\nLEAKING split by random windows: "))
    #expect(
      training.output.contains("\nLEAKING, not independent: the test is windows drawn at random."))
    let metrics = try json(folder, "model.run/metrics.json")
    #expect(metrics["leaks"]?.arrayValue?.isEmpty == false)
    let info = try Faultdx.run(["info", "model.safetensors", "--format", "json"], in: folder)
    #expect(info.output.contains("the test is windows drawn at random."))
    let folds = try Faultdx.run(
      ["crossval"] + windows + ["--allow-leak", "--baselines-only", "--folds", "3"], in: folder)
    #expect(folds.status == 0, "\(folds.errors)")
    #expect(folds.output.hasPrefix("LEAKING: 3 folds by random windows"))
    #expect(folds.output.contains("\nLEAKING, not independent: "))
  }

  @Test func `a published split is what a column of the manifest says`() throws {
    let folder = try Folder()
    var manifest = "file,label,part\n"
    for (label, frequency) in [("low", 200.0), ("high", 900)] {
      for unit in 1...5 {
        let name = "\(label)_\(unit).wav"
        try folder.write(Tone.wave(frequency, seed: UInt64(unit)), to: name)
        manifest += "\(name),\(label),\(unit < 3 ? "test" : "train")\n"
      }
    }
    try folder.write(manifest, to: "all.csv")
    let arguments = [
      "train", "all.csv", "--split", "part", "--widths", "4,8", "--window", "64", "--hop", "64",
      "--epochs",
      "1",
    ]
    let outcome = try Faultdx.run(arguments, in: folder)
    #expect(outcome.status == 0, "\(outcome.errors)")
    #expect(outcome.errors.contains("Split as column \"part\" says; validation split by recording"))
    #expect(
      try json(folder, "model.run/metrics.json")["predictions"]?.arrayValue?.count == 4)
    let audit = try Faultdx.run(["audit", "all.csv", "--split", "part"], in: folder)
    #expect(audit.output.contains("Split as column \"part\" says"))
    let folds = try Faultdx.run(["crossval", "all.csv", "--split", "part"], in: folder)
    #expect(folds.status == 64)
    #expect(folds.errors.contains("--leave-out part"))
    let both = try Faultdx.run(arguments + ["--test", "all.csv"], in: folder)
    #expect(both.status == 64)
    let none = try Faultdx.run(["train", "all.csv", "--leave-out", "part"], in: folder)
    #expect(none.status == 64)
    #expect(none.errors.contains("crossval"))
  }

  @Test func `folds say which group is on both sides, and which load was left out`() throws {
    let folder = try Folder()
    var manifest = "file,label,group,load\n"
    for (label, units) in [("normal", 1), ("worn", 3)] {
      for unit in 1...units {
        for load in [0, 1, 3] {
          let name = "\(label)_\(unit)_\(load).wav"
          let frequency = (label == "worn" ? 900.0 : 200) + 20 * Double(load)
          try folder.write(Tone.wave(frequency, seed: UInt64(unit + 9 * load)), to: "w/\(name)")
          manifest += "\(name),\(label),\(label) \(unit),\(load)\n"
        }
      }
    }
    try folder.write(manifest, to: "all.csv")
    let arguments = [
      "crossval", "all.csv", "--root", "w", "--window", "64", "--hop", "64", "--baselines-only",
    ]
    let groups = try Faultdx.run(arguments, in: folder)
    #expect(groups.status == 0, "\(groups.errors)")
    #expect(
      groups.output.hasPrefix(
        "3 folds by group: no tested group was trained on but normal 1, the only one of its class: there, no "
          + "tested recording was.\n"))
    #expect(!groups.output.contains("NOT ANOTHER UNIT"))
    let loads = try Faultdx.run(arguments + ["--leave-out", "load"], in: folder)
    #expect(loads.status == 0, "\(loads.errors)")
    #expect(
      loads.output.hasPrefix("3 folds by load: of the tested value nothing was trained on.\n"))
    #expect(
      loads.output.contains(
        "\nNOT ANOTHER UNIT: 4 of 4 groups in the test are in training too, under another condition "
          + "(load 0 against 1, 3)"))
    #expect(
      loads.output.contains("\nload = 1: tests 4 recordings of normal 1, worn 1, worn 2, worn 3; "))
    let files = try Faultdx.run(arguments + ["--split", "recording"], in: folder)
    #expect(files.output.hasPrefix("3 folds by recording"))
    #expect(!files.output.contains("w/worn"))
  }
}
