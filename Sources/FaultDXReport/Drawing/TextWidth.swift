/// How wide text gets, without asking a font: a little more than any common sans-serif takes.
enum TextWidth {
  /// The width in units of a drawing.
  static func of(_ text: String, size: Double) -> Double {
    size * text.visible.unicodeScalars.reduce(0) { $0 + share(of: $1) }
  }

  /// As much of a text as fits.
  static func fitted(_ text: String, in width: Double, size: Double) -> String {
    let text = text.visible
    var most = text.count
    while most > 1, of(text.shortened(to: most), size: size) > width { most -= 1 }
    return text.shortened(to: most)
  }

  private static func share(of scalar: Unicode.Scalar) -> Double {
    switch scalar {
    case "i", "j", "l", "t", "f", "I", ".", ",", ":", ";", "|", "!", "'", "(", ")", "[", "]", "/",
      " ":
      0.36
    case "m", "w", "M", "W", "%", "@": 0.96
    case "A"..."Z", "&", "–", "…", "+", "=", "<", ">", "±": 0.74
    case "\u{300}"..."\u{36F}": 0
    case "\u{0}"..."\u{2FF}": 0.6
    case "\u{370}"..."\u{10FF}": 0.72
    default: 1.1
    }
  }
}
