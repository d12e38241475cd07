import FaultDXEvaluation
import FaultDXSignal
import FaultDXStorage

/// What an audit found, for people and for programs.
struct AuditReport {
  let audit: DataAudit
  let recordings: [Recording]
  /// What split was looked at, in sentences.
  let split: [String]
  let inputs: [String]

  static let schema = "faultdx.audit/1"

  var text: String {
    var lines = [summary, split.first ?? "", ""]
    for finding in audit.findings {
      lines += Self.wrapped(
        finding.sentence, first: "\(Format.leftAligned(finding.grade.rawValue, 11))", width: 100)
    }
    if audit.findings.isEmpty { lines.append("Nothing was found.") }
    lines += ["", verdict]
    return lines.joined(separator: "\n") + "\n"
  }

  private var summary: String {
    let groups = Set(recordings.compactMap(\.group)).count
    let labels = Set(recordings.compactMap(\.label)).count
    return "\(recordings.count) recordings, \(labels) classes, "
      + (groups > 0
        ? "\(groups) groups." : "no groups: a copy of a unit under another name is not found.")
  }

  private var verdict: String {
    let counts = DataAudit.Grade.allCases.map { grade in
      audit.findings.count { $0.grade == grade }
    }
    let leaks = "\(counts[0]) \(counts[0] == 1 ? "leak" : "leaks")"
    return
      "\(leaks), \(counts[1]) suspicious, \(counts[2]) \(counts[2] == 1 ? "note" : "notes")."
  }

  var json: JSON {
    [
      "schema": .string(Self.schema),
      "inputs": .array(inputs.map { .string($0) }),
      "recordings": .integer(recordings.count),
      "groups": .integer(Set(recordings.compactMap(\.group)).count),
      "labels": .array(Set(recordings.compactMap(\.label)).sorted().map { .string($0) }),
      "split": .array(split.map { .string($0) }),
      "leaks": .bool(audit.leaks),
      "clean": .bool(audit.isClean),
      "findings": .array(audit.findings.map(\.json)),
    ]
  }

  /// Breaks a sentence into lines under its grade.
  private static func wrapped(_ text: String, first: String, width: Int) -> [String] {
    let indent = String(repeating: " ", count: first.count)
    var lines: [String] = []
    var line = first
    for word in text.split(separator: " ") {
      if line.count + word.count > width, line.count > indent.count {
        lines.append(String(line.dropLast()))
        line = indent
      }
      line += word + " "
    }
    lines.append(String(line.dropLast()))
    return lines
  }
}

extension DataAudit.Finding {
  var json: JSON {
    var members: JSONObject = [:]
    for figure in figures { members[figure.name] = .number(figure.value) }
    return [
      "kind": .string(kind.rawValue), "grade": .string(grade.rawValue),
      "sentence": .string(sentence), "figures": .object(members),
      "recordings": .array(recordings.map { .string($0) }),
    ]
  }
}
