import ArgumentParser
import Crypto
import FaultDX
import FaultDXStorage

/// Which model a command asks.
struct ModelOptions: ParsableArguments {
  @Option(
    name: .shortAndLong,
    help: "The model file. (default: $FAULTDX_MODEL, else ./model.safetensors)",
    completion: .file(extensions: ["safetensors"]))
  var model: String?

  /// Reads the model.
  func load() throws -> ModelFile { try load(ModelFile.init) }

  /// Reads the model, which may estimate a number.
  func loadAny() throws -> AnyModelFile { try load(AnyModelFile.init) }

  private func load<File>(_ read: (String) throws -> File) throws -> File {
    let path = model ?? Environment.value("FAULTDX_MODEL") ?? Self.defaultPath
    do {
      return try read(path)
    } catch FileError.notFound where model == nil {
      throw CommandFailure(
        "\(path): no such model; train one with \"faultdx train\" or name one with --model",
        status: .noInput)
    }
  }

  /// Where `train` puts a model and the others look for one.
  static let defaultPath = "model.safetensors"
}

/// A model together with the file that it came from.
struct ModelFile {
  let path: String
  /// SHA-256 of the file's bytes, in hexadecimal.
  let sha256: String
  let model: Model

  init(_ path: String) throws {
    let bytes = try Self.bytes(path)
    try self.init(path, SafeTensors(parsing: bytes, file: path), sha256: Self.sha256(of: bytes))
  }

  init(_ path: String, _ container: SafeTensors, sha256: String) throws {
    self.path = path
    self.sha256 = sha256
    model = try Model(container, file: path)
  }

  /// The bytes of what may be a model.
  static func bytes(_ path: String) throws -> [UInt8] {
    let bytes = try DurableFile.read(path)
    // The header of a model begins behind eight bytes of length; of what else there is, nobody wants to
    // hear how long its header would be.
    guard bytes.count < 9 || bytes[8] == UInt8(ascii: "{") else {
      throw CommandFailure(
        "\(path): is not a model; expected a .safetensors file that \"faultdx train\" wrote")
    }
    return bytes
  }

  /// The SHA-256 of a model's bytes, in hexadecimal.
  static func sha256(of bytes: [UInt8]) -> String { SHA256.hash(data: bytes).hexadecimal }

  /// `{"file": …, "sha256": …}`, and the precision that it was asked in where that is not float32.
  func json(_ precision: Precision) -> JSON {
    var members: JSONObject = ["file": .string(path), "sha256": .string(sha256)]
    if precision != .float32 { members["precision"] = .string(precision.rawValue) }
    return .object(members)
  }
}

extension SHA256.Digest {
  /// The digest in lower-case hexadecimal digits.
  var hexadecimal: String {
    let digits = Array("0123456789abcdef")
    return String(flatMap { [digits[Int($0 >> 4)], digits[Int($0 & 15)]] })
  }
}
