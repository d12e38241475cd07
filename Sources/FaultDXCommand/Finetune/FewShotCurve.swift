import FaultDX
import FaultDXEvaluation
import FaultDXStorage
import FaultDXTraining

/// How well a model does on other data after a few windows of each class, beside what begins with nothing.
struct FewShotCurve {
  /// The accuracies by window of one classifier behind so many windows of each class.
  struct Cell {
    let name: String
    /// `nil` where it cannot be fitted to so few.
    let figure: RepeatedFigure?
  }

  /// One number of windows.
  struct Row {
    let shots: Int
    let cells: [Cell]
  }

  let rows: [Row]
  let repeats: Int
  /// What the figures mean, as sentences.
  let meaning: [String]
  let origin: JSON

  static let tuned = "fine-tuned"
  static let fresh = "from nothing"
  static let linear = ["linear discriminant", "logistic regression"]

  /// Trains and measures all of it.
  ///
  /// - Throws: `CommandFailure`, also where a class has too few windows, or the user interrupts.
  init(
    _ request: FineTuningRequest, shots: [Int], repeats: Int, data: TrainingData,
    test: MeasuredOn, job: TrainingJob
  ) throws {
    let (fewest, label) = FewShotDraw.fewest(in: data.training)
    if let most = shots.max(), most > fewest {
      throw CommandFailure(
        "class \"\(label)\" has \(fewest) training windows end to end, fewer than the \(most) of --shots"
      )
    }
    var values: [Int: [String: [Double]]] = [:]
    var origin = JSON.null
    for repetition in 0..<repeats {
      let draw = FewShotDraw(from: data.training, seed: job.common.seed, repetition: repetition)
      for count in shots {
        let trial = try FewShotTrial(
          request, windows: draw.windows(each: count), data: data, test: test, job: job,
          repetition: repetition)
        origin = trial.origin
        for (name, accuracy) in trial.accuracies {
          values[count, default: [:]][name, default: []].append(accuracy)
        }
        job.common.note(
          "draw \(repetition + 1) of \(repeats), \(count) \(count == 1 ? "window" : "windows") a class: "
            + ([Self.tuned, Self.fresh] + Self.linear).compactMap { name in
              trial.accuracies[name].map { "\(name) \(Format.percent($0))" }
            }.joined(separator: ", "))
      }
    }
    rows = shots.map { count in
      Row(
        shots: count,
        cells: ([Self.tuned, Self.fresh] + Self.linear).map { name in
          let found = values[count]?[name] ?? []
          return Cell(name: name, figure: found.count == repeats ? RepeatedFigure(found) : nil)
        })
    }
    self.repeats = repeats
    meaning = test.meaning
    self.origin = origin
  }

  /// The document `faultdx.few-shot/1`.
  var json: String {
    let document: JSON = [
      "schema": "faultdx.few-shot/1",
      "meaning": .array(meaning.map { .string($0) }),
      "from": origin,
      "repeats": .integer(repeats),
      "rows": .array(
        rows.map { row in
          var members: JSONObject = ["windowsPerClass": .integer(row.shots)]
          for cell in row.cells {
            members[cell.name] =
              cell.figure.map { figure in
                [
                  "accuracy": .number(figure.mean),
                  "interval": figure.bounds.map {
                    .array([.number($0.lowerBound), .number($0.upperBound)])
                  } ?? .null,
                  "values": .array(figure.values.map { .number($0) }),
                ]
              } ?? .null
          }
          return .object(members)
        }),
    ]
    return document.serialized(pretty: true) + "\n"
  }

  /// The same for people.
  var text: String {
    let header = ["windows a class"] + (rows.first?.cells.map(\.name) ?? [])
    let body = rows.map { row in
      ["\(row.shots)"]
        + row.cells.map { cell in
          guard let figure = cell.figure else { return "-" }
          let mean = Format.fixed(figure.mean * 100, decimals: 1)
          guard let bounds = figure.bounds else { return mean }
          return "\(mean) (\(Format.fixed(max(0, bounds.lowerBound) * 100, decimals: 0))-"
            + "\(Format.fixed(min(1, bounds.upperBound) * 100, decimals: 0)))"
        }
    }
    let widths = header.indices.map { column in
      ([header] + body).map { $0[column].count }.max() ?? 0
    }
    let table = ([header] + body).map { line in
      zip(line, widths).map { Format.padded($0, $1) }.joined(separator: "  ")
    }
    let draws = repeats == 1 ? "one draw" : "the mean of \(repeats) draws and its 95 % bounds"
    return
      (meaning + [
        "",
        "Accuracy by window in per cent behind so many training windows of each class, \(draws):",
        "",
      ] + table).joined(separator: "\n") + "\n"
  }
}
