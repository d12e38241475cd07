import FaultDX

/// An explanation for people: strips of the window, and what trying them came to.
struct ExplanationText {
  private let document: ExplanationDocument
  private static let columns = 64

  init(_ document: ExplanationDocument) { self.document = document }

  var text: String {
    let explanation = document.explanation
    var lines = [
      "\(document.recording.identity), window \(document.number + 1), \(place): "
        + "\(explanation.verdict)  \(Format.percent(explanation.probabilities.max() ?? 0))"
    ]
    if explanation.label != explanation.verdict {
      lines.append("what speaks for \(explanation.label):")
    }
    for (number, part) in explanation.parts.enumerated() {
      lines.append("")
      lines += part.axis.kind == .samples ? strips(of: part) : ranking(of: part)
      lines += trials(of: number)
      lines += resemblance(of: number)
      lines += overlap(of: number)
    }
    return lines.joined(separator: "\n") + "\n"
  }

  private var place: String {
    let explanation = document.explanation
    let frames = explanation.window
    guard let rate = explanation.sampleRate else {
      return "samples \(frames.lowerBound) to \(frames.upperBound)"
    }
    let unit = explanation.signalAxis.unit
    return "\(Format.fixed(Double(frames.lowerBound) / rate, decimals: 3)) to "
      + "\(Format.fixed(Double(frames.upperBound) / rate, decimals: 3)) \(unit)"
  }

  /// Where networks over waveforms looked.
  private func strips(of part: Explanation.Part) -> [String] {
    var lines = [heading(part, "samples")]
    let level = (0..<part.axis.count).map { position in
      part.input[position * part.channels..<(position + 1) * part.channels]
        .map(\.magnitude).max() ?? 0
    }
    lines.append(line("signal, largest magnitude", Self.columns(of: level, largest: true), level))
    for curve in part.curves where curve.source.isDrawn {
      lines.append(
        line("\(curve.source)", Self.columns(of: curve.values, largest: false), curve.values))
    }
    return lines
  }

  private func line(_ name: String, _ columns: [Double], _ values: [Double]) -> String {
    let range =
      "\(Format.significant(values.min() ?? 0)) to \(Format.significant(values.max() ?? 0))"
    return "  \(Format.leftAligned(name, 28)) \(Self.strip(columns))  \(range)"
  }

  /// Bands, lines and components by what they contribute.
  private func ranking(of part: Explanation.Part) -> [String] {
    let noun =
      switch part.axis.kind {
      case .bands: "bands of frequency"
      case .lines: "lines of the bearing"
      case .components: "components"
      case .spectrum, .samples: "lines of the spectrum"
      }
    var lines = [heading(part, noun)]
    guard let curve = part.curves.first(where: { $0.source == .contribution(channel: nil) }) else {
      return lines
    }
    let all = curve.values.reduce(0) { $0 + abs($1) }
    for position in curve.values.indices.sorted(by: {
      abs(curve.values[$0]) > abs(curve.values[$1])
    }).prefix(8) {
      let value = curve.values[position]
      let name = part.axis.names.isEmpty ? "" : "\(part.axis.names[position]) "
      let bar = String(
        repeating: "█", count: all > 0 ? Int((abs(value) / all * 60).rounded()) : 0)
      lines.append(
        "  " + Format.leftAligned(name + self.position(position, of: part.axis), 22)
          + Format.padded((value < 0 ? "-" : "+") + Format.significant(abs(value)), 9) + "  \(bar)")
    }
    return lines
  }

  private func position(_ index: Int, of axis: Explanation.Axis) -> String {
    let place = axis.positions[index]
    if axis.kind == .components { return "component \(index + 1)" }
    guard let unit = axis.unit else { return "\(Format.significant(place)) per sample" }
    return "\(Format.fixed(place, decimals: place < 100 ? 2 : 0)) \(unit)"
  }

  private func heading(_ part: Explanation.Part, _ noun: String) -> String {
    let count = part.members.count
    let networks =
      count == 1 ? "one network" : "mean over \(count) networks"
    return "\(noun), \(networks), \(Format.percent(part.share)) of the verdict"
  }

