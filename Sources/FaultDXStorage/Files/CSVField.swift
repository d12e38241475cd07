/// A field of a comma-separated table.
package enum CSVField {
  /// The text as a field: in quotes where a comma, a quote or the end of a line in it asks for them (RFC 4180).
  package static func quoted(_ text: String) -> String {
    // By scalars: "\r\n", and a comma under an accent, are characters of their own to Swift.
    guard text.unicodeScalars.contains(where: { ",\"\n\r".unicodeScalars.contains($0) }) else {
      return text
    }
    var quoted = "\""
    for scalar in text.unicodeScalars {
      if scalar == "\"" { quoted += "\"" }
      quoted.unicodeScalars.append(scalar)
    }
    return quoted + "\""
  }
}
