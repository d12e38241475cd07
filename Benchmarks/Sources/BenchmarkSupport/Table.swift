/// Prints measurements as they come in, and what they amount to.
package struct Table {
  private var slowest: (name: String, share: Double)?

  package init(_ title: String) {
    let columns = ["GFLOP/s", "peak", "share"].map { $0.padded(to: 9) }.joined()
    print("\n" + title.filled(to: Table.width) + columns)
  }

  private static let width = 58

  /// - Parameter multiplied: the part of the operations that is really multiplied, where it is not all of them; the
  ///   share of the peak that these reach is written behind.
  package mutating func add(
    _ name: String, _ measurement: Measurement, multiplied: Double? = nil
  ) {
    if measurement.share < slowest?.share ?? .infinity { slowest = (name, measurement.share) }
    print(
      name.filled(to: Table.width) + (measurement.speed / 1e9).tenths.padded(to: 9)
        + (measurement.peak / 1e9).tenths.padded(to: 9) + percent(measurement.share).padded(to: 9)
        + (multiplied.map { "  products \(percent(measurement.share * $0))" } ?? ""))
  }

  package func finish() {
    guard let slowest else { return }
    print("least: \(percent(slowest.share)) of the peak, \(slowest.name)")
  }

  private func percent(_ share: Double) -> String { "\((share * 100).tenths) %" }
}

extension String {
  fileprivate func filled(to width: Int) -> String {
    self + String(repeating: " ", count: max(1, width - count))
  }

  fileprivate func padded(to width: Int) -> String {
    String(repeating: " ", count: max(1, width - count)) + self
  }
}

extension Double {
  fileprivate var tenths: String { "\((self * 10).rounded() / 10)" }
}
