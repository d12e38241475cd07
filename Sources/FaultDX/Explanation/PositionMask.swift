import FaultDXSignal

/// Some positions of an axis.
struct PositionMask: Equatable {
  /// Whether a position is one of them.
  var isChosen: [Bool]

  /// The positions with the highest values; among equals chance decides.
  init(highest count: Int, of values: [Double], using generator: inout CounterGenerator) {
    let order = generator.shuffled(values.indices).sorted { values[$0] > values[$1] }
    isChosen = [Bool](repeating: false, count: values.count)
    for position in order.prefix(count) { isChosen[position] = true }
  }

  private init(isChosen: [Bool]) { self.isChosen = isChosen }

  /// The lengths of the runs of chosen positions and of those between them, around the circle.
  var runs: (chosen: [Int], others: [Int]) {
    let count = isChosen.count
    guard
      let first = (0..<count).first(where: { isChosen[$0] && !isChosen[($0 + count - 1) % count] })
    else { return isChosen.first == true ? ([count], []) : ([], [count]) }
    var chosen: [Int] = []
    var others: [Int] = []
    var previous = false
    for offset in 0..<count {
      let current = isChosen[(first + offset) % count]
      if current == previous {
        if current { chosen[chosen.count - 1] += 1 } else { others[others.count - 1] += 1 }
      } else if current {
        chosen.append(1)
      } else {
        others.append(1)
      }
      previous = current
    }
    return (chosen, others)
  }

  /// As many positions in runs of the same lengths, at random: runs and gaps in another order, turned around the circle.
  func rearranged(using generator: inout CounterGenerator) -> PositionMask {
    let (chosen, others) = runs
    guard !chosen.isEmpty, !others.isEmpty else { return self }
    let runs = generator.shuffled(chosen)
    let gaps = generator.shuffled(others)
    var result = [Bool](repeating: false, count: isChosen.count)
    var position = generator.integer(below: result.count)
    for (run, gap) in zip(runs, gaps) {
      for offset in 0..<run { result[(position + offset) % result.count] = true }
      position += run + gap
    }
    return PositionMask(isChosen: result)
  }
}
