import FaultDX
import FaultDXReport

extension CurveProof {
  /// Tries the curves of one recording.
  ///
  /// - Parameters:
  ///   - events: instants that are known, in seconds after the start; `nil` where none are.
  ///   - trials: the most windows.
  init(_ explainer: Explainer, events: [Double]?, trials: Int, seed: UInt64) throws {
    var settings = Faithfulness.Settings()
    settings.windows = trials
    settings.seed = seed
    var overlapping = EventOverlap.Settings()
    overlapping.windows = trials
    overlapping.seed = seed
    var comparing = UntrainedResemblance.Settings()
    comparing.windows = trials
    comparing.seed = seed
    self.init(
      parts: explainer.partNames, units: "windows",
      faithfulness: try explainer.faithfulness(settings),
      overlap: try events.map { try explainer.overlap(withEventsAt: $0, overlapping) },
      resemblance: try explainer.resemblance(comparing))
  }

  /// Windows of a test that curves are tried on, one of each recording where there are so many.
  private static let testWindows = 20

  /// Tries the curves on recordings of a test, spread over it; units are one piece of evidence each.
  ///
  /// - Parameters:
  ///   - recordings: those that were assessed, in the same order, as they were read.
  ///   - events: instants that are known; `nil` where none are. With them all recordings are looked at that have some.
  /// - Returns: `nil` where there is nothing to try.
  init?(
    _ assessment: Assessment, of recordings: [Recording], by diagnoser: Diagnoser,
    events: EventFile?, seed: UInt64
  ) throws {
    var settings = Faithfulness.Settings()
    settings.draws = 4
    settings.seed = seed
    var trials = FaithfulnessTrials(settings)
    var overlapping = EventOverlap.Settings()
    overlapping.seed = seed
    var held = EventTrials(overlapping)
    let tried = Self.spread(assessment.items.count, most: Self.testWindows)
    let each = max(1, Self.testWindows / max(1, tried.count))
    var parts: [String] = []
    for (index, item) in assessment.items.enumerated() {
      let instants = events?.times(of: recordings[index].name) ?? []
      guard tried.contains(index) || !instants.isEmpty else { continue }
      let explainer = try Explainer(diagnoser, recordings[index], found: item.diagnosis)
      parts = explainer.partNames
      if tried.contains(index) { try trials.add(explainer, windows: each, unit: item.unit) }
      if !instants.isEmpty { try held.add(explainer, eventsAt: instants, unit: item.unit) }
    }
    let faithfulness = trials.results
    guard !faithfulness.isEmpty else { return nil }
    let areGroups = assessment.items.allSatisfy { $0.group != nil }
    self.init(
      parts: parts, units: areGroups ? "groups" : "recordings", faithfulness: faithfulness,
      overlap: events == nil ? nil : held.results)
  }

  /// Numbers below `count`, at most so many, at equal distances.
  private static func spread(_ count: Int, most: Int) -> Set<Int> {
    count <= most
      ? Set(0..<count) : Set((0..<most).map { (2 * $0 + 1) * count / (2 * most) })
  }
}

extension Explainer {
  /// What the networks of each part read, in words.
  var partNames: [String] {
    let window = diagnosis.windows.first.map { $0.start / diagnoser.model.hop } ?? 0
    let parts = (try? explanation(ofWindow: window).parts) ?? []
    return parts.map {
      switch $0.axis.kind {
      case .samples: "samples"
      case .spectrum: "spectrum"
      case .bands: "bands"
      case .lines: "lines"
      case .components: "components"
      }
    }
  }
}

extension ExampleWindow {
  /// Those of some instants, in seconds, that lie in it.
  func holding(_ instants: [Double]) -> [Double] {
    guard let sampleRate, unit == "s" else { return [] }
    let extent = Double(start) / sampleRate..<Double(start + length) / sampleRate
    return instants.filter { extent.contains($0) }
  }
}
