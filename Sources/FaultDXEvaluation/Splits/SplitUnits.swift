import FaultDXSignal

/// Units that must stay whole, and the classes that each of them has recordings of.
///
/// Most units are of one class. Some are of several: a circuit board measured sound and with each fault, a
/// bearing measured before and after. Such a unit goes to one role with all that it has.
struct SplitUnits {
  private let names: [String]
  /// The classes of each unit.
  private let classes: [[Int]]
  /// How many units each class has.
  let countByLabel: [Int]

  /// From the unit and class of each recording, in an order that does not depend on the input's.
  init(_ recordings: [(unit: String, label: Int)], _ labelCount: Int) {
    var positions: [String: Int] = [:]
    var names: [String] = []
    var classes: [Set<Int>] = []
    for (unit, label) in recordings {
      if let position = positions[unit] {
        classes[position].insert(label)
      } else {
        positions[unit] = names.count
        names.append(unit)
        classes.append([label])
      }
    }
    self.names = names
    self.classes = classes.map { $0.sorted() }
    var counts = [Int](repeating: 0, count: labelCount)
    for label in self.classes.joined() { counts[label] += 1 }
    countByLabel = counts
  }

  /// Draws units for each role so that every class is in every role and in what remains.
  ///
  /// With units of one class each this is a stratified draw. With mixed ones it is greedy, and tried a
  /// few times.
  ///
  /// - Returns: The roles by unit, without the units that remain; `nil` where none was found.
  func assign(
    _ parts: [(role: Split.Role, fraction: Double)], seed: UInt64
  ) -> [String: Split.Role]? {
    let isMixed = classes.contains { $0.count > 1 }
    for attempt in 0..<(isMixed ? 32 : 1) {
      var generator = CounterGenerator(seed: seed, stream: Self.stream, substream: UInt64(attempt))
      let order = generator.shuffled(names.indices)
      var draw = Draw(classes: classes, counts: countByLabel, order: order)
      if let roles = draw.run(parts.map { ($0.role, quotas($0.fraction, among: parts.count)) }) {
        return Dictionary(
          uniqueKeysWithValues: names.indices.compactMap { unit in
            roles[unit].map { (names[unit], $0) }
          })
      }
    }
    return nil
  }

  /// Sets the draws of a split apart from whatever else is drawn from the same seed: "SPLI".
  private static let stream: UInt64 = 0x5350_4C49

  /// The units of each class that a fraction asks for: at least one, and never so many that another part
  /// or training goes without.
  private func quotas(_ fraction: Double, among parts: Int) -> [Int] {
    countByLabel.map { count in
      count == 0
        ? 0 : min(max(1, Int((Double(count) * fraction).rounded())), max(1, (count - 1) / parts))
    }
  }

  /// One attempt.
  private struct Draw {
    let classes: [[Int]]
    /// The units of each class in the order drawn.
    private let queues: [[Int]]
    private var heads: [Int]
    /// Units of each class that no role has taken.
    private var free: [Int]
    private let counts: [Int]
    private var roles: [Split.Role?]

    init(classes: [[Int]], counts: [Int], order: [Int]) {
      self.classes = classes
      self.counts = counts
      var queues = [[Int]](repeating: [], count: counts.count)
      for unit in order {
        for label in classes[unit] { queues[label].append(unit) }
      }
      self.queues = queues
      heads = [Int](repeating: 0, count: counts.count)
      free = counts
      roles = [Split.Role?](repeating: nil, count: classes.count)
    }

    /// The role of each unit, `nil` for those that remain.
    mutating func run(_ parts: [(role: Split.Role, quotas: [Int])]) -> [Split.Role?]? {
      for (position, part) in parts.enumerated() {
        // One unit of each class for every part still to come, and one for training.
        let reserve = parts.count - position
        var wanted = part.quotas
        var taken = [Int](repeating: 0, count: counts.count)
        while let label = rarest(wanted) {
          guard let unit = best(for: label, wanted, reserve) else {
            // A part may stay below its quota, but not without the class.
            if taken[label] == 0 { return nil }
            wanted[label] = 0
            continue
          }
          roles[unit] = part.role
          for label in classes[unit] {
            wanted[label] -= 1
            taken[label] += 1
            free[label] -= 1
          }
        }
      }
      return roles
    }

    /// The class that still wants units and has the fewest.
    private func rarest(_ wanted: [Int]) -> Int? {
      wanted.indices.filter { wanted[$0] > 0 }.min { (counts[$0], $0) < (counts[$1], $1) }
    }

    /// Among the next units of a class, the one that serves most classes that want it.
    private mutating func best(for label: Int, _ wanted: [Int], _ reserve: Int) -> Int? {
      let queue = queues[label]
      while heads[label] < queue.count, roles[queue[heads[label]]] != nil { heads[label] += 1 }
      var best: (unit: Int, score: Int)?
      var seen = 0
      for unit in queue[heads[label]...] where roles[unit] == nil {
        guard classes[unit].allSatisfy({ free[$0] > reserve }) else { continue }
        let score = classes[unit].reduce(0) { $0 + (wanted[$1] > 0 ? 1 : -1) }
        if best.map({ score > $0.score }) ?? true { best = (unit, score) }
        seen += 1
        // Enough to choose from; the rest would cost time that grows with the square of the units.
        if seen == 64 || classes[unit].count == 1 { break }
      }
      return best?.unit
    }
  }
}
