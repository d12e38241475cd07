/// Text that a user gave, as it may stand on a page: file names and labels can hold anything.
enum VisibleText {
  /// The same text with everything made visible that would act instead of being read.
  ///
  /// Control characters become their pictures (`␛`). What turns the direction of text, or what cannot be seen, becomes
  /// its code point in brackets, so that a name cannot pretend to be another. Characters that XML has no place for become
  /// the replacement character.
  static func of(_ text: String) -> String {
    if text.unicodeScalars.allSatisfy({ kind(of: $0) == .plain }) { return text }
    var result = String.UnicodeScalarView()
    for scalar in text.unicodeScalars {
      switch kind(of: scalar) {
      case .plain: result.append(scalar)
      case .control:
        let picture = scalar.value == 0x7F ? 0x2421 : 0x2400 + scalar.value
        result.append(Unicode.Scalar(picture) ?? "\u{FFFD}")
      case .hidden:
        let digits = String(scalar.value, radix: 16, uppercase: true)
        let code = String(repeating: "0", count: max(0, 4 - digits.count)) + digits
        result.append(contentsOf: "[U+\(code)]".unicodeScalars)
      case .forbidden: result.append("\u{FFFD}")
      }
    }
    return String(result)
  }

  private enum Kind { case plain, control, hidden, forbidden }

  private static func kind(of scalar: Unicode.Scalar) -> Kind {
    switch scalar.value {
    case 0x20..<0x7F, 0xA0..<0xAD: .plain
    case 0..<0x20, 0x7F: .control
    // The second set of controls, the soft hyphen, marks of direction, embeddings, overrides, isolates, and spaces of no
    // width but the joiners, which scripts and pictures need.
    case 0x80..<0xA0, 0xAD, 0x61C, 0x180E, 0x200B, 0x200E, 0x200F, 0x2028...0x202E,
      0x2060...0x206F, 0xFEFF, 0xFFF9...0xFFFB, 0xE0000...0xE007F:
      .hidden
    case 0xFFFE, 0xFFFF: .forbidden
    default: .plain
    }
  }
}

extension String {
  /// As it may stand on a page.
  var visible: String { VisibleText.of(self) }

  /// At most so many characters, the last of them an ellipsis where some had to go.
  ///
  /// The middle goes, since names of recordings differ at both ends.
  func shortened(to most: Int) -> String {
    if count <= most { return self }
    if most < 5 { return String(prefix(max(most - 1, 0))) + "…" }
    let tail = (most - 1) / 2
    return prefix(most - 1 - tail) + "…" + suffix(tail)
  }
}
