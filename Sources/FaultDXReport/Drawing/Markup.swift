/// A tree of elements that is HTML and XML at once; the one place where text becomes markup.
public indirect enum Markup: Sendable {
  /// An element with its attributes in order and what is in it.
  case element(String, [(name: String, value: String)], [Markup])
  /// Text, escaped when it is written.
  case text(String)
  /// Several in a row.
  case many([Markup])
  /// A style sheet of this module, written as it is.
  case styleSheet(StaticText)

  /// Text that no user had a hand in.
  public struct StaticText: Sendable {
    let value: String

    init(_ parts: StaticString...) {
      value = parts.map { "\($0)" }.joined(separator: "\n")
    }
  }

  /// An element.
  static func tag(
    _ name: String, _ attributes: KeyValuePairs<String, String> = [:], _ children: [Markup] = []
  ) -> Markup {
    .element(name, attributes.map { (name: $0.key, value: $0.value) }, children)
  }

  /// An element that holds text.
  static func tag(
    _ name: String, _ attributes: KeyValuePairs<String, String> = [:], _ text: String
  ) -> Markup { .tag(name, attributes, [.text(text)]) }

  /// Text that may go on in the next line behind an underscore, as names of classes and files have them.
  static func breakable(_ text: String) -> Markup {
    let words = text.split(separator: "_", omittingEmptySubsequences: false)
    return .many(
      words.enumerated().flatMap { index, word -> [Markup] in
        index + 1 < words.count
          ? [.text("\(word)_"), .element("wbr", [], [])] : [.text(String(word))]
      })
  }

  /// Elements that HTML forbids an end of.
  private static let void: Set<String> = ["meta", "br", "col", "hr", "link", "wbr"]

  /// The markup as text: the same bytes for the same tree.
  public var serialized: String {
    var bytes: [UInt8] = []
    write(into: &bytes)
    return String(decoding: bytes, as: UTF8.self)
  }

  private func write(into bytes: inout [UInt8]) {
    switch self {
    case .many(let parts): for part in parts { part.write(into: &bytes) }
    case .text(let text): Self.escape(text, into: &bytes)
    case .styleSheet(let sheet): bytes.append(contentsOf: sheet.value.utf8)
    case .element(let name, let attributes, let children):
      bytes.append(contentsOf: "<\(name)".utf8)
      for attribute in attributes {
        bytes.append(contentsOf: " \(attribute.name)=\"".utf8)
        Self.escape(attribute.value, into: &bytes)
        bytes.append(UInt8(ascii: "\""))
      }
      if children.isEmpty, Self.void.contains(name) {
        bytes.append(contentsOf: "/>".utf8)
        return
      }
      bytes.append(UInt8(ascii: ">"))
      for child in children { child.write(into: &bytes) }
      bytes.append(contentsOf: "</\(name)>".utf8)
      if Self.endsLine.contains(name) { bytes.append(0x0A) }
    }
  }

  /// Elements behind which a line ends, so that tools that work by lines can be used on pages.
  private static let endsLine: Set<String> = [
    "p", "tr", "table", "section", "figure", "h1", "h2", "h3", "svg", "g", "style", "head",
    "path", "header", "footer", "details",
  ]

  private static func escape(_ text: String, into bytes: inout [UInt8]) {
    for byte in text.visible.utf8 {
      switch byte {
      case UInt8(ascii: "&"): bytes.append(contentsOf: "&amp;".utf8)
      case UInt8(ascii: "<"): bytes.append(contentsOf: "&lt;".utf8)
      case UInt8(ascii: ">"): bytes.append(contentsOf: "&gt;".utf8)
      case UInt8(ascii: "\""): bytes.append(contentsOf: "&quot;".utf8)
      case UInt8(ascii: "'"): bytes.append(contentsOf: "&#39;".utf8)
      default: bytes.append(byte)
      }
    }
  }
}
