public import FaultDX
import FaultDXSignal

extension ExampleWindow {
  /// Takes over what a model looked at.
  ///
  /// Of the blocks of a network the first and the last are shown: what happens between them is in `faultdx explain`. Each
  /// strip is drawn from its least to its most, since attention often differs by a few hundredths only.
  public mutating func add(_ explanation: Explanation, withChannels: Bool = false) {
    for part in explanation.parts where part.share > 0.005 {
      let share =
        explanation.parts.count > 1 ? ", \(NumberText.percent(part.share)) of the verdict" : ""
      if part.axis.kind == .samples {
        attention += Self.strips(of: part.curves)
      } else if let curve = part.curves.first(where: { $0.source == .contribution(channel: nil) }) {
        let axis = part.axis
        lookedAt.append(
          LookedAt(
            Self.words(axis.kind) + share, unit: axis.unit,
            positions: axis.kind == .components
              ? axis.positions.indices.map { Double($0 + 1) } : axis.positions,
            names: axis.kind == .components
              ? axis.positions.indices.map { "component \($0 + 1)" } : axis.names,
            values: curve.values))
      }
      guard withChannels, let last = part.channelAttention.last else { continue }
      lookedAt.append(
        LookedAt(
          "weights of the channels of block \(last.block + 1)"
            + (part.members.count > 1 ? ", network \(last.member + 1)" : ""),
          positions: last.weights.indices.map { Double($0 + 1) }, values: last.weights,
          areWeights: true))
    }
  }

  private static func strips(of curves: [Explanation.Curve]) -> [WaveformFigure.Strip] {
    func ends(_ kind: String) -> [Explanation.Curve] {
      let own = curves.filter { $0.source.kind == kind }.sorted {
        ($0.source.block ?? 0) < ($1.source.block ?? 0)
      }
      return own.count > 1 ? [own[0], own[own.count - 1]] : own
    }
    var shown = ends("attention") + ends("class-activation").suffix(1)
    if shown.isEmpty {
      shown = curves.filter { $0.source == .contribution(channel: nil) }
    }
    return shown.map { curve in
      .init(curve.source.shortName, relative(curve.values))
    }
  }

  /// From the least to the most, in at most 256 means.
  private static func relative(_ values: [Double]) -> [Float] {
    let count = min(values.count, 256)
    let means = (0..<count).map { index in
      let range = index * values.count / count..<(index + 1) * values.count / count
      return values[range].reduce(0, +) / Double(range.count)
    }
    guard let low = means.min(), let high = means.max(), high > low else {
      return means.map { _ in 0.5 }
    }
    return means.map { Float(($0 - low) / (high - low)) }
  }

  private static func words(_ kind: Explanation.Axis.Kind) -> String {
    switch kind {
    case .samples: "samples"
    case .spectrum: "lines of the spectrum"
    case .bands: "bands of frequency"
    case .lines: "lines of the bearing"
    case .components: "principal components"
    }
  }
}
