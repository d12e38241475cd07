import FaultDXStorage

/// The sections that every kind of model has.
extension RunReport {
  static func examples(_ run: RunRecord, to page: inout Page) {
    page.heading("Windows, right and wrong")
    guard !run.examples.isEmpty else {
      page.paragraph("The run kept no windows to show.", style: "muted")
      return
    }
    let kinds = Set(run.examples.flatMap { $0.lookedAt.map(\.title) })
    if run.examples.allSatisfy({ $0.attention.isEmpty && $0.lookedAt.isEmpty }) {
      page.paragraph(
        "What the networks looked at is not shown: the run kept no record of it.", style: "muted")
    } else if run.examples.allSatisfy(\.attention.isEmpty) {
      page.paragraph(
        "The networks of this model see no samples, so nothing lies over the waveform: below each window is what they "
          + "do see, \(kinds.sorted().joined(separator: ", ")).", style: "muted")
    }
    if !run.examples.allSatisfy(\.attention.isEmpty) {
      page.paragraph(ExampleWindow.stripsMeaning(isTried: run.proof != nil), style: "muted")
    }
    for (index, example) in run.examples.enumerated() {
      page.figure(example.figure(name: "window-\(index + 1)"))
      let parts = example.lookedAt.enumerated().map { part, looked in
        looked.figure(name: "window-\(index + 1)-part-\(part + 1)")
      }
      if parts.count == 1 { page.figure(parts[0]) } else { page.pairs(parts) }
    }
    if let proof = run.proof { page.add(proof) }
  }

  static func noise(_ run: RunRecord, to page: inout Page) {
    guard let points = run.noiseSweep?["points"]?.arrayValue else { return }
    page.heading(
      "Under noise", run.noiseSweep?["definition"]?.stringValue)
    let clean = points.first { $0["snr"]?.doubleValue == nil }
    var kinds: [String] = []
    for point in points {
      if let kind = point["noise"]?.stringValue, !kinds.contains(kind) { kinds.append(kind) }
    }
    let charts = kinds.map { kind -> LineChart in
      let own = points.filter { $0["noise"]?.stringValue == kind }
      let names = own.first?["classifiers"]?.objectValue?.keys ?? []
      let series = names.enumerated().map { index, name -> LineChart.Series in
        let found = own.compactMap { point -> (Double, Double, ClosedRange<Double>?)? in
          let figures = point["classifiers"]?[name]?["windows"]
          guard let ratio = point["snr"]?.doubleValue, let share = figures?["accuracy"]?.doubleValue
          else { return nil }
          return (
            ratio, share,
            ClosedRange(figures?["interval"]?["lower"], figures?["interval"]?["upper"])
          )
        }.sorted { $0.0 < $1.0 }
        return .init(
          name, found.map { ($0.0, $0.1) }, bounds: name == "network" ? found.map(\.2) : [],
          form: .dotted, colour: name == "network" ? 0 : index + 1)
      }
      let without = (clean?["classifiers"]?["network"]?["windows"]?["accuracy"]?.doubleValue).map {
        " Without noise the network gets \(NumberText.percent($0)) right."
      }
      return LineChart(
        name: "noise-\(kind)", title: "\(kind) noise, by window",
        summary: "Share of windows right as noise rises from right to left.\(without ?? "")",
        x: Axis("signal-to-noise ratio", unit: "dB"), y: Axis("right", unit: "%", range: 0...1),
        series: series)
    }
    page.pairs(charts)
  }

  static func audit(_ json: JSON, leaks: [String], to page: inout Page) {
    page.heading("Audit of the data")
    guard let audit = json["audit"] else {
      page.paragraph(
        leaks.isEmpty
          ? "No leak is on record, and no list of findings was kept with these figures."
          : "What leaks is said at the top.", style: "muted")
      return
    }
    let findings = audit["findings"]?.arrayValue ?? []
    if !findings.contains(where: { $0["grade"]?.stringValue == "leak" }) {
      page.box(
        [
          "No leak found: training and test share no samples, copies or excerpts of recordings, and no unit that "
            + "they must not."
        ], isWarning: false)
    }
    if !findings.isEmpty {
      page.table(
        DataTable(
          columns: ["grade", "finding"],
          rows: findings.map {
            [.text($0["grade"]?.stringValue ?? ""), .text($0["sentence"]?.stringValue ?? "")]
          })
      ) { findings[$0]["grade"]?.stringValue == "leak" ? "wrong" : nil }
    }
    if audit["depth"]?.stringValue == "quick" {
      page.paragraph(
        "This was the quick audit of train; faultdx audit also looks for altered copies and for what tells classes "
          + "apart without a fault.", style: "muted")
    }
  }

