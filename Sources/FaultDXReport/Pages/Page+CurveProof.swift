import FaultDX

/// The section on whether it mattered what a model looked at.
extension Page {
  mutating func add(_ proof: CurveProof, prefix: String = "") {
    trials(proof, prefix)
    overlaps(proof, prefix)
  }

  private mutating func trials(_ proof: CurveProof, _ prefix: String) {
    guard let first = proof.faithfulness.first else { return }
    let windows = NumberText.counted(first.windows, "window")
    paragraph(
      "Does it matter what it looked at? Taking away what a curve points at must lower the probability more than taking "
        + "away as much at random (deletion), and putting it back must raise it more (insertion). Tried on \(windows)"
        + (first.units < first.windows || proof.units != "windows"
          ? " of \(first.units) \(proof.units)." : "."))
    func names(_ sources: [(Explanation.Source, Int)]) -> String {
      sources.map { proof.name($0, part: $1) }.joined(separator: ", ")
    }
    let believed = proof.faithfulness.filter(\.isFaithful).map { ($0.source, $0.part) }
    let same = proof.resemblance.filter { $0.verdict == .same }.map { ($0.source, $0.part) }
    box(
      [
        believed.isEmpty
          ? "No curve stands that test here: what is drawn over the windows is no proof of what the verdict rests on."
          : "The verdict rests on what is shown by: \(names(believed)). What other curves show is no proof."
      ]
        + (same.isEmpty
          ? []
          : [
            "Networks that learnt nothing (weights shuffled) show about the same as: \(names(same)). There the signal is "
              + "seen and not what was learnt."
          ]),
      isWarning: believed.isEmpty)
    figure(
      IntervalFigure(
        name: "\(prefix)deletion", title: "What taking away lowers",
        summary:
          "By how much the probability falls further than with random samples; left of 0 it falls less. Bars are bounds at "
          + "95 %.",
        axis: Axis("probability lost", unit: "%"),
        rows: proof.faithfulness.map {
          .init(
            proof.name($0.source, part: $0.part), $0.deletion.gain, bounds: $0.deletion.interval,
            isOwn: $0.isFaithful)
        }, reference: 0))
    details(
      "every curve with its p values",
      Self.markup(trialTable(proof)) { proof.faithfulness[$0].isFaithful ? "own" : nil })
    paragraph(
      "\(Explanation.Source.legend) p: how often chance alone gives such a gain, corrected for the \(proof.faithfulness.count) curves (Holm)."
        + (proof.resemblance.isEmpty
          ? ""
          : " Untrained network: rank correlation of the curve with that of the same networks with their weights shuffled, "
            + "in brackets by chance; where it is about the same, the curve shows the signal and not what was learnt."),
      style: "muted")
  }

  private func trialTable(_ proof: CurveProof) -> DataTable {
    DataTable(
      columns: [
        "curve", "deletion, points", "p", "insertion, points", "p", "untrained network", "",
      ],
      rows: proof.faithfulness.map { result in
        let other = proof.resemblance.first {
          $0.part == result.part && $0.source == result.source
        }
        return [
          .text(proof.name(result.source, part: result.part)), .points(result.deletion.gain),
          .probability(result.deletion.correctedP),
          .points(result.insertion.gain),
          .probability(result.insertion.correctedP),
          other.map { .text($0.words) } ?? .none,
          .text(
            result.isFaithful
              ? "the verdict rests on it"
              : result.isMisleading
                ? "less than random samples: do not believe it" : "no more than chance"),
        ]
      })
  }

  private mutating func overlaps(_ proof: CurveProof, _ prefix: String) {
    guard let overlap = proof.overlap, let first = overlap.first else { return }
    paragraph(
      "Does it point at the known events? Of each window the fifth of the samples with the highest values, and how many of "
        + "them lie within 2 ms behind one of \(first.events) events (\(NumberText.counted(first.windows, "window"))"
        + (proof.units == "windows" ? ")." : " of \(first.units) \(proof.units))."))
    for result in overlap where result.source == .contribution(channel: nil) {
      paragraph(
        "Attended samples near impacts: \(NumberText.percent(result.attended)) (chance "
          + "\(NumberText.percent(result.chance)), p \(NumberText.probability(result.correctedP))), by the "
          + "\(proof.name(result.source, part: result.part)); by networks that learnt nothing "
          + "\(NumberText.percent(result.untrained)).", style: "verdict")
    }
    figure(
      IntervalFigure(
        name: "\(prefix)events", title: "Attended samples near events",
        summary:
          "Share of the attended samples that lie near an event. The broken line is chance, "
          + "\(NumberText.percent(first.chance)): the same curves turned around the window. Bold is what is beyond it.",
        axis: Axis("near events", unit: "%"),
        rows: overlap.map { result in
          .init(
            proof.name(result.source, part: result.part), result.attended,
            bounds: result.interval.map {
              result.chance + $0.lowerBound...result.chance + $0.upperBound
            }, isOwn: result.gain > 0 && result.correctedP < 0.05)
        }, reference: first.chance))
    let all = Self.markup(
      DataTable(
        columns: [
          "curve", "near events", "by chance", "p", "positions shuffled", "p", "weights shuffled",
          "p against these",
        ],
        rows: overlap.map { result in
          [
            .text(proof.name(result.source, part: result.part)), .share(result.attended),
            .share(result.chance), .probability(result.correctedP),
            .share(result.shuffled), .probability(result.shuffledP),
            .share(result.untrained), .probability(result.untrainedP),
          ]
        })
    ) { overlap[$0].gain > 0 && overlap[$0].correctedP < 0.05 ? "own" : nil }
    details("every curve with its p values", all)
    paragraph(
      "Positions shuffled: the same curve with the numbers of the network in random order. Weights shuffled: the same "
        + "networks with the numbers of every tensor in random order, which learnt nothing; what those reach is owed to how "
        + "loud events are.", style: "muted")
  }
}

extension UntrainedResemblance {
  fileprivate var words: String {
    let name =
      switch verdict {
      case .same: "about the same"
      case .partly: "partly the same"
      case .different: "different"
      }
    return "\(name), \(NumberText.fixed(correlation, 2)) (\(NumberText.fixed(chance, 2)))"
  }
}
