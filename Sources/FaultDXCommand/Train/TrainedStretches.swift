import FaultDX
import FaultDXEvaluation
import FaultDXSignal
import FaultDXStorage

/// Which samples a model has seen: a fingerprint of each recording that it was trained or chosen on, and the frames.
///
/// It travels in the model's `training`, so that whoever measures the model on these recordings is told that a figure on
/// them is none of new data. A copy that was cut, scaled or resampled is another recording here; `audit` finds those.
struct TrainedStretches {
  /// The member of `training`.
  static let key = "fingerprints"
  /// How a warning begins that says that the very samples were seen.
  static let verySamples = "TRAINING DATA"
  /// More would swell the header of the model; of these, spread over all, some are met whenever many are measured on.
  private static let most = 1000

  /// For each fingerprint, the first and the last frame at the model's rate.
  private var seen: [UInt64: Range<Int>] = [:]
  private var order: [UInt64] = []
  /// Recordings that were seen, kept here or not.
  private let count: Int

  init(_ data: TrainingData) {
    let known = Dictionary(
      grouping: data.split.pieces.filter { $0.role != .test }, by: \.recording
    ).sorted { $0.key < $1.key }
    count = known.count
    let step = max(1, (known.count + Self.most - 1) / Self.most)
    for position in stride(from: 0, to: known.count, by: step) {
      let (recording, pieces) = known[position]
      let fingerprint = data.recordings[recording].fingerprint
      let first = pieces.map(\.frames.lowerBound).min() ?? 0
      let last = pieces.map(\.frames.upperBound).max() ?? 0
      if seen.updateValue(first..<last, forKey: fingerprint) == nil { order.append(fingerprint) }
    }
  }

  /// What a model says of its training; `nil` where it does not say.
  init?(of model: Model) {
    guard let known = model.training[Self.key]?["seen"]?.arrayValue,
      let count = model.training[Self.key]?["recordings"]?.intValue
    else { return nil }
    self.count = count
    for entry in known {
      guard let parts = entry.arrayValue, parts.count == 3,
        let fingerprint = parts[0].stringValue.flatMap({ UInt64($0, radix: 16) }),
        let first = parts[1].intValue, let last = parts[2].intValue, first <= last
      else { return nil }
      seen[fingerprint] = first..<last
    }
  }

  /// `{"recordings": …, "seen": [["fingerprint", first, last], …]}`.
  var json: JSON {
    [
      "recordings": .integer(count),
      "seen": .array(
        order.map { fingerprint in
          let frames = seen[fingerprint] ?? 0..<0
          return .array([
            .string(String(fingerprint, radix: 16)), .integer(frames.lowerBound),
            .integer(frames.upperBound),
          ])
        }),
    ]
  }

  /// What must be said of a figure on parts of recordings, loudly; nothing where none was seen.
  ///
  /// - Parameter frames: which part of each recording, at its own rate.
  func warnings(
    on recordings: [Recording], _ frames: [Range<Int>], _ model: Model
  ) -> [String] {
    var known = 0
    var beside = 0
    for (recording, frames) in zip(recordings, frames) {
      guard let (copy, ratio) = Self.asTrained(recording, model), let range = seen[copy.fingerprint]
      else { continue }
      let first = Double(frames.lowerBound) * ratio
      let last = Double(frames.upperBound) * ratio
      if first < Double(range.upperBound) && Double(range.lowerBound) < last {
        known += 1
      } else {
        beside += 1
      }
    }
    let least = seen.count < count ? "at least " : ""
    func of(_ number: Int) -> String {
      "\(least)\(number) of \(recordings.count) \(recordings.count == 1 ? "recording" : "recordings")"
    }
    var warnings: [String] = []
    if known > 0 {
      warnings.append(
        "\(Self.verySamples): the model was trained or chosen on samples of \(of(known)); the figure says how well it knows "
          + "these, not how good it is on others.")
    }
    if beside > 0 {
      warnings.append(
        "SAME RECORDINGS: the model was trained on other stretches of \(of(beside)); the figure says nothing about "
          + "another unit.")
    }
    return warnings
  }

  /// A recording at the model's rate, and frames of it for one of the original.
  private static func asTrained(_ recording: Recording, _ model: Model) -> (Recording, Double)? {
    guard let rate = model.sampleRate, let own = recording.sampleRate, rate != own else {
      return (recording, 1)
    }
    // What cannot be resampled cannot have been trained on either.
    guard let copy = try? recording.resampled(to: rate) else { return nil }
    return (copy, rate / own)
  }
}