  static func addHistory(_ run: RunRecord, to page: inout Page) {
    let known = run.history.filter { $0.count > 0 }
    guard !known.isEmpty else { return }
    page.heading(
      "Training",
      known.count == 1
        ? nil
        : "\(known.count) networks that were trained; the model has those that the choice kept.")
    func series(_ column: String, _ name: String, form: LineChart.Series.Form, colour: Int? = nil)
      -> [LineChart.Series]
    {
      known.compactMap { history in
        let points = history[column].map { (x: $0.epoch, y: $0.value) }
        guard !points.isEmpty else { return nil }
        let label = known.count > 1 ? "\(name) \(history.network)" : name
        return .init(label, points, form: form, colour: colour ?? history.network - 1)
      }
    }
    let single = known.count == 1
    let best = single ? known[0].best : nil
    let mark = best.map { [LineChart.Mark("kept: epoch \($0)", at: Double($0), colour: 2)] } ?? []
    let losses =
      series("training_loss", "training", form: .line, colour: single ? 0 : nil)
      + (single ? series("validation_loss", "validation", form: .line, colour: 1) : [])
    let validation = single ? [] : series("validation_loss", "validation", form: .line)
    let accuracies =
      series("training_accuracy", "training", form: .line, colour: single ? 0 : nil)
      + (single ? series("validation_accuracy", "validation", form: .line, colour: 1) : [])
    let errors = series("validation_error", "network", form: .line)
    func chart(
      _ name: String, _ title: String, _ y: Axis, _ lines: [LineChart.Series], _ note: String
    ) -> LineChart? {
      guard !lines.isEmpty else { return nil }
      return LineChart(
        name: name, title: title, summary: note, x: Axis("epoch"), y: y, series: lines, marks: mark)
    }
    page.pairs([
      chart("loss", "Loss", Axis("loss"), losses, "What training makes smaller, epoch by epoch."),
      chart(
        "accuracy", single ? "Windows right" : "Training windows right",
        Axis("right", unit: "%"), accuracies,
        "Share of windows right, epoch by epoch; training windows as they were augmented."),
      chart(
        "validation-loss", "Validation loss", Axis("loss"), validation,
        "On units that were held out of training."),
      chart(
        "validation-error", "Mean error on validation", Axis("mean error"), errors,
        "On units that were held out of training."),
    ])
  }

  static func addRepetition(_ run: RunRecord, to page: inout Page) {
    page.heading("To repeat it")
    if let command = run.arguments?["command"]?.arrayValue?.compactMap(\.stringValue) {
      page.code((["faultdx"] + command).map(shellQuoted).joined(separator: " "))
    }
    let model = run.model
    let training = model?["training"]
    let rate = model?["sampleRate"]?.doubleValue
    page.facts([
      ("version", run.arguments?["version"]?.stringValue.map { "faultdx \($0)" }),
      ("seed", run.arguments?["training"]?["seed"]?.stringValue),
      ("data", run.arguments?["inputs"].map { Optional($0).texts.joined(separator: ", ") }),
      ("split", training?["split"]?.stringValue),
      (
        "trained on",
        training?["recordings"]?.intValue.map {
          "\(NumberText.counted($0, "recording"))"
            + (training?["windows"]?.intValue.map { ", \($0) windows" } ?? "")
        }
      ),
      (
        "window",
        model?["windowLength"]?.intValue.map { length in
          "\(length) samples"
            + (rate.map {
              " at \(NumberText.short($0)) Hz (\(NumberText.significant(1000 * Double(length) / $0)) ms)"
            } ?? "")
        }
      ),
      ("channels", model?["channels"].map { Optional($0).texts.joined(separator: ", ") }),
      (
        "networks",
        model?["members"]?.arrayValue.map { members in
          members.map { $0["input"]?.stringValue ?? "?" }.joined(separator: ", ")
        }
      ),
      ("parameters", model?["parameters"]?.intValue.map { String($0) }),
      ("model SHA-256", model?["sha256"]?.stringValue),
    ])
    if let arguments = run.arguments {
      page.details(
        "everything that was decided",
        .tag("pre", [:], [.tag("code", [:], arguments.serialized(pretty: true))]))
    }
  }

  /// A word as a shell takes it.
  static func shellQuoted(_ word: String) -> String {
    let plain = word.unicodeScalars.allSatisfy {
      ("a"..."z").contains($0) || ("A"..."Z").contains($0) || ("0"..."9").contains($0)
        || "-_./=:,+@%".unicodeScalars.contains($0)
    }
    if plain, !word.isEmpty { return word }
    return "'"
      + word.split(separator: "'", omittingEmptySubsequences: false).joined(separator: "'\\''")
      + "'"
  }
}
