import Crypto
public import FaultDX

/// A model that a service asks, under a name.
public struct ServedModel: Sendable {
  /// What clients call it.
  public let name: String
  /// The model itself.
  public let diagnoser: Diagnoser
  /// SHA-256 of the file, in hexadecimal digits.
  public let digest: String

  static let suffix = ".safetensors"

  /// Reads a model, whose name is that of its file.
  ///
  /// - Throws: As `Model.init(contentsOf:)`.
  public init(contentsOf file: String) throws {
    try self.init(try DurableFile.read(file), file: file)
  }

  /// - Throws: As `Model.init(parsing:file:)`.
  init(_ bytes: [UInt8], file: String) throws {
    name = Self.name(of: file)
    digest = Self.digest(of: bytes)
    diagnoser = Diagnoser(model: try Model(parsing: bytes, file: file))
  }

  /// A model in memory.
  public init(name: String, model: Model) {
    self.name = name
    diagnoser = Diagnoser(model: model)
    digest = Self.digest(of: model.serialized())
  }

  static func name(of file: String) -> String {
    let base = file.split(separator: "/").last.map(String.init) ?? file
    return base.hasSuffix(suffix) ? String(base.dropLast(suffix.count)) : base
  }

  static func digest(of bytes: [UInt8]) -> String { SHA256.hash(data: bytes).hexadecimal }
}

extension Sequence<UInt8> {
  /// Two digits for each byte.
  var hexadecimal: String {
    let digits = Array("0123456789abcdef".utf8)
    return String(
      decoding: flatMap { [digits[Int($0 >> 4)], digits[Int($0 & 15)]] }, as: UTF8.self)
  }
}
