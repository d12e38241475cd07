import FaultDX
import Foundation
import Synchronization

/// The models of a service under their names, which may be read again while it runs.
public final class ModelShelf: Sendable {
  /// What became of one model when all were read again.
  public enum Change: Sendable, Equatable {
    /// The file holds what it held.
    case same
    /// Another model under the same name.
    case replaced
    /// A name that was not there before.
    case added
    /// The file is gone, and the model with it.
    case removed
    /// The file is gone, and streams are heard by the model still.
    case orphaned
    /// The file holds no model that can take the place; the one before stays.
    case refused(String)
  }

  private let sources: [String]
  private let shelf: Mutex<[ServedModel]>

  /// Reads models.
  ///
  /// - Parameter sources: Files, and folders of files that end in `.safetensors`.
  /// - Throws: `FileError`, `SafeTensorsError` or `ModelError` of a file that holds no model, `ShelfError` where there is
  ///   none or two have one name.
  public init(sources: [String]) throws {
    self.sources = sources
    var models: [ServedModel] = []
    for file in try Self.files(sources) {
      let model = try ServedModel(contentsOf: file)
      guard !models.contains(where: { $0.name == model.name }) else {
        throw ShelfError(problem: "two models are called \"\(model.name)\", one of them \(file)")
      }
      models.append(model)
    }
    guard !models.isEmpty else {
      throw ShelfError(problem: "\(sources.joined(separator: ", ")): no file ends in .safetensors")
    }
    shelf = Mutex(models)
  }

  /// Models in memory, which stay what they are.
  public init(_ models: [ServedModel]) {
    sources = []
    shelf = Mutex(models)
  }

  /// The models; the first is asked where none is named.
  public var models: [ServedModel] { shelf.withLock { $0 } }

  /// The model of a name.
  public func model(_ name: String) -> ServedModel? {
    shelf.withLock { $0.first { $0.name == name } }
  }

  /// Reads all sources again; one thread at a time may.
  ///
  /// - Parameters:
  ///   - objection: Why a model cannot take the place of one of its name; `nil` where it can.
  ///   - isUsed: Whether streams are heard by a model whose file is gone.
  /// - Returns: Each name and what became of it.
  /// - Throws: `FileError` where a folder cannot be read; then nothing changed.
  func reload(
    objection: (ServedModel) -> String?, isUsed: (ServedModel) -> Bool
  ) throws -> [(name: String, change: Change)] {
    if sources.isEmpty { return models.map { ($0.name, .same) } }
    let before = models
    var after: [ServedModel] = []
    var changes: [(name: String, change: Change)] = []
    var seen: Set<String> = []
    for file in try Self.files(sources) {
      let name = ServedModel.name(of: file)
      guard seen.insert(name).inserted else {
        changes.append((name, .refused("\(file): another file has this name already")))
        continue
      }
      let old = before.first { $0.name == name }
      let (model, change) = Self.read(file, old, objection)
      if let model { after.append(model) }
      changes.append((name, change))
    }
    for gone in before where !seen.contains(gone.name) {
      let stays = isUsed(gone)
      if stays { after.append(gone) }
      changes.append((gone.name, stays ? .orphaned : .removed))
    }
    guard !after.isEmpty else { return before.map { ($0.name, .orphaned) } }
    let result = after
    shelf.withLock { $0 = result }
    return changes
  }

  private static func read(
    _ file: String, _ old: ServedModel?, _ objection: (ServedModel) -> String?
  ) -> (ServedModel?, Change) {
    do {
      let bytes = try DurableFile.read(file)
      if let old, old.digest == ServedModel.digest(of: bytes) { return (old, .same) }
      let new = try ServedModel(bytes, file: file)
      if old != nil, let reason = objection(new) { return (old, .refused(reason)) }
      return (new, old == nil ? .added : .replaced)
    } catch {
      return (old, .refused("\(error)"))
    }
  }

  /// The files of sources; those of a folder in the order of their names.
  private static func files(_ sources: [String]) throws -> [String] {
    try sources.flatMap { source -> [String] in
      var isFolder: ObjCBool = false
      guard FileManager.default.fileExists(atPath: source, isDirectory: &isFolder),
        isFolder.boolValue
      else { return [source] }
      let names: [String]
      do { names = try FileManager.default.contentsOfDirectory(atPath: source) } catch {
        throw ShelfError(problem: "\(source): the folder cannot be read")
      }
      return names.filter { $0.hasSuffix(ServedModel.suffix) && !$0.hasPrefix(".") }.sorted()
        .map { source + "/" + $0 }
    }
  }
}

/// Why there are no models to serve.
public struct ShelfError: Error, Equatable, CustomStringConvertible {
  /// What is the matter, in words.
  public var problem: String

  /// One sentence.
  public var description: String { problem }
}