  private func trials(of part: Int) -> [String] {
    let results = document.faithfulness.filter { $0.part == part }
    guard let first = results.first else { return [] }
    let windows = "\(first.windows) \(first.windows == 1 ? "window" : "windows")"
    let fill =
      first.fill == .scrambled ? "phases drawn anew" : "the mean in the place of what is taken away"
    var lines = [
      "  does it matter? deletion and insertion against chance (\(windows), \(fill); p corrected for "
        + "\(document.faithfulness.count == 1 ? "1 curve" : "\(document.faithfulness.count) curves"))"
    ]
    for result in results {
      let verdict =
        result.isFaithful
        ? "the verdict rests on it"
        : result.isMisleading
          ? "less than random positions: do not believe it" : "no more than chance"
      lines.append(
        "  \(Format.leftAligned("\(result.source)", 28)) deletion \(gain(result.deletion)), insertion "
          + "\(gain(result.insertion)): \(verdict)")
    }
    return lines
  }

  private func resemblance(of part: Int) -> [String] {
    let results = document.resemblance.filter { $0.part == part }
    guard let first = results.first else { return [] }
    var lines = [
      "  would a network that learnt nothing show it? rank correlation with \(first.networks) shuffles of the weights "
        + "(\(first.windows) \(first.windows == 1 ? "window" : "windows"))"
    ]
    for result in results {
      let verdict =
        switch result.verdict {
        case .same: "about the same: it shows the signal, not what was learnt"
        case .partly: "partly"
        case .different: "no"
        }
      lines.append(
        "  \(Format.leftAligned("\(result.source)", 28)) \(Format.fixed(result.correlation, decimals: 2)), by chance "
          + "\(Format.fixed(result.chance, decimals: 2)), p \(Format.significant(result.p)): \(verdict)"
      )
    }
    return lines
  }

  private func overlap(of part: Int) -> [String] {
    let results = document.overlap?.filter { $0.part == part } ?? []
    guard let first = results.first else { return [] }
    var lines = [
      "  does it point at the events? share of the highest fifth within 2 ms of one of \(first.events) "
        + "(\(first.windows) \(first.windows == 1 ? "window" : "windows"))"
    ]
    for result in results {
      lines.append(
        "  \(Format.leftAligned("\(result.source)", 28)) \(Format.percent(result.attended)), by chance "
          + "\(Format.percent(result.chance)), p \(Format.significant(result.correctedP)); positions shuffled "
          + "\(Format.percent(result.shuffled)), p \(Format.significant(result.shuffledP)); weights shuffled "
          + "\(Format.percent(result.untrained))")
    }
    return lines
  }

  private func gain(_ comparison: Faithfulness.Comparison) -> String {
    func points(_ value: Double) -> String {
      (value < 0 ? "-" : "+") + Format.fixed(abs(value) * 100, decimals: 1)
    }
    let bounds = comparison.interval.map {
      " (\(points($0.lowerBound)) to \(points($0.upperBound)))"
    }
    return
      "\(points(comparison.gain))\(bounds ?? "") points, p \(Format.significant(comparison.correctedP))"
  }

  /// Means, or largest values, over so many columns.
  private static func columns(of values: [Double], largest: Bool) -> [Double] {
    let count = min(columns, values.count)
    return (0..<count).map { column in
      let slice = values[
        column * values.count / count..<(column + 1) * values.count / count]
      return largest ? slice.max() ?? 0 : slice.reduce(0, +) / Double(slice.count)
    }
  }

  /// A bar of eight heights for each value, from the smallest to the largest.
  private static func strip(_ values: [Double]) -> String {
    let bars = Array("▁▂▃▄▅▆▇█")
    let low = values.min() ?? 0
    let span = (values.max() ?? 0) - low
    return String(
      values.map { span > 0 ? bars[min(7, Int(($0 - low) / span * 8))] : bars[0] })
  }
}

extension Explanation.Source {
  /// Whether it is worth a strip: the swing of an attention is seen in that of the attention.
  fileprivate var isDrawn: Bool {
    switch self {
    case .attention, .classActivation: true
    case .attentionSwing, .contribution: false
    }
  }
}
