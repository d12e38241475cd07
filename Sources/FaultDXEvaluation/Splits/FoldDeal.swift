import FaultDXSignal

/// Whole units dealt to folds, each class as evenly as its units allow.
struct FoldDeal {
  private struct Unit {
    var recordings: [Int] = []
    var labels: Set<Int> = []
    var frames = 0
  }

  private let units: [Unit]
  /// How many units each class has.
  private let counts: [Int]

  init(_ planner: SplitPlanner, by basis: Split.Basis) {
    var positions: [String: Int] = [:]
    var units: [Unit] = []
    for recording in planner.usable {
      let name = planner.unit(of: recording, by: basis)
      let position = positions[name] ?? units.count
      if position == units.count {
        positions[name] = position
        units.append(Unit())
      }
      units[position].recordings.append(recording)
      units[position].labels.insert(planner.label(of: recording))
      units[position].frames += planner.sources[recording].frames
    }
    self.units = units
    counts = planner.labels.indices.map { label in units.count { $0.labels.contains(label) } }
  }

  /// Sets this draw apart from whatever else is drawn from the same seed: "FOLD".
  private static let stream: UInt64 = 0x464F_4C44

  /// The recordings of each fold.
  ///
  /// In random order, those of the rarest class first, each unit goes where fewest units of its classes are;
  /// among equals where fewest units, then fewest frames, are.
  func folds(_ count: Int, seed: UInt64) -> [[Int]] {
    var generator = CounterGenerator(seed: seed, stream: Self.stream)
    let order = generator.shuffled(units.indices).enumerated().sorted {
      (rarity(units[$0.element]), $0.offset) < (rarity(units[$1.element]), $1.offset)
    }.map(\.element)
    var held = [[Int]](repeating: [Int](repeating: 0, count: counts.count), count: count)
    var sizes = [(units: Int, frames: Int)](repeating: (0, 0), count: count)
    var folds = [[Int]](repeating: [], count: count)
    for unit in order.map({ units[$0] }) {
      let best = folds.indices.min { left, right in
        let (a, b) = (crowding(held[left], unit), crowding(held[right], unit))
        return (a, sizes[left].units, sizes[left].frames, left)
          < (b, sizes[right].units, sizes[right].frames, right)
      }
      guard let best else { break }
      folds[best] += unit.recordings
      for label in unit.labels { held[best][label] += 1 }
      sizes[best] = (sizes[best].units + 1, sizes[best].frames + unit.frames)
    }
    return folds.map { $0.sorted() }
  }

  private func rarity(_ unit: Unit) -> Int { unit.labels.map { counts[$0] }.min() ?? 0 }

  /// How much of the classes of a unit a fold holds already, each class in proportion to what there is.
  private func crowding(_ held: [Int], _ unit: Unit) -> Double {
    unit.labels.sorted().reduce(0) { $0 + Double(held[$1]) / Double(counts[$1]) }
  }
}
