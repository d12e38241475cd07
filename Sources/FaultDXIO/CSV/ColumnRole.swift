/// What a column of a table is for.
enum ColumnRole: UInt8, Equatable {
  case ignored, signal, time, label, recording, group, speed, load

  /// Whether the words of the column are kept.
  var isText: Bool { rawValue >= ColumnRole.label.rawValue }

  static let labelNames: Set<String> = [
    "label", "class", "fault", "condition", "y", "klasse", "zustand", "classe", "clase",
  ]
  static let recordingNames: Set<String> = ["recording", "file", "run", "id"]
  static let groupNames: Set<String> = ["group", "bearing", "unit", "board"]
  static let speedNames: Set<String> = ["speed_rpm", "rpm", "speed"]
  static let loadNames: Set<String> = ["load", "load_hp"]
  static let timeNames: Set<String> = [
    "time", "t", "timestamp", "seconds", "sec", "time_s", "t_s", "time_ms", "t_ms", "time_us",
    "t_us",
    "time_ns", "t_ns", "milliseconds", "datetime", "date_time", "date", "epoch", "epoch_s",
    "epoch_ms",
    "epoch_us", "epoch_ns", "timestamp_s", "timestamp_ms", "timestamp_us", "timestamp_ns",
    "time_stamp", "elapsed_time", "elapsed", "relative_time", "rel_time", "absolute_time",
    // As LabVIEW, and loggers in other languages, write it.
    "x_value", "zeit", "zeit_s", "zeit_ms", "zeitstempel", "uhrzeit", "datum", "temps", "tiempo",
    "tempo",
  ]

  /// Names of columns that hold a day; where another column holds the time of day, they are not it.
  static let dayNames: Set<String> = ["date", "datum"]

  /// Whether a column of this name is often there and empty, so that nothing is missing from it.
  static func isEmptyByHabit(_ name: String) -> Bool {
    ["comment", "comments", "kommentar", "remark", "remarks", "x_value"].contains(split(name).name)
  }

  /// A column's name without its unit: `Time (ms)` gives `time` and `ms`.
  static func split(_ name: String) -> (name: String, unit: String) {
    let lower = name.lowercased()
    guard let open = lower.firstIndex(where: { $0 == "(" || $0 == "[" }), open != lower.startIndex,
      let last = lower.last, last == ")" || last == "]"
    else { return (lower.replacingSpaces, "") }
    let unit = lower[lower.index(after: open)...].dropLast()
    var stem = lower[..<open]
    while stem.last == " " || stem.last == "_" { stem.removeLast() }
    return (String(stem).replacingSpaces, String(unit))
  }

  /// Whether a row of names has one that can only be a name.
  static func namesAny(_ row: [String]) -> Bool {
    row.contains { field in
      let name = split(field).name
      return name.count > 1
        && (labelNames.contains(name) || recordingNames.contains(name) || groupNames.contains(name)
          || speedNames.contains(name) || loadNames.contains(name) || timeNames.contains(name))
    }
  }
}

extension String {
  fileprivate var replacingSpaces: String {
    String(map { $0 == " " || $0 == "-" ? "_" : $0 })
  }
}
