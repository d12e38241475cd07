/// Turns the answers for windows into verdicts (`VerdictSmoothing`).
struct VerdictSmoother: Sendable, Equatable {
  /// What the verdict became.
  struct Transition: Equatable {
    var kind: StreamEvent.Kind
    var confidence: Double
  }

  /// A window's vote.
  struct Vote: Sendable, Equatable {
    /// A class; the number of classes for unknown; -1 for none.
    var verdict: Int
    var confidence: Float
  }

  let labels: [String]
  let normal: Int?
  let smoothing: VerdictSmoothing
  /// Frames by the stream's counter that a new verdict must last.
  let minimumFrames: Int

  /// The last votes, the oldest at `oldest` once there are as many as are remembered.
  private(set) var votes: [Vote] = []
  private(set) var oldest = 0
  private var tally: [Int]
  /// A class; the number of classes for unknown; -1 where there is none.
  private(set) var verdict = -1
  /// What was raised and not cleared, by its label; of an unknown, nothing.
  private(set) var alarm: String?
  private(set) var isAlarming = false
  /// What would be the verdict if it lasts, and since when.
  private(set) var pending: Pending?

  struct Pending: Sendable, Equatable {
    var verdict: Int
    var since: Int
  }

  init(labels: [String], normal: Int?, smoothing: VerdictSmoothing, minimumFrames: Int) {
    self.labels = labels
    self.normal = normal
    self.smoothing = smoothing
    self.minimumFrames = minimumFrames
    tally = [Int](repeating: 0, count: labels.count + 1)
    votes.reserveCapacity(smoothing.memory)
  }

  private var unknown: Int { labels.count }

  /// What is said of the stream.
  var said: StreamVerdict {
    if verdict == unknown { return .unknown }
    if verdict >= 0 {
      return verdict == normal ? .normal(label: labels[verdict]) : .fault(label: labels[verdict])
    }
    // Raised by a model that was replaced by one that does not know the class.
    if isAlarming { return alarm.map { .fault(label: $0) } ?? .unknown }
    return .undecided
  }

  /// Votes that make a verdict.
  private func needed(for verdict: Int) -> Int {
    verdict == normal ? smoothing.clearingVotes : smoothing.votes
  }

  /// Adds the answer for the next window.
  ///
  /// - Parameters:
  ///   - isUnknown: Whether the last windows are unlike training.
  ///   - nearest: The class of training that they are least unlike.
  ///   - position: The frame behind the window, by the stream's counter.
  mutating func add(
    class said: Int, confidence: Float, isUnknown: Bool, nearest: Int, at position: Int
  ) -> Transition? {
    let isSure =
      Double(confidence)
      >= (said == verdict ? smoothing.holdingConfidence : smoothing.confidence)
    remember(Vote(verdict: isUnknown ? unknown : isSure ? said : -1, confidence: confidence))
    if verdict >= 0, tally[verdict] >= needed(for: verdict) {
      pending = nil
      return nil
    }
    var candidate: Int?
    for other in tally.indices where other != verdict && tally[other] >= needed(for: other) {
      if tally[other] > candidate.map({ tally[$0] }) ?? 0 { candidate = other }
    }
    guard let candidate else {
      pending = nil
      return nil
    }
    if pending?.verdict != candidate { pending = Pending(verdict: candidate, since: position) }
    guard let pending, position - pending.since >= minimumFrames else { return nil }
    self.pending = nil
    verdict = candidate
    return transition(nearest: nearest)
  }

  private mutating func remember(_ vote: Vote) {
    if votes.count < smoothing.memory {
      votes.append(vote)
    } else {
      if votes[oldest].verdict >= 0 { tally[votes[oldest].verdict] -= 1 }
      votes[oldest] = vote
      oldest = (oldest + 1) % smoothing.memory
    }
    if vote.verdict >= 0 { tally[vote.verdict] += 1 }
  }

  /// What there is to tell about a new verdict.
  private mutating func transition(nearest: Int) -> Transition? {
    let before = alarm
    let wasAlarming = isAlarming
    isAlarming = verdict != normal
    alarm = isAlarming && verdict != unknown ? labels[verdict] : nil
    let kind: StreamEvent.Kind
    if verdict == unknown {
      kind = .unknown(nearest: labels[nearest])
    } else if let alarm {
      if before == alarm { return nil }
      kind = before.map { .changed(from: $0, to: alarm) } ?? .raised(label: alarm)
    } else if wasAlarming {
      kind = .cleared(from: before)
    } else {
      return nil
    }
    return Transition(kind: kind, confidence: confidence)
  }

  /// The mean probability among the votes for the verdict; 0 where it is unknown.
  private var confidence: Double {
    if verdict == unknown { return 0 }
    var sum = 0.0
    for vote in votes where vote.verdict == verdict { sum += Double(vote.confidence) }
    return sum / Double(max(1, tally[verdict]))
  }
}

extension VerdictSmoother {
  /// What is remembered of another one, whose model had these labels.
  ///
  /// A class that this one does not know has no vote any more; what was raised stays raised until another verdict.
  mutating func take(over other: VerdictSmoother) {
    func translated(_ verdict: Int) -> Int {
      if verdict < 0 { return -1 }
      if verdict == other.labels.count { return labels.count }
      return labels.firstIndex(of: other.labels[verdict]) ?? -1
    }
    let ordered = other.votes[other.oldest...] + other.votes[..<other.oldest]
    restore(
      votes: ordered.map { Vote(verdict: translated($0.verdict), confidence: $0.confidence) },
      verdict: translated(other.verdict), alarm: other.alarm, isAlarming: other.isAlarming,
      pending: other.pending.flatMap { pending in
        let verdict = translated(pending.verdict)
        return verdict < 0 ? nil : Pending(verdict: verdict, since: pending.since)
      })
  }

  /// Continues from what was remembered.
  ///
  /// - Parameter votes: the oldest first.
  /// - Precondition: each verdict is one.
  mutating func restore(
    votes: [Vote], verdict: Int, alarm: String?, isAlarming: Bool, pending: Pending?
  ) {
    self.votes.removeAll(keepingCapacity: true)
    oldest = 0
    for index in tally.indices { tally[index] = 0 }
    for vote in votes.suffix(smoothing.memory) { remember(vote) }
    self.verdict = verdict
    self.alarm = alarm
    self.isAlarming = isAlarming
    self.pending = pending
  }
}
