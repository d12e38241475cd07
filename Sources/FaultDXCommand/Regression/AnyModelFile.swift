import FaultDX
import FaultDXStorage

/// A model of either kind, as the commands read one that take both.
enum AnyModelFile {
  case classifier(ModelFile)
  case estimator(EstimatorFile)

  init(_ path: String) throws {
    let bytes = try ModelFile.bytes(path)
    let container = try SafeTensors(parsing: bytes, file: path)
    let sha256 = ModelFile.sha256(of: bytes)
    self =
      EstimatorModel.isIn(container)
      ? .estimator(try EstimatorFile(path, container, sha256: sha256))
      : .classifier(try ModelFile(path, container, sha256: sha256))
  }
}

/// A model that estimates a number, together with the file that it came from.
struct EstimatorFile {
  let path: String
  /// SHA-256 of the file's bytes, in hexadecimal.
  let sha256: String
  let model: EstimatorModel

  init(_ path: String, _ container: SafeTensors, sha256: String) throws {
    self.path = path
    self.sha256 = sha256
    model = try EstimatorModel(container, file: path)
  }

  /// `{"file": …, "sha256": …}`.
  var json: JSON { ["file": .string(path), "sha256": .string(sha256)] }
}

extension Quantity {
  /// A number of it as people read it: `0.01421 in`.
  func text(_ value: Double) -> String {
    Format.significant(value) + (unit.map { " \($0)" } ?? "")
  }

  /// Its name with its unit: `fault_size in in` would be odd, so `fault_size (in)`.
  var title: String { name + (unit.map { " (\($0))" } ?? "") }

  /// How documents write it.
  var json: JSON {
    ["name": .string(name), "unit": unit.map { .string($0) } ?? .null]
  }
}
