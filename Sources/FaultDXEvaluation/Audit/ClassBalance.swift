import FaultDXSignal

/// Whether there is enough of each class to say anything, and of none far too much.
struct ClassBalance {
  let findings: [DataAudit.Finding]

  /// The most common class has this many times the frames of the rarest.
  private static let disproportion = 10.0

  init(_ recordings: [Recording]) {
    let classes = Dictionary(grouping: recordings.indices) { recordings[$0].label ?? "" }
      .sorted { $0.key < $1.key }
    let hasGroups = recordings.contains { $0.group != nil }
    let word = hasGroups ? "group" : "recording"
    var findings: [DataAudit.Finding] = []
    let single = classes.filter { _, members in
      Set(members.map { recordings[$0].group ?? "recording \(recordings[$0].identity)" }).count == 1
    }.map(\.key)
    if !single.isEmpty {
      let names = single.map { "\"\($0)\"" }
      let verb = single.count == 1 ? "has" : "have"
      findings.append(
        .init(
          .fewUnits, .suspicious,
          "\(enumerated(names, limit: 12)) \(verb) one \(word) alone: whatever a model learns of it may be "
            + "that \(word)'s own and not the class's, and no split can tell.",
          recordings: [], figures: [.init("classes", Double(single.count))]))
    }
    let hasRates = recordings.allSatisfy { $0.sampleRate != nil }
    let frames = classes.map { label, members in
      (
        label: label,
        frames: members.reduce(0.0) { sum, index in
          sum + Double(recordings[index].frames)
            / (hasRates ? recordings[index].sampleRate ?? 1 : 1)
        }
      )
    }
    if let most = frames.max(by: { $0.frames < $1.frames }),
      let least = frames.min(by: { $0.frames < $1.frames }), least.frames > 0,
      most.frames > 0.99 * Self.disproportion * least.frames
    {
      let all = frames.reduce(0) { $0 + $1.frames }
      let share = fixedPoint(100 * most.frames / all, digits: 0)
      findings.append(
        .init(
          .imbalance, .note,
          "there is \(short(most.frames / least.frames)) times as much of \"\(most.label)\" as of "
            + "\"\(least.label)\": always saying \"\(most.label)\" is right \(share) % of the time, so look "
            + "at the balanced accuracy.",
          figures: [.init("ratio", most.frames / least.frames)]))
    }
    self.findings = findings
  }
}
