import FaultDX
import FaultDXStorage

/// A bearing and its lines: multiples of the shaft's speed, or Hz at one.
struct BearingRow {
  let name: String
  let bearing: NamedBearing
  let lines: BearingFrequencies

  init(name: String, _ bearing: NamedBearing, _ speed: Double?) {
    self.name = name
    self.bearing = bearing
    lines = bearing.geometry.frequencies(speed: speed ?? 60)
  }
}

/// Bearings for people and for machines.
struct BearingListing {
  static let schema = "faultdx.bearings/1"

  let rows: [BearingRow]
  let speed: Double?

  /// A row a bearing, and what every row is of.
  var text: String {
    let width = max(8, rows.map(\.name.count).max() ?? 0)
    var heads =
      "number" + String(repeating: " ", count: width - 6)
      + "  maker    elements  diameter   pitch unit angle"
    heads += ["BPFO", "BPFI", "2BSF", "FTF"].map { Format.padded($0, 9) }.joined() + "  from"
    var lines = [heads]
    for row in rows {
      let geometry = row.bearing.geometry
      let entry = row.bearing.entry
      lines.append(
        row.name + String(repeating: " ", count: width - row.name.count)
          + "  \(Format.leftAligned(entry?.maker ?? "-", 7))\(Format.padded("\(geometry.balls)", 10))"
          + Format.padded(Format.short(geometry.ballDiameter), 10)
          + Format.padded(Format.short(geometry.pitchDiameter), 8)
          + " \(Format.leftAligned(entry?.unit.rawValue ?? "", 4))"
          + Format.padded(Format.short(geometry.contactAngle), 6)
          + [row.lines.bpfo, row.lines.bpfi, 2 * row.lines.bsf, row.lines.ftf].map {
            Format.fixed($0, decimals: speed == nil ? 3 : 2, width: 9)
          }.joined() + "  \(entry?.source.words ?? "measures as given")")
    }
    let what = speed.map { "Hz at \(Format.short($0)) rpm" } ?? "multiples of the shaft's speed"
    lines.append(
      "Lines are \(what), without slip. An entry is that of one maker; another's bearing of that number can have other "
        + "rolling elements. Cylindrical roller bearings stand for NU, NJ, NUP and N alike.")
    return lines.joined(separator: "\n") + "\n"
  }

  /// The document `faultdx.bearings/1`.
  var json: String {
    let document: JSON = [
      "schema": .string(Self.schema), "speedRPM": speed.map { .number($0) } ?? .null,
      "unit": speed == nil ? "orders" : "Hz", "bearings": .array(rows.map(Self.json)),
    ]
    return document.serialized(pretty: true) + "\n"
  }

  private static func json(_ row: BearingRow) -> JSON {
    var members: JSONObject = ["name": .string(row.name)]
    for member in row.bearing.members { members[member.key] = member.value }
    members["bpfo"] = .number(row.lines.bpfo)
    members["bpfi"] = .number(row.lines.bpfi)
    members["bsf2"] = .number(2 * row.lines.bsf)
    members["ftf"] = .number(row.lines.ftf)
    return .object(members)
  }
}

extension NamedBearing {
  /// The bearing for machines.
  var members: JSONObject {
    var members: JSONObject = [
      "balls": .integer(geometry.balls), "ballDiameter": .number(geometry.ballDiameter),
      "pitchDiameter": .number(geometry.pitchDiameter),
      "contactAngle": .number(geometry.contactAngle),
    ]
    if let entry {
      members["number"] = .string(entry.number)
      members["maker"] = .string(entry.maker)
      members["unit"] = .string(entry.unit.rawValue)
      members["source"] = .string(entry.source.words)
      members["sourceKind"] = .string(entry.source.kind)
    }
    return members
  }
}
