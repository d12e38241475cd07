/// The powers of ten that number parsing multiplies with.
///
/// `exact` holds 10^0 … 10^22, which a `Double` represents exactly, `whole` 10^0 … 10^8. `leading` holds, for each exponent
/// -342 … 308, the leading 128 bits of 5^q as two words, high word first, truncated for q ≥ 0 and as the
/// rounded-up reciprocal for -27 ≤ q < 0 (truncated below), as Lemire's proof wants them
/// (D. Lemire, "Number Parsing at a Gigabyte per Second", 2021, section 5). The table is computed once
/// with exact integers instead of being written down.
// Unchecked, because the compiler cannot see that nobody writes the memory behind the pointers after `init`, nor frees it.
package struct PowersOfFive: @unchecked Sendable {
  package static let smallestExponent = -342
  static let largestExponent = 308
  package static let shared = PowersOfFive()

  // Pointers, not arrays: no bounds checks.
  let exact: UnsafePointer<Double>
  package let leading: UnsafePointer<UInt64>
  let whole: UnsafePointer<UInt64>

  private init() {
    let exact = UnsafeMutablePointer<Double>.allocate(capacity: 23)
    var power = 1.0
    for index in 0...22 {
      exact[index] = power
      power *= 10
    }
    let whole = UnsafeMutablePointer<UInt64>.allocate(capacity: 9)
    whole[0] = 1
    for index in 1...8 { whole[index] = 10 * whole[index - 1] }
    let count = Self.largestExponent - Self.smallestExponent + 1
    let leading = UnsafeMutablePointer<UInt64>.allocate(capacity: 2 * count)
    func store(_ exponent: Int, _ bits: (high: UInt64, low: UInt64)) {
      leading[2 * (exponent - Self.smallestExponent)] = bits.high
      leading[2 * (exponent - Self.smallestExponent) + 1] = bits.low
    }

    var number = Limbs(one: 24)
    for exponent in 0...Self.largestExponent {
      store(exponent, number.leadingBits)
      number.multiplyByFive()
    }
    // floor(2^1023 / 5^k) by dividing k times: nested floors of integers are the floor of the whole.
    var reciprocal = Limbs(one: 32)
    reciprocal.words[0] = 0
    reciprocal.words[31] = 1 << 31
    for exponent in 1...(-Self.smallestExponent) {
      reciprocal.divideByFive()
      var bits = reciprocal.leadingBits
      if exponent <= 27 {
        bits.low &+= 1
        if bits.low == 0 { bits.high &+= 1 }
      }
      store(-exponent, bits)
    }
    self.whole = UnsafePointer(whole)
    self.exact = UnsafePointer(exact)
    self.leading = UnsafePointer(leading)
  }
}

/// A big natural number, least significant word first.
private struct Limbs {
  var words: [UInt32]

  init(one count: Int) {
    words = [UInt32](repeating: 0, count: count)
    words[0] = 1
  }

  mutating func multiplyByFive() {
    var carry: UInt64 = 0
    for index in words.indices {
      let product = UInt64(words[index]) * 5 + carry
      words[index] = UInt32(truncatingIfNeeded: product)
      carry = product >> 32
    }
  }

  mutating func divideByFive() {
    var remainder: UInt64 = 0
    for index in words.indices.reversed() {
      let dividend = remainder << 32 | UInt64(words[index])
      words[index] = UInt32(dividend / 5)
      remainder = dividend % 5
    }
  }

  /// The 128 bits from the highest set bit down, padded with zeros where there are fewer.
  var leadingBits: (high: UInt64, low: UInt64) {
    guard let top = words.lastIndex(where: { $0 != 0 }) else { return (0, 0) }
    let shift = UInt64(words[top].leadingZeroBitCount)
    func word(_ offset: Int) -> UInt64 {
      let index = top - offset
      let here = index >= 0 ? UInt64(words[index]) : 0
      let below = index >= 1 ? UInt64(words[index - 1]) : 0
      return shift == 0 ? here : (here << shift | below >> (32 - shift)) & 0xFFFF_FFFF
    }
    return (word(0) << 32 | word(1), word(2) << 32 | word(3))
  }
}
