import Foundation

#if canImport(FoundationXML)
  import FoundationXML
#endif

/// What an XML parser makes of text: whether it is well-formed, the words in it, and the names of its elements.
final class Wellformed: NSObject, XMLParserDelegate {
  private(set) var words = ""
  private(set) var elements: [String] = []
  private(set) var identifiers: [String] = []
  private(set) var problem: String?

  /// - Parameter text: XML, or a page that is XML as well.
  init(_ text: String) {
    super.init()
    let parser = XMLParser(data: Data(text.utf8))
    parser.delegate = self
    if !parser.parse() {
      problem = "line \(parser.lineNumber): \(parser.parserError.map { "\($0)" } ?? "?")"
    }
  }

  func parser(
    _ parser: XMLParser, didStartElement name: String, namespaceURI: String?,
    qualifiedName: String?, attributes: [String: String]
  ) {
    elements.append(name)
    if let identifier = attributes["id"] { identifiers.append(identifier) }
  }

  func parser(_ parser: XMLParser, foundCharacters characters: String) { words += characters }
}
