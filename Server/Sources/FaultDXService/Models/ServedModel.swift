public import FaultDX

/// A model that a service asks, under a name.
public struct ServedModel: Sendable {
  /// What clients call it.
  public let name: String
  /// The model itself.
  public let diagnoser: Diagnoser
  /// SHA-256 of the file, in hexadecimal digits.
  public let digest: String

  /// - Throws: As `Model.init(contentsOf:)`.
  public init(contentsOf file: String) throws {
    let bytes = try DurableFile.read(file)
    let base = file.split(separator: "/").last.map(String.init) ?? file
    let suffix = ".safetensors"
    name = base.hasSuffix(suffix) ? String(base.dropLast(suffix.count)) : base
    digest = SHA256.hash(bytes).hexadecimal
    diagnoser = try Diagnoser(contentsOf: file)
  }

  /// A model in memory.
  public init(name: String, model: Model) {
    self.name = name
    diagnoser = Diagnoser(model: model)
    digest = SHA256.hash(model.serialized()).hexadecimal
  }
}

extension Sequence<UInt8> {
  /// Two digits for each byte.
  var hexadecimal: String {
    let digits = Array("0123456789abcdef".utf8)
    return String(
      decoding: flatMap { [digits[Int($0 >> 4)], digits[Int($0 & 15)]] }, as: UTF8.self)
  }
}
