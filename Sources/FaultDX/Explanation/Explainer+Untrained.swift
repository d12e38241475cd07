import FaultDXNN
import FaultDXSignal
import FaultDXTensor

extension Explainer {
  /// How much the curves of the recording's windows look like those of networks that learnt nothing.
  ///
  /// - Parameters:
  ///   - label: a class; each window's own verdict unless named.
  ///   - settings: how much is tried.
  /// - Throws: `ExplanationError.noSuchClass`.
  public func resemblance(
    of label: String? = nil, _ settings: UntrainedResemblance.Settings = .init()
  ) throws(ExplanationError) -> [UntrainedResemblance] {
    let untrained = untrained(draws: max(1, settings.draws), seed: settings.seed)
    struct Pair {
      var correlation: Double
      var shifted: [Double]
    }
    var order: [(part: Int, source: Explanation.Source)] = []
    var pairs: [[Pair]] = []
    for number in apartWindows(most: settings.windows) {
      let explanation = try self.explanation(ofWindow: number, for: label)
      let others = try untrained.map { networks throws(ExplanationError) in
        try self.explanation(ofWindow: number, for: explanation.label, asking: networks)
      }
      var place = 0
      for (index, part) in explanation.parts.enumerated() {
        for (row, curve) in part.curves.enumerated() where curve.source.isWhole {
          if pairs.count == place {
            order.append((index, curve.source))
            pairs.append([])
          }
          var generator = CounterGenerator(
            seed: settings.seed, stream: UInt64(number), substream: 5)
          let own = curve.asDrawn
          for other in others {
            let drawn = other.parts[index].curves[row].asDrawn
            pairs[place].append(
              Pair(
                correlation: abs(rankCorrelation(own, drawn)),
                shifted: (0..<settings.shifts).map { _ in
                  let shift = generator.integer(below: max(1, drawn.count))
                  return abs(
                    rankCorrelation(own, Array(drawn[shift...] + drawn[..<shift])))
                }))
          }
          place += 1
        }
      }
    }
    return zip(order, pairs).map { place, pairs in
      let count = Double(pairs.count)
      let observed = pairs.reduce(0) { $0 + $1.correlation } / count
      let shifted = (0..<settings.shifts).map { draw in
        pairs.reduce(0) { $0 + $1.shifted[draw] } / count
      }
      let reached = shifted.count { $0 >= observed - 1e-12 }
      return UntrainedResemblance(
        part: place.part, source: place.source, networks: untrained.count,
        windows: pairs.count / untrained.count, correlation: observed,
        chance: shifted.reduce(0, +) / Double(max(1, shifted.count)),
        p: Double(reached + 1) / Double(shifted.count + 1))
    }
  }

  /// The networks with the numbers of every tensor in random order, so often.
  func untrained(draws: Int, seed: UInt64) -> [[CBAMNetwork]] {
    (0..<draws).map { draw in
      seers.map { seer in
        var generator = CounterGenerator(
          seed: seed, stream: Self.shuffleStream, substream: UInt64(draw << 16 | seer.number))
        var network = seer.member.network
        network.visitParameters("") { _, tensor, _ in
          tensor = Tensor(shape: tensor.shape, elements: generator.shuffled(tensor.elements))
        }
        return network
      }
    }
  }

  /// Sets these draws apart from others of the same seed: "SHUF".
  private static let shuffleStream: UInt64 = 0x5348_5546
}

extension Explanation.Curve {
  /// The curve as a strip shows it: means of 64 pieces, of magnitudes where it swings as fast as the signal.
  fileprivate var asDrawn: [Double] {
    let count = min(64, values.count)
    return (0..<count).map { piece in
      let range = piece * values.count / count..<(piece + 1) * values.count / count
      return values[range].reduce(0) { $0 + (source.block == nil ? abs($1) : $1) }
        / Double(range.count)
    }
  }
}

/// Spearman's correlation of two lists of the same length; 0 where one of them says nothing.
private func rankCorrelation(_ first: [Double], _ second: [Double]) -> Double {
  let (a, b) = (ranks(first), ranks(second))
  let middle = Double(a.count - 1) / 2
  var (product, left, right) = (0.0, 0.0, 0.0)
  for (x, y) in zip(a, b) {
    product += (x - middle) * (y - middle)
    left += (x - middle) * (x - middle)
    right += (y - middle) * (y - middle)
  }
  return left > 0 && right > 0 ? product / (left * right).squareRoot() : 0
}

/// The place of each value among all from 0; equals share the mean of theirs.
private func ranks(_ values: [Double]) -> [Double] {
  let order = values.indices.sorted { values[$0] < values[$1] }
  var ranks = [Double](repeating: 0, count: values.count)
  var start = 0
  while start < order.count {
    var end = start
    while end + 1 < order.count, values[order[end + 1]] == values[order[start]] { end += 1 }
    for place in start...end { ranks[order[place]] = Double(start + end) / 2 }
    start = end + 1
  }
  return ranks
}
