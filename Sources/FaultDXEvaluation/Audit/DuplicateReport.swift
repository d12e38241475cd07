import FaultDXSignal

/// What copies mean: a leak where training and test hold one each, and trouble to come elsewhere.
struct DuplicateReport {
  let findings: [DataAudit.Finding]

  init(_ recordings: [Recording], _ sides: DataAudit.Sides?, _ pairs: [CopyPair]) {
    let roles = SideRoles(sides, count: recordings.count)
    var findings: [DataAudit.Finding] = []
    for isAltered in [false, true] {
      let some = pairs.filter { $0.isAltered == isAltered }
      let across = some.filter { roles.separates($0.first, $0.second) }
      let within = some.filter { !roles.separates($0.first, $0.second) }
      let sameUnit = within.filter {
        recordings[$0.first].group != nil
          && recordings[$0.first].group == recordings[$0.second].group
      }
      let elsewhere = within.filter { pair in !sameUnit.contains(pair) }
      for (pairs, grade, meaning) in [
        (across, DataAudit.Grade.leak, "one trains and the other measures"),
        (elsewhere, .suspicious, "a split by recording may put them on different sides"),
        (sameUnit, .note, "they are of one unit and count twice"),
      ] where !pairs.isEmpty {
        findings.append(Self.finding(pairs, grade, meaning, recordings))
      }
    }
    self.findings = findings
  }

  private static func finding(
    _ pairs: [CopyPair], _ grade: DataAudit.Grade, _ meaning: String, _ recordings: [Recording]
  ) -> DataAudit.Finding {
    let examples = pairs.map { $0.sentence(recordings) }
    let contradictory = pairs.count { recordings[$0.first].label != recordings[$0.second].label }
    let classes =
      contradictory > 0
      ? " \(contradictory == pairs.count ? "All" : String(contradictory)) of them are labelled with "
        + "two classes." : ""
    let kind: DataAudit.Kind = pairs[0].isAltered ? .alteredDuplicate : .duplicate
    let count = counted(pairs.count, "pair")
    var figures = [
      DataAudit.Figure("pairs", Double(pairs.count)),
      DataAudit.Figure("labelledDifferently", Double(contradictory)),
    ]
    if case .altered(let correlation, let gain, let shift, let ratio) = pairs[0].relation {
      figures += [
        .init("correlation", correlation), .init("gain", gain), .init("shiftFrames", shift),
        .init("rateRatio", ratio),
      ]
    }
    let more = pairs.count > 2 ? ", and so on" : ""
    return .init(
      kind, grade,
      "\(count) of recordings \(pairs.count == 1 ? "is" : "are") one measurement "
        + "(\(examples.prefix(2).joined(separator: "; "))\(more)): \(meaning).\(classes)",
      recordings: pairs.flatMap {
        [recordings[$0.first].identity, recordings[$0.second].identity]
      },
      figures: figures)
  }
}

extension CopyPair {
  var isAltered: Bool {
    if case .altered = relation { return true }
    return false
  }

  /// Which two, and what was done to the one to make the other.
  fileprivate func sentence(_ recordings: [Recording]) -> String {
    let (a, b) = (recordings[first].shortName, recordings[second].shortName)
    switch relation {
    case .identical: return "\(b) is \(a)"
    case .excerpt: return "\(b) and \(a) have a run of samples in common"
    case .altered(let correlation, let gain, let shift, let ratio):
      var changes: [String] = []
      if abs(gain.magnitude - 1) > 0.01 || gain < 0 {
        changes.append("scaled by \(gain < 0 ? "-" : "")\(short(gain.magnitude))")
      }
      if shift.magnitude >= 0.5 {
        changes.append("shifted by \(counted(Int(shift.magnitude.rounded()), "frame"))")
      }
      if abs(ratio - 1) > 0.001 { changes.append("resampled by \(short(ratio))") }
      let how = changes.isEmpty ? "almost unchanged" : changes.joined(separator: ", ")
      return "\(b) is \(a) \(how): correlation \(fixedPoint(min(correlation, 1), digits: 4))"
    }
  }
}

extension Recording {
  /// Its identity without the folders.
  var shortName: String {
    let stem = file.split(separator: "/").last.map(String.init) ?? file
    return name.isEmpty ? stem : "\(stem)#\(name)"
  }
}

/// Three significant digits of a positive number, for sentences.
func short(_ value: Double) -> String {
  guard value.isFinite, value >= 0, value < 0x1p50 else { return "\(value)" }
  if value == value.rounded() { return fixedPoint(value, digits: 0) }
  var digits = 2
  var scale = value
  while scale >= 10, digits > 0 {
    scale /= 10
    digits -= 1
  }
  while scale < 1, scale > 0, digits < 9 {
    scale *= 10
    digits += 1
  }
  return fixedPoint(value, digits: digits)
}
