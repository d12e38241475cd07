import FaultDXSignal

extension PhysicalEvidence {
  /// What an engineer is told, in a sentence or two.
  public var sentence: String {
    switch outcome {
    case .cannotBeChecked(let obstacle):
      if obstacle == .noVerdict {
        return found.isEmpty
          ? "No line of a fault stands out of the envelope spectrum; a fault can be there without one."
          : "\(listed(found)), as of \(found.map(\.location.words).joined(separator: " and "))."
      }
      let lines =
        series.isEmpty ? "" : found.isEmpty ? "; no line stands out" : "; \(listed(found))"
      return label == nil
        ? "The bearing's lines cannot be looked for: \(obstacle.words)."
        : "The verdict cannot be checked against the bearing: \(obstacle.words)\(lines)."
    case .agrees where location == .sound:
      return
        "The physics agrees: no line of a fault stands out of the envelope spectrum, as of a sound bearing; "
        + "a fault can be there without one."
    case .agrees:
      let others = found.filter { $0.location != location }
      let more = others.isEmpty ? "" : "; besides, \(listed(others))"
      return
        "The physics agrees: \(listed(found.filter { $0.location == location })), as of \(predictedWords)\(more)."
    case .disagrees where location == .sound:
      return
        "The physics disagrees: the verdict is that of a sound bearing, but \(listed(found)), as of "
        + "\(found.map(\.location.words).joined(separator: " and "))."
    case .disagrees:
      return
        "The physics disagrees: the verdict predicts \(predictedLine), which does not stand out, but "
        + "\(listed(found)), as of \(found.map(\.location.words).joined(separator: " and "))."
    case .noLineFound:
      let cage =
        found.isEmpty ? "" : "; \(listed(found)), which tells no race from a rolling element"
      return
        "No line found: the verdict predicts \(predictedLine), and the envelope spectrum shows no line of any fault "
        + "\(found.isEmpty ? "over its floor" : "but that of the cage")\(cage)."
    }
  }

  private var predictedWords: String { location?.words ?? "no fault" }

  private var predictedLine: String {
    predicted.map { "\(name($0)) at \($0.expected.tenths) Hz" } ?? "no line"
  }

  private func name(_ series: LineSeries) -> String { series.location.lineName ?? "" }

  /// `BPFO stands out at 107.3 Hz (expected 107.4 Hz, -0.1 %), 693 times the floor, with 3 harmonics`.
  private func listed(_ series: [LineSeries]) -> String {
    series.map { found in
      let ratio = found.lines.first?.ratio ?? 0
      let harmonics = found.lines.dropFirst().count { $0.stands }
      let sidebands = found.sidebands.count { $0.stands }
      let beside =
        sidebands == 0 ? "" : " and \(sidebands) \(sidebands == 1 ? "sideband" : "sidebands")"
      return "\(name(found)) stands out at \(found.measured.tenths) Hz "
        + "(expected \(found.expected.tenths) Hz, \(signed(found.slip * 100)) %), "
        + "\(ratio >= 20 ? "\(Int(min(ratio, 1e9).rounded()))" : ratio.tenths) times the floor, with \(harmonics) "
        + "\(harmonics == 1 ? "harmonic" : "harmonics")\(beside)"
    }.joined(separator: "; ")
  }

  private func signed(_ value: Double) -> String {
    let text = value.tenths
    return value > 0 && text != "0.0" ? "+\(text)" : text
  }
}
