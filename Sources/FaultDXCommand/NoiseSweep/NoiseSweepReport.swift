import FaultDXEvaluation
import FaultDXSignal
import FaultDXStorage

/// A noise sweep for people, programs and spreadsheets.
struct NoiseSweepReport {
  private let points: [NoiseSweep.Point]
  private let model: JSON
  private let warnings: [String]
  private let seed: UInt64

  init(_ points: [NoiseSweep.Point], model: JSON, warnings: [String], seed: UInt64) {
    self.points = points
    self.model = model
    self.warnings = warnings
    self.seed = seed
  }

  private typealias Part = @Sendable (Comparison.Row) -> (Predictions, Interval?)
  private static let byWindow: Part = { ($0.windows, $0.windowInterval) }
  private static let byRecording: Part = { ($0.recordings, $0.recordingInterval) }

  /// One table for each noise, by window, and by recording where that is another.
  var text: String {
    guard let clean = points.first, let any = clean.comparison.network else { return "" }
    let differ = any.recordings.count != any.windows.count
    var lines = warnings.isEmpty ? [] : warnings + [""]
    for kind in points.compactMap(\.condition.noise).unique {
      let rows = [clean] + points.filter { $0.condition.noise == kind }
      lines += table(
        "\(kind.rawValue) noise, by window (\(any.windows.count))", rows, Self.byWindow)
      if differ {
        lines += table(
          "\(kind.rawValue) noise, by recording (\(any.recordings.count))", rows, Self.byRecording)
      }
    }
    lines += [
      "Accuracy in %, in brackets its 95 % interval over whole \(any.windows.unitName). \(NoiseSweep.definition)."
    ]
    return (lines + clean.comparison.notes).joined(separator: "\n") + "\n"
  }

  private func table(_ title: String, _ points: [NoiseSweep.Point], _ part: Part) -> [String] {
    let names = points[0].comparison.rows.map(\.name)
    let width = 24
    let header =
      Format.padded("SNR dB", 8) + names.map { Format.padded($0, width) }.joined()
    let lines = points.map { point in
      Format.padded(point.condition.ratio.map(Format.short) ?? "clean", 8)
        + point.comparison.rows.map { row in
          let (predictions, interval) = part(row)
          let bounds = interval.map {
            " (\(Self.percent($0.lower, decimals: 0))-\(Self.percent($0.upper, decimals: 0)))"
          }
          return Format.padded(
            Self.percent(predictions.outcomes.accuracy, decimals: 1) + (bounds ?? ""), width)
        }.joined()
    }
    return [title, header] + lines + [""]
  }

  private static func percent(_ share: Double, decimals: Int) -> String {
    Format.fixed(share * 100, decimals: decimals)
  }

  static let schema = "faultdx.noise-sweep/1"

  /// `faultdx.noise-sweep/1`.
  var json: JSON {
    let network = points.first?.comparison.network
    var document: JSONObject = [
      "schema": .string(Self.schema),
      "model": model,
      "definition": .string(NoiseSweep.definition),
      "seed": .string(String(seed)),
      "windows": .integer(network?.windows.count ?? 0),
      "recordings": .integer(network?.recordings.count ?? 0),
      "units": .integer(Set(network?.windows.units ?? []).count),
      "unit": .string(network?.windows.unitName ?? ""),
      "points": .array(points.map { .object(Self.json($0)) }),
    ]
    if !warnings.isEmpty { document["warnings"] = .array(warnings.map { .string($0) }) }
    return .object(document)
  }

  private static func json(_ point: NoiseSweep.Point) -> JSONObject {
    var classifiers: JSONObject = [:]
    for row in point.comparison.rows {
      classifiers[row.name] = [
        "windows": json(byWindow(row)), "recordings": json(byRecording(row)),
      ]
    }
    return [
      "noise": point.condition.noise.map { .string($0.rawValue) } ?? .null,
      "snr": point.condition.ratio.map { .number($0) } ?? .null,
      "classifiers": .object(classifiers),
    ]
  }

  private static func json(_ part: (Predictions, Interval?)) -> JSON {
    [
      "accuracy": .number(part.0.outcomes.accuracy),
      "macroF1": .number(part.0.metrics.macro.f1),
      "interval": part.1.map {
        [
          "lower": .number($0.lower), "upper": .number($0.upper), "how": .string($0.description),
        ]
      } ?? .null,
    ]
  }

  /// A row for each condition, classifier and level; no noise has an empty ratio.
  var csv: String {
    var lines = ["noise,snr_db,classifier,level,count,accuracy,lower,upper"]
    for point in points {
      for row in point.comparison.rows {
        for (level, part) in [("window", Self.byWindow), ("recording", Self.byRecording)] {
          let (predictions, interval) = part(row)
          lines.append(
            [
              point.condition.noise?.rawValue ?? "none",
              point.condition.ratio.map { "\($0)" } ?? "", CSVField.quoted(row.name), level,
              String(predictions.count), "\(predictions.outcomes.accuracy)",
              interval.map { "\($0.lower)" } ?? "", interval.map { "\($0.upper)" } ?? "",
            ].joined(separator: ","))
        }
      }
    }
    return lines.map { $0 + "\n" }.joined()
  }
}

extension Array where Element: Equatable {
  /// The elements without repetitions, in order.
  var unique: [Element] { reduce(into: []) { if !$0.contains($1) { $0.append($1) } } }
}
