import FaultDXSignal

/// Sums over vectors, eight lanes at a time.
///
/// The order of additions is fixed by the lanes and not by the processor, so that the same data give the same bits on
/// every machine.
enum Vectors {
  /// The sum of products of the first `count` elements.
  static func dot(
    _ left: UnsafePointer<Double>, _ right: UnsafePointer<Double>, count: Int
  ) -> Double {
    var sums = SIMD8<Double>.zero
    let whole = count & ~7
    var index = 0
    while index < whole {
      sums += load(left + index) * load(right + index)
      index += 8
    }
    var sum = sums.sum()
    while index < count {
      sum += left[index] * right[index]
      index += 1
    }
    return sum
  }

  /// Adds a multiple of the first `count` elements of `source` to `target`.
  static func add(
    _ scale: Double, _ source: UnsafePointer<Double>, to target: UnsafeMutablePointer<Double>,
    count: Int
  ) {
    let whole = count & ~7
    var index = 0
    while index < whole {
      let sum = load(target + index) + scale * load(source + index)
      UnsafeMutableRawPointer(target + index).storeBytes(of: sum, as: SIMD8<Double>.self)
      index += 8
    }
    while index < count {
      target[index] += scale * source[index]
      index += 1
    }
  }

  /// The sum of products of two vectors.
  ///
  /// - Precondition: They are equally long.
  static func dot(_ left: [Double], _ right: [Double]) -> Double {
    require(left.count == right.count, "vectors of \(left.count) and \(right.count) numbers")
    return left.withUnsafeBufferPointer { left in
      right.withUnsafeBufferPointer { right in
        guard let first = left.baseAddress, let second = right.baseAddress else { return 0 }
        return dot(first, second, count: left.count)
      }
    }
  }

  @inline(__always)
  private static func load(_ source: UnsafePointer<Double>) -> SIMD8<Double> {
    UnsafeRawPointer(source).loadUnaligned(as: SIMD8<Double>.self)
  }
}
