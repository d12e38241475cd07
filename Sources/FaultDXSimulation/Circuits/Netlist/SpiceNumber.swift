/// Numbers as SPICE writes them: `4.7k`, `10n`, `1meg`, `2.2uF`, `1e-9`.
package enum SpiceNumber {
  /// The factors of the suffixes; the longest that fits counts, and letters behind it are a unit.
  ///
  /// `m` is milli in any case, as in SPICE, and `f` femto: `1F` is no farad.
  private static let suffixes: [(String, Double)] = [
    ("meg", 1e6), ("mil", 25.4e-6), ("t", 1e12), ("g", 1e9), ("k", 1e3), ("m", 1e-3), ("u", 1e-6),
    ("µ", 1e-6), ("μ", 1e-6), ("n", 1e-9), ("p", 1e-12), ("f", 1e-15), ("a", 1e-18),
  ]

  /// The value of a word; `nil` where it is no finite number.
  package static func value(of word: String) -> Double? {
    let characters = Array(word.lowercased().unicodeScalars)
    let end = lengthOfNumber(characters)
    guard end > 0 else { return nil }
    var digits = ""
    digits.unicodeScalars.append(contentsOf: characters[..<end])
    let rest = characters[end...]
    // Letters of a unit, as in 10kOhm; nothing else.
    guard rest.allSatisfy({ $0.properties.isAlphabetic || $0 == "µ" || $0 == "Ω" }) else {
      return nil
    }
    var unit = ""
    unit.unicodeScalars.append(contentsOf: rest)
    let factor = suffixes.first { unit.hasPrefix($0.0) }?.1
    // One rounding instead of two: 5n is the same number as 5e-9.
    let exponent = factor.flatMap { exponents[$0] }
    let text = exponent.flatMap { Self.shifted(digits, by: $0) } ?? digits
    guard var value = Double(text) else { return nil }
    if let factor, exponent == nil { value *= factor }
    return value.isFinite ? value : nil
  }

  private static let exponents: [Double: Int] = [
    1e12: 12, 1e9: 9, 1e6: 6, 1e3: 3, 1e-3: -3, 1e-6: -6, 1e-9: -9, 1e-12: -12, 1e-15: -15,
    1e-18: -18,
  ]

  /// How many characters are a decimal number.
  private static func lengthOfNumber(_ text: [Unicode.Scalar]) -> Int {
    func isDigit(_ position: Int) -> Bool {
      position < text.count && text[position] >= "0" && text[position] <= "9"
    }
    var end = 0
    if end < text.count, text[end] == "+" || text[end] == "-" { end += 1 }
    let start = end
    while isDigit(end) { end += 1 }
    var digits = end - start
    if end < text.count, text[end] == "." {
      end += 1
      let fraction = end
      while isDigit(end) { end += 1 }
      digits += end - fraction
    }
    guard digits > 0 else { return 0 }
    if end < text.count, text[end] == "e" {
      var exponent = end + 1
      if exponent < text.count, text[exponent] == "+" || text[exponent] == "-" { exponent += 1 }
      if isDigit(exponent) {
        while isDigit(exponent) { exponent += 1 }
        end = exponent
      }
    }
    return end
  }

  /// A decimal number with another exponent; `nil` where its own is not small.
  private static func shifted(_ digits: String, by exponent: Int) -> String? {
    guard let mark = digits.firstIndex(of: "e") else { return "\(digits)e\(exponent)" }
    guard let own = Int(digits[digits.index(after: mark)...]), abs(own) < 10_000 else { return nil }
    return "\(digits[..<mark])e\(own + exponent)"
  }
}
