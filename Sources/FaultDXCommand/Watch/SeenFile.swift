import FaultDXStorage

/// What was reported of a file: enough to know it again.
struct SeenFile: Equatable {
  static let schema = "faultdx.watched/1"

  var name: String
  var version: FolderScan.Version
  /// SHA-256 of its bytes, in hexadecimal; `nil` where they could not be read.
  var fingerprint: String?
  /// Why there is no verdict, where there is none.
  var error: String?

  init(name: String, version: FolderScan.Version, fingerprint: String?, error: String?) {
    self.name = name
    self.version = version
    self.fingerprint = fingerprint
    self.error = error
  }

  /// Reads a line of an output or of a state; `nil` where it is none.
  init?(line: [UInt8]) {
    guard let json = try? JSON(parsing: line), let name = json["file"]?.stringValue,
      let size = json["size"]?.intValue, let modified = json["modified"]?.stringValue
    else { return nil }
    self.init(
      name: name, version: .init(size: size, modified: modified),
      fingerprint: json["fingerprint"]?.stringValue, error: json["error"]?.stringValue)
  }

  /// What is told of the file first, in an output and in a state.
  var members: JSONObject {
    var members: JSONObject = [
      "file": .string(name), "size": .integer(version.size), "modified": .string(version.modified),
      "fingerprint": fingerprint.map { .string($0) } ?? .null,
    ]
    if let error { members["error"] = .string(error) }
    return members
  }

  /// The line of a state.
  var line: [UInt8] {
    var object: JSONObject = ["schema": .string(Self.schema)]
    for member in members { object[member.key] = member.value }
    return Array(JSON.object(object).serialized().utf8) + [0x0A]
  }
}
