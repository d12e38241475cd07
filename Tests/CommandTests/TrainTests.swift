import FaultDXStorage
import Foundation
import Testing

struct TrainTests {
  @Test func `training leaves a model and the record of how it came about`() throws {
    let workshop = try Workshop.open()
    let folder = workshop.folder
    let found = try folder.contents().filter { $0.hasPrefix("model") }
    #expect(
      found == ["model.run"] + Workshop.runFiles.map { "model.run/\($0)" } + ["model.safetensors"])

    let history = try folder.text("model.run/history.csv").split(separator: "\n")
    #expect(
      history.first
        == "epoch,training_loss,training_accuracy,validation_loss,validation_accuracy,learning_rate,best"
    )
    #expect(
      history.dropFirst().map { $0.prefix { $0 != "," } } == (1...Workshop.epochs).map { "\($0)" })

    let arguments = try json(folder, "model.run/arguments.json")
    #expect(arguments["schema"] == "faultdx.arguments/1")
    #expect(arguments["command"]?.arrayValue?.compactMap(\.stringValue) == Workshop.arguments)
    #expect(arguments["inputs"] == ["bearing.csv"])
    #expect(arguments["network"]?["widths"] == [4, 8])
    #expect(arguments["training"]?["epochs"]?.intValue == Workshop.epochs)

    let checkpoint = try SafeTensors(
      parsing: [UInt8](folder.bytes("model.run/checkpoint.safetensors")), file: "checkpoint")
    #expect(checkpoint.metadata.keys == ["faultdx.checkpoint"])
  }

  @Test func `metrics, confusion matrix and report say the same`() throws {
    let folder = try Workshop.open().folder
    let metrics = try json(folder, "model.run/metrics.json")
    #expect(
      metrics.objectValue?.keys == [
        "schema", "labels", "windows", "recordings", "ambiguity", "baselines", "comparison",
        "predictions", "meaning", "audit", "calibration", "certainty",
      ])
    #expect(metrics["schema"] == "faultdx.evaluation/1")
    #expect(metrics["labels"] == ["ball", "inner_race", "normal", "outer_race"])
    let confusion = try folder.text("model.run/confusion.csv").split(separator: "\n")
    #expect(confusion.first == "true \\ predicted,ball,inner_race,normal,outer_race")
    let rows = try #require(metrics["windows"]?["confusion"]?.arrayValue)
    let lines = zip(metrics["labels"]?.arrayValue ?? [], rows).map { label, row in
      ([label.stringValue ?? ""] + (row.arrayValue ?? []).map { $0.serialized() })
        .joined(separator: ",")
    }
    #expect(confusion.dropFirst().map(String.init) == lines)
    let report = try folder.text("model.run/report.txt")
    #expect(report.hasPrefix("              precision    recall  f1-score   support\n\n"))
    #expect(report.contains("\nweighted avg "))
  }

  @Test func `what was found and decided is said before training, results after it`() throws {
    let outcome = try Workshop.open().training
    for sentence in [
      "bearing.csv: 6000 Hz from the comment on line 1", "Split by group",
      "ball: training 2 groups", "Windows of 128 samples (21.33 ms at 6000 Hz)",
      "epoch 24/24  loss ", "wrote model.safetensors and model.run/",
    ] { #expect(outcome.errors.contains(sentence), "\(sentence)") }
    // No terminal: plain lines, nothing redrawn.
    #expect(!outcome.errors.contains("\r") && !outcome.errors.contains("\u{1B}"))
    for sentence in [
      "measured on 4 groups that training never saw", "By window (36)", "By recording (4)",
      "Wilson's with each of 4 groups as one trial", "Settings: linear discriminant ",
      "chosen by holding out training groups in turn", "Network less ",
      "4 groups are too few for bounds",
    ] { #expect(outcome.output.contains(sentence), "\(sentence)") }
    let table = outcome.output.split(separator: "\n").drop { !$0.hasPrefix("By window") }
    let names = table.dropFirst().prefix(5).map { $0.prefix(22).split(separator: "  ")[0] }
    #expect(
      names == [
        "majority class", "linear discriminant", "logistic regression", "quadratic discriminant",
        "network",
      ])
    #expect(table.prefix(6).allSatisfy { $0.count == table.first?.count })
  }

  @Test func `the network and every baseline have the same figures on the same windows`() throws {
    let metrics = try json(Workshop.open().folder, "model.run/metrics.json")
    let baselines = try #require(metrics["baselines"]?.arrayValue)
    #expect(
      baselines.compactMap { $0["name"]?.stringValue } == [
        "majority class", "linear discriminant", "logistic regression", "quadratic discriminant",
      ])
    let keys = try #require(metrics["windows"]?.objectValue?.keys)
    #expect(
      keys == [
        "accuracy", "interval", "balancedAccuracy", "macroPrecision", "macroRecall", "macroF1",
        "kappa", "mcc", "auroc", "classes", "confusion",
      ])
    func total(_ part: JSON?) -> Int? {
      part?["confusion"]?.arrayValue?.reduce(0) { sum, row in
        sum + (row.arrayValue ?? []).compactMap(\.intValue).reduce(0, +)
      }
    }
    for baseline in baselines {
      for part in ["windows", "recordings"] {
        #expect(baseline[part]?.objectValue?.keys == keys)
        #expect(total(baseline[part]) == total(metrics[part]))
        #expect(
          baseline[part]?["classes"]?.arrayValue?.compactMap { $0["label"] }
            == metrics["labels"]?.arrayValue)
      }
    }
    // The majority says the same of every window, which ranks nothing.
    #expect(baselines[0]["windows"]?["accuracy"] == 0.25)
    #expect(baselines[0]["windows"]?["auroc"] == 0.5)
    #expect(baselines[0]["windows"]?["kappa"]?.doubleValue == 0)
    let comparison = try #require(metrics["comparison"])
    let against = try #require(
      baselines.first { $0["name"] == comparison["against"] }?["windows"]?["accuracy"])
    let network = try #require(metrics["windows"]?["accuracy"]?.doubleValue)
    let difference = try #require(comparison["difference"]?.doubleValue)
    #expect(abs(network - (against.doubleValue ?? .nan) - difference) < 1e-12)
    #expect(
      baselines.allSatisfy {
        ($0["windows"]?["accuracy"]?.doubleValue ?? 2) <= against.doubleValue ?? 0
      })
    #expect((comparison["verdict"] == "behind") == (difference <= 0))
    #expect(comparison["units"] == 4 && comparison["lower"] == .null)
  }

  @Test(arguments: [1, 2, 3])
  func `the same seed gives the same bytes on any number of threads`(threads: Int) throws {
    let workshop = try Workshop.open()
    let folder = try workshop.copies("bearing.csv")
    let outcome = try Faultdx.run(
      Workshop.arguments + ["--threads", "\(threads)", "--quiet"], in: folder)
    #expect(outcome.status == 0)
    #expect(outcome.errors.isEmpty)
    #expect(try folder.bytes("model.safetensors") == workshop.modelBytes)
    for name in ["history.csv", "metrics.json", "confusion.csv", "report.txt", "baselines.json"] {
      #expect(
        try folder.bytes("model.run/\(name)") == workshop.folder.bytes("model.run/\(name)"),
        "\(name)")
    }
  }

  @Test func `another seed gives another model`() throws {
    let workshop = try Workshop.open()
    let folder = try workshop.copies("bearing.csv")
    #expect(try Faultdx.run(Workshop.arguments + ["--seed", "2"], in: folder).status == 0)
    #expect(try folder.bytes("model.safetensors") != workshop.modelBytes)
  }

  @Test func `folders of classes are learnt, another file of a class is recognised`() throws {
    let folder = try Folder()
    for unit in 1...5 {
      try folder.write(Tone.wave(200, seed: UInt64(unit)), to: "tones/low/\(unit).wav")
      try folder.write(Tone.wave(900, seed: UInt64(unit)), to: "tones/high/\(unit).wav")
    }
    try folder.write(Tone.wave(900, seed: 77), to: "new.wav")
    let training = try Faultdx.run(
      [
        "train", "tones", "--output", "tone.safetensors", "--widths", "4,8", "--window", "64",
        "--hop", "16", "--epochs", "25", "--format", "json", "--quiet",
      ], in: folder)
    #expect(training.status == 0, "\(training.errors)")
    #expect(training.output == (try folder.text("tone.run/metrics.json")))
    #expect(try JSON(parsing: training.output)["recordings"]?["accuracy"]?.doubleValue == 1)
    let verdict = try Faultdx.run(
      ["classify", "new.wav", "--model", "tone.safetensors"], in: folder)
    #expect(verdict.output.hasPrefix("new.wav: high  "), "\(verdict.output)")
    #expect(verdict.errors.isEmpty)
  }

  @Test func `a separate test is measured once, and what it shares is said`() throws {
    let folder = try Workshop.open().copies("bearing.csv")
    let simulation = try Faultdx.run(
      [
        "simulate", "bearing", "--units", "1", "--seconds", "0.2", "--rate", "6000", "--seed", "9",
        "--output", "other.csv",
      ], in: folder)
    #expect(simulation.status == 0)
    // Simulated bearings are numbered from 1 in every file.
    var other = try folder.text("other.csv")
    for unit in 1...4 {
      other = other.replacingOccurrences(of: ",b\(unit),", with: ",other\(unit),")
    }
    try folder.write(other, to: "other.csv")
    let apart = try Faultdx.run(
      Workshop.arguments + ["--test", "other.csv", "--format", "json"], in: folder)
    #expect(apart.status == 0, "\(apart.errors)")
    let metrics = try JSON(parsing: apart.output)
    #expect(metrics["predictions"]?.arrayValue?.count == 4)
    #expect(
      metrics["meaning"]?.arrayValue?.first
        == "Measured on the separate test input: 4 recordings.")
    let leaking = Workshop.arguments + ["--test", "bearing.csv"]
    let refused = try Faultdx.run(leaking, in: folder)
    #expect(refused.status == 65)
    #expect(refused.errors.contains("--allow-leak"))
    let same = try Faultdx.run(leaking + ["--allow-leak"], in: folder)
    #expect(same.output.contains("LEAKING, not independent: "))
  }

  @Test func `the same units at another load are measured, listed and never called unknown`() throws
  {
    let folder = try Folder()
    var manifest = "file,label,group,load\n"
    for (label, frequency) in [("low", 200.0), ("high", 900)] {
      for unit in 1...3 {
        for load in [0, 3] {
          let name = "\(label)_\(unit)_\(load).wav"
          try folder.write(
            Tone.wave(frequency + 20 * Double(load), seed: UInt64(unit + 9 * load)), to: name)
          manifest += "\(name),\(label),\(label) bearing \(unit),\(load)\n"
        }
      }
    }
    try folder.write(manifest, to: "all.csv")
    let arguments = [
      "train", "all.csv", "--widths", "4,8", "--window", "64", "--epochs", "2", "--where", "load=0",
      "--test", "all.csv", "--test-where",
    ]
    let other = try Faultdx.run(arguments + ["load=3"], in: folder)
    #expect(other.status == 0, "\(other.errors)")
    let sentence =
      "6 of 6 groups in the test are in training too, under another condition (load 3 against 0): the "
      + "figure is for another condition on the same groups, and says nothing about another one. They "
      + "are high bearing 1, high bearing 2, high bearing 3, low bearing 1, low bearing 2, low bearing 3."
    #expect(other.errors.contains("warning: \(sentence)"))
    #expect(other.output.contains("\nNOT ANOTHER UNIT: \(sentence)\n"))
    let metrics = try json(folder, "model.run/metrics.json")
    #expect(metrics["warnings"] == .array([.string(sentence)]))
    #expect(metrics["leaks"] == nil)
    let same = try Faultdx.run(arguments + ["load=0"], in: folder)
    #expect(same.status == 65)
    #expect(
      same.errors.contains("is in training too") || same.errors.contains("are in training too"))
  }

  @Test func `a test that could not be measured is refused before training`() throws {
    let folder = try Workshop.open().copies("bearing.csv")
    let text = try folder.text("bearing.csv")
    try folder.write(text.replacing("normal", with: "strange"), to: "strange.csv")
    let outcome = try Faultdx.run(Workshop.arguments + ["--test", "strange.csv"], in: folder)
    #expect(outcome.status == 65)
    #expect(outcome.errors.contains("\"strange\", which is not among those trained on"))
    #expect(!outcome.errors.contains("epoch 1/"))
    #expect(try folder.contents() == ["bearing.csv", "strange.csv"])
  }

  @Test(arguments: ["fitted-standard", "fitted-minmax", "minmax", "none"])
  func `models of every scaling can be used`(scaling: String) throws {
    let folder = try Workshop.open().copies("bearing.csv", "signal.wav")
    let training = try Faultdx.run(
      Workshop.arguments + ["--normalization", scaling, "--epochs", "1"], in: folder)
    #expect(training.status == 0, "\(training.errors)")
    let verdict = try Faultdx.run(["classify", "signal.wav"], in: folder)
    #expect(verdict.status == 0, "\(verdict.errors)")
    #expect(verdict.output.hasPrefix("signal.wav: "))
  }
}

/// Parses a file.
func json(_ folder: Folder, _ name: String) throws -> JSON {
  try JSON(parsing: [UInt8](folder.bytes(name)))
}
