package import FaultDXSignal

extension Recording {
  /// The names under which manifests say the load.
  private static let loadNames: Set<String> = ["load", "load_hp"]
  /// The names under which manifests say the speed.
  private static let speedNames: Set<String> = ["speed_rpm", "rpm", "speed"]
  /// The names under which manifests say the physical unit.
  private static let groupNames: Set<String> = ["group", "bearing", "unit", "board"]

  /// What is known under a column's name, in upper or lower case; `nil` where nothing is.
  package func value(ofColumn column: String) -> String? {
    let name = column.lowercased()
    if let own = attributes[column] { return own.isEmpty ? nil : own }
    if Self.loadNames.contains(name) { return load }
    if Self.speedNames.contains(name) { return speed.map(Self.plain) }
    if Self.groupNames.contains(name) { return group }
    if name == "file" { return file }
    let other = attributes.first { $0.key.lowercased() == name }?.value
    return other.flatMap { $0.isEmpty ? nil : $0 }
  }

  /// The columns that may name a condition of the measurement, with their values.
  var conditions: [String: String] {
    var values = attributes.filter { !$0.value.isEmpty }
    if let load { values["load"] = load }
    if let speed { values["speed"] = Self.plain(speed) }
    return values
  }

  /// A number as a manifest has it: `1797`, not `1797.0`.
  private static func plain(_ value: Double) -> String {
    Int(exactly: value).map(String.init) ?? "\(value)"
  }
}
