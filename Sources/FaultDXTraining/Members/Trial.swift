import FaultDXEvaluation
import FaultDXSignal
import FaultDXTensor
import Synchronization

#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#else
  import Darwin
#endif

/// Training units held out in turn, and what networks trained on the others say of their windows.
struct Trial: Sendable {
  let windows: LabelledWindows
  let folds: InnerFolds
  let parts: [(training: [Int], heldOut: [Int])]
  let isCancelled: @Sendable () -> Bool
  let progress: @Sendable (_ team: String, _ done: Int, _ of: Int) -> Void

  init(
    windows: LabelledWindows, folds: InnerFolds, isCancelled: @escaping @Sendable () -> Bool,
    progress: @escaping @Sendable (_ team: String, _ done: Int, _ of: Int) -> Void
  ) {
    self.windows = windows
    self.folds = folds
    parts = (0..<folds.count).map { folds.part($0) }
    self.isCancelled = isCancelled
    self.progress = progress
  }

  /// How many units there are.
  var units: Int { (folds.units.max() ?? 0) + 1 }

  /// How many windows are held out once.
  var asked: Int { parts.reduce(0) { $0 + $1.heldOut.count } }

  /// What networks say together of every window held out; `nil` where one cannot be trained.
  func answers(
    of members: [MemberRecipe], named name: String, _ parallelism: Parallelism
  ) -> TeamAnswers? {
    let known = MemberWindows.numbers(members[0], of: windows, parallelism)
    let views = views(of: members, known, parallelism)
    let total = members.count * parts.count
    let found = Mutex([[Float]?](repeating: nil, count: total))
    let done = Mutex(0)
    parallelism.forEach(shards: total) { shard in
      let (member, fold) = shard.quotientAndRemainder(dividingBy: parts.count)
      guard !isCancelled(), let view = views[shard],
        let trained = try? TrainedMember(members[member], on: view, isCancelled: isCancelled)
      else { return }
      let heldOut = parts[fold].heldOut
      let probabilities =
        known.map { known in trained.probabilities(ofNumbers: heldOut.map { known[$0] }) }
        ?? trained.probabilities(for: windows.selecting(heldOut))
      found.withLock { $0[shard] = probabilities.elements }
      progress(
        name,
        done.withLock {
          $0 += 1; return $0
        }, total)
    }
    let rows = found.withLock { $0 }
    var sums: [[Float]] = []
    for fold in parts.indices {
      var sum: [Float]?
      for member in members.indices {
        guard let row = rows[member * parts.count + fold] else { return nil }
        sum = sum.map { zip($0, row).map { $0 + $1 } } ?? row
      }
      sums.append(sum ?? [])
    }
    return TeamAnswers(sums: sums, members: members.count)
  }

  /// What each network sees of each fold's training windows, computed once where several see the same.
  private func views(
    of members: [MemberRecipe], _ known: [[Double]]?, _ parallelism: Parallelism
  ) -> [MemberWindows?] {
    let first = members.map { member in members.firstIndex { $0.seesTheSame(as: member) } ?? 0 }
    let distinct = Array(Set(first)).sorted()
    let views = Mutex([MemberWindows?](repeating: nil, count: members.count * parts.count))
    parallelism.forEach(shards: distinct.count * parts.count) { shard in
      let (position, fold) = shard.quotientAndRemainder(dividingBy: parts.count)
      if isCancelled() { return }
      let view = try? MemberWindows(
        members[distinct[position]], fittedTo: windows.selecting(parts[fold].training),
        numbers: known.map { known in parts[fold].training.map { known[$0] } })
      views.withLock { $0[distinct[position] * parts.count + fold] = view }
    }
    let found = views.withLock { $0 }
    return members.indices.flatMap { member in
      parts.indices.map { found[first[member] * parts.count + $0] }
    }
  }

  /// How many windows of each unit were answered rightly.
  func hits(_ answers: TeamAnswers) -> [Int] {
    var hits = [Int](repeating: 0, count: units)
    forEachAnswer(answers) { window, probabilities in
      if probabilities.firstMaximum == windows.windows[window].label {
        hits[folds.units[window]] += 1
      }
    }
    return hits
  }

  /// The answers by recording and fold, of windows that do not overlap.
  func evidence(_ answers: TeamAnswers) -> [HeldOutWindows] {
    struct Place: Hashable {
      let recording: Int
      let fold: Int
    }
    var logits: [Place: [[Float]]] = [:]
    var ends: [Place: Int] = [:]
    var order: [Place] = []
    forEachAnswer(answers) { index, probabilities in
      let window = windows.windows[index]
      let place = Place(recording: window.recording, fold: folds.fold(of: index))
      if let end = ends[place], window.start < end { return }
      if ends[place] == nil { order.append(place) }
      ends[place] = window.start + windows.windowLength
      logits[place, default: []].append(
        probabilities.map { log(max($0 / Float(answers.members), .leastNormalMagnitude)) })
    }
    return order.map { place in
      let recording = windows.recordings[place.recording]
      let label = windows.windows.first { $0.recording == place.recording }?.label ?? 0
      return HeldOutWindows(
        label: label, unit: recording.group ?? recording.identity, logits: logits[place] ?? [])
    }
  }

  private func forEachAnswer(_ answers: TeamAnswers, _ body: (Int, [Float]) -> Void) {
    let classes = windows.labels.count
    for (part, sums) in zip(parts, answers.sums) {
      for (row, window) in part.heldOut.enumerated() {
        body(window, Array(sums[row * classes..<(row + 1) * classes]))
      }
    }
  }
}

/// What some networks say of windows held out: the sums of their probabilities, `[windows, classes]` for each fold.
struct TeamAnswers: Sendable {
  let sums: [[Float]]
  let members: Int

  func joined(with other: TeamAnswers) -> TeamAnswers {
    TeamAnswers(
      sums: zip(sums, other.sums).map { zip($0, $1).map { $0 + $1 } },
      members: members + other.members)
  }
}
