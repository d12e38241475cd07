import FaultDX
import FaultDXEvaluation
import FaultDXNN
import FaultDXTensor

/// What a model, or those of several folds, said of labelled recordings, as far as it tells how sure they may be.
struct CertaintyEvidence {
  /// Probabilities without and with what the model knows.
  struct Probabilities {
    var truth: [Int]
    var before: [[Double]]
    var after: [[Double]]
  }

  /// The classes that a model could not rule out of one recording.
  struct PlausibleSet {
    /// What is drawn together with it.
    let unit: String
    let holdsTruth: Bool
    let size: Int
  }

  /// A recording of which it was asked whether it is unknown.
  struct Asked {
    let isUnknown: Bool
    /// The rate of false alarms that is held; `nil` where none can be.
    let rate: Double?
  }

  /// What each model had learnt.
  private(set) var fitted: [Certainty]
  private(set) var windows: Probabilities
  private(set) var recordings: Probabilities
  private(set) var sets: [PlausibleSet] = []
  private(set) var asked: [Asked] = []

  /// - Returns: `nil` where the model does not know how sure it may be.
  init?(_ assessment: Assessment, of model: Model) {
    guard let certainty = model.certainty, !assessment.items.isEmpty else { return nil }
    fitted = [certainty]
    let items = assessment.items
    let plain = items.map { item in
      item.diagnosis.windows.map { window in
        softmax(Tensor(shape: [1, window.logits.count], elements: window.logits)).elements
          .map(Double.init)
      }
    }
    windows = Probabilities(
      truth: items.flatMap { item in item.diagnosis.windows.map { _ in item.truth } },
      before: plain.flatMap { $0 },
      after: items.flatMap { $0.diagnosis.windows.map { $0.probabilities.map(Double.init) } })
    recordings = Probabilities(
      truth: items.map(\.truth), before: plain.map(Self.mean),
      after: items.map(\.diagnosis.probabilities))
    sets = items.compactMap { item in
      item.diagnosis.plausible.map { set in
        PlausibleSet(
          unit: item.group ?? "\(item.file)#\(item.name)", holdsTruth: set.contains(item.truth),
          size: set.count)
      }
    }
    asked = items.compactMap { item in
      item.diagnosis.novelty.flatMap { novelty in
        novelty.threshold.map { _ in
          Asked(isUnknown: item.diagnosis.isUnknown, rate: novelty.rate)
        }
      }
    }
  }

  /// Adds what was said in another fold.
  mutating func add(_ other: CertaintyEvidence) {
    fitted += other.fitted
    windows.add(other.windows)
    recordings.add(other.recordings)
    sets += other.sets
    asked += other.asked
  }

  private static func mean(_ rows: [[Double]]) -> [Double] {
    rows.dropFirst().reduce(rows.first ?? []) { zip($0, $1).map(+) }
      .map { $0 / Double(rows.count) }
  }
}

extension CertaintyEvidence.Probabilities {
  fileprivate mutating func add(_ other: Self) {
    truth += other.truth
    before += other.before
    after += other.after
  }
}
