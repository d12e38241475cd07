import FaultDXSignal

/// The largest eigenvalues of a symmetric positive semidefinite operator and their vectors.
///
/// C. Lanczos's method (1950) with every new direction orthogonalised against all earlier ones, twice, which keeps it
/// as exact as a full decomposition (B. N. Parlett, "The Symmetric Eigenvalue Problem", section 13.7). It needs the
/// operator only as a function, so that a covariance of thousands of samples is never formed.
struct LeadingEigenvectors {
  /// Largest first.
  let values: [Double]
  /// A unit vector for each value.
  let vectors: [[Double]]

  /// Finds them.
  ///
  /// - Parameters:
  ///   - size: Numbers in a vector.
  ///   - count: How many are wanted; fewer come back where the operator has no more that are above rounding.
  ///   - rank: A bound on the rank of the operator.
  ///   - steps: The most directions that are tried; values that lie close to each other may then be a little off.
  ///   - apply: The operator.
  init(size: Int, count: Int, rank: Int, steps: Int = 200, apply: ([Double]) -> [Double]) {
    let limit = min(size, rank, max(steps, count))
    var basis: [[Double]] = []
    var diagonal: [Double] = []
    var offDiagonal: [Double] = []
    var generator = CounterGenerator(seed: 0, stream: Self.stream)
    var direction = Self.direction(orthogonalTo: basis, size, &generator)
    var decomposition = TridiagonalEigen(diagonal: [], offDiagonal: [])
    while basis.count < limit, let current = direction {
      basis.append(current)
      var next = apply(current)
      diagonal.append(Vectors.dot(next, current))
      Self.orthogonalize(&next, against: basis)
      Self.orthogonalize(&next, against: basis)
      let length = Vectors.dot(next, next).squareRoot()
      let scale = diagonal.max() ?? 0
      let isChecked = basis.count == limit || basis.count % 20 == 0 && basis.count > count
      if isChecked {
        decomposition = TridiagonalEigen(diagonal: diagonal, offDiagonal: offDiagonal)
        let residual = decomposition.vectors.prefix(count).map { length * abs($0[$0.count - 1]) }
        if residual.allSatisfy({ $0 <= 1e-13 * scale }) { break }
      }
      if basis.count == limit { break }
      // Nothing new: what was found is invariant, and the search goes on beside it.
      let isInvariant = length <= 1e-14 * scale
      offDiagonal.append(isInvariant ? 0 : length)
      direction =
        isInvariant
        ? Self.direction(orthogonalTo: basis, size, &generator) : next.map { $0 / length }
    }
    if decomposition.values.count != diagonal.count {
      decomposition = TridiagonalEigen(
        diagonal: diagonal, offDiagonal: Array(offDiagonal.prefix(max(0, diagonal.count - 1))))
    }
    let largest = decomposition.values.first ?? 0
    let found = decomposition.values.prefix(count).count { $0 > 1e-12 * largest && $0 > 0 }
    values = Array(decomposition.values.prefix(found))
    vectors = decomposition.vectors.prefix(found).map { weights in
      var vector = [Double](repeating: 0, count: size)
      for (weight, direction) in zip(weights, basis) { Self.add(weight, direction, to: &vector) }
      return vector
    }
  }

  /// Sets the first direction apart from whatever else is drawn: "EIGEN".
  private static let stream: UInt64 = 0x45_4947_454E

  private static func direction(
    orthogonalTo basis: [[Double]], _ size: Int, _ generator: inout CounterGenerator
  ) -> [Double]? {
    var vector = (0..<size).map { _ in generator.normal() }
    orthogonalize(&vector, against: basis)
    orthogonalize(&vector, against: basis)
    let length = Vectors.dot(vector, vector).squareRoot()
    return length > 1e-9 ? vector.map { $0 / length } : nil
  }

  private static func orthogonalize(_ vector: inout [Double], against basis: [[Double]]) {
    for direction in basis { add(-Vectors.dot(vector, direction), direction, to: &vector) }
  }

  private static func add(_ scale: Double, _ source: [Double], to target: inout [Double]) {
    source.withUnsafeBufferPointer { source in
      target.withUnsafeMutableBufferPointer { target in
        guard let from = source.baseAddress, let into = target.baseAddress else { return }
        Vectors.add(scale, from, to: into, count: source.count)
      }
    }
  }
}
