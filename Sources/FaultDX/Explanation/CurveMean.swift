import FaultDXNN

#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#else
  import Darwin
#endif

/// Adds up the curves of several networks over one axis, each curve over the networks that have it.
struct CurveMean {
  private struct Sum {
    var values: [Double]
    var weight: Double
    var step: Double
    var field: Double
  }

  private let positions: Int
  private var order: [Explanation.Source] = []
  private var sums: [Explanation.Source: Sum] = [:]

  init(positions: Int) { self.positions = positions }

  /// Adds the curves of one network.
  mutating func add(_ trace: NetworkTrace, of target: Int, weight: Double) {
    let classes = trace.logits.count
    var logit = [Float](repeating: 0, count: classes)
    logit[target] = 1
    let gradients = trace.gradients(ofLogits: logit)
    for (index, block) in trace.blocks.enumerated() {
      if let attention = block.spatialAttention {
        add(.attention(block: index), attention, on: block.grid, weight)
        add(.attentionSwing(block: index), Self.swing(attention), on: block.grid, weight)
      }
      add(
        .classActivation(block: index), trace.classActivation(inBlock: index, gradients),
        on: block.grid, weight)
    }
    // Against the mean of the other classes: what all have in common decides nothing.
    let contrast = (0..<classes).map { index -> Float in
      index == target ? 1 : -1 / Float(max(1, classes - 1))
    }
    let contributions = trace.contributions(trace.gradients(ofLogits: contrast))
    let channels = contributions.count / positions
    func channel(_ channel: Int) -> [Float] {
      (0..<positions).map { contributions[$0 * channels + channel] }
    }
    let total = (0..<positions).map { position in
      contributions[position * channels..<(position + 1) * channels].reduce(0, +)
    }
    add(.contribution(channel: nil), total, on: .input, weight)
    if channels > 1 {
      for index in 0..<channels {
        add(.contribution(channel: index), channel(index), on: .input, weight)
      }
    }
  }

  /// How far each weight lies from the usual one, as a factor.
  private static func swing(_ weights: [Float]) -> [Float] {
    // A sigmoid may give 0 in 32 bits.
    let logarithms = weights.map { log(Double(max($0, .leastNormalMagnitude))) }
    let sorted = logarithms.sorted()
    let median = (sorted[(sorted.count - 1) / 2] + sorted[sorted.count / 2]) / 2
    return logarithms.map { Float(abs($0 - median)) }
  }

  private mutating func add(
    _ source: Explanation.Source, _ values: [Float], on grid: SampleGrid, _ weight: Double
  ) {
    let curve = grid.curve(of: values.map(Double.init), count: positions)
    guard var sum = sums[source] else {
      order.append(source)
      sums[source] = Sum(
        values: curve.map { weight * $0 }, weight: weight, step: grid.step, field: grid.field)
      return
    }
    for index in curve.indices { sum.values[index] += weight * curve[index] }
    sum.weight += weight
    // Of networks with different strides the coarser one says how fine the mean is.
    sum.step = max(sum.step, grid.step)
    sum.field = max(sum.field, grid.field)
    sums[source] = sum
  }

  /// The means, block after block, what is about the input last.
  var curves: [Explanation.Curve] {
    let ordered = order.sorted { ($0.block ?? .max, $0.kind) < ($1.block ?? .max, $1.kind) }
    return ordered.compactMap { source in
      sums[source].map { sum in
        let weight = sum.weight > 0 ? sum.weight : 1
        return Explanation.Curve(
          source: source, values: sum.values.map { $0 / weight }, step: sum.step,
          field: sum.field)
      }
    }
  }
}
