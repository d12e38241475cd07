import Foundation

/// A folder of its own that goes when the last one who knows it does.
final class Folder: Sendable {
  let root: String

  init() throws {
    let url = FileManager.default.temporaryDirectory
      .appendingPathComponent("faultdx-command-\(UUID().uuidString)")
    try FileManager.default.createDirectory(at: url, withIntermediateDirectories: true)
    root = url.resolvingSymlinksInPath().path
  }

  deinit { try? FileManager.default.removeItem(atPath: root) }

  func path(_ name: String) -> String { "\(root)/\(name)" }

  func text(_ name: String) throws -> String {
    String(decoding: try bytes(name), as: UTF8.self)
  }

  func bytes(_ name: String) throws -> Data {
    try Data(contentsOf: URL(fileURLWithPath: path(name)))
  }

  func write(_ text: String, to name: String) throws { try write(Data(text.utf8), to: name) }

  func write(_ bytes: Data, to name: String) throws {
    let url = URL(fileURLWithPath: path(name))
    try FileManager.default.createDirectory(
      at: url.deletingLastPathComponent(), withIntermediateDirectories: true)
    try bytes.write(to: url)
  }

  /// Copies a file of another folder under the same name, or another.
  func copy(_ name: String, from other: Folder, as newName: String? = nil) throws {
    try write(other.bytes(name), to: newName ?? name)
  }

  /// Everything in the folder, at any depth, hidden files too.
  func contents() throws -> [String] {
    try FileManager.default.subpathsOfDirectory(atPath: root).sorted()
  }
}
