import FaultDX

/// One examined recording for people.
struct RecordingDiagnosisText {
  private let result: RecordingDiagnosis
  private let model: Model?

  init(_ result: RecordingDiagnosis, _ model: Model?) {
    self.result = result
    self.model = model
  }

  /// The verdict, the evidence for it, the lines, and the figures.
  func write(_ output: (String) throws -> Void) throws {
    if let diagnosis = result.diagnosis, let model {
      try DiagnosisText(model: model).write(diagnosis, of: result.recording, output)
    } else {
      try output("\(result.recording)\n")
    }
    var lines = ["  evidence   \(headline)", "    \(result.evidence.sentence)\(hint)"]
    if result.channels > 1 { lines.append("  channel    \(result.channelName)") }
    if let bearing = result.bearing { lines += Self.words(bearing) }
    if let speed = result.evidence.speed { lines.append("  speed      \(Self.words(speed))") }
    if let spectrum = result.envelope { lines.append("  spectrum   \(Self.words(spectrum))") }
    lines += result.evidence.series.isEmpty ? [] : table
    if let kurtogram = result.kurtogram {
      let best = kurtogram.best()
      lines.append(
        "  impulsive  \(Self.band(best.frequencies)), kurtosis "
          + "\(Format.fixed(best.kurtosis, decimals: 1)) (kurtogram of \(kurtogram.samples) samples)"
      )
    }
    lines += figures
    if let severity = result.severity {
      lines.append(
        "  ISO 20816  zone \(severity.zone.rawValue): \(Format.significant(severity.velocity)) mm/s from 10 to 1000 Hz, "
          + "\(severity.machine.rawValue) machine, if the samples are velocity in mm/s")
    }
    try output(lines.joined(separator: "\n") + "\n")
  }

  /// What came of it; without a verdict what was found.
  private var headline: String {
    let evidence = result.evidence
    guard evidence.outcome == .cannotBeChecked(.noVerdict) else { return evidence.outcome.name }
    return evidence.found.isEmpty
      ? "no line found"
      : "found: " + evidence.found.compactMap(\.location.lineName).joined(separator: ", ")
  }

  /// How what is missing can be given.
  private var hint: String {
    guard case .cannotBeChecked(let obstacle) = result.evidence.outcome else { return "" }
    return switch obstacle {
    case .noBearing, .unknownBearing:
      " Give it with --bearing (\"faultdx bearings\" lists those that are known by number)."
    case .noSpeed: " Give it with --speed, or a channel of pulses with --tachometer."
    case .noRate: " Give it with --rate."
    default: ""
    }
  }

  private static func words(_ bearing: NamedBearing) -> [String] {
    let geometry = bearing.geometry
    let unit = bearing.entry.map { " \($0.unit.rawValue)" } ?? ""
    let angle =
      geometry.contactAngle > 0 ? ", \(Format.short(geometry.contactAngle)) degrees" : ""
    let measures =
      "\(geometry.balls) rolling elements of \(Format.short(geometry.ballDiameter)) on a circle of "
      + "\(Format.short(geometry.pitchDiameter))\(unit)\(angle)"
    guard let entry = bearing.entry else { return ["  bearing    \(measures)"] }
    return [
      "  bearing    \(entry.number): \(measures)",
      "             \(entry.caution) (--bearing balls=...)",
    ]
  }

  private static func words(_ speed: ShaftSpeed) -> String {
    let number = "\(Format.fixed(speed.revolutionsPerMinute, decimals: 1)) rpm"
    return switch speed.source {
    case .stated: "\(number), as stated"
    case .tachometer(let channel):
      speed.range.flatMap { range in
        speed.isUneven
          ? "\(number) on average, \(Format.fixed(range.lowerBound, decimals: 0)) to "
            + "\(Format.fixed(range.upperBound, decimals: 0)), counted in channel \(channel)" : nil
      } ?? "\(number), counted in channel \(channel)"
    case .estimated(let margin):
      "\(number), ESTIMATED from the spectrum (\(Format.fixed(margin, decimals: 0)) dB ahead of the next guess)"
    }
  }

  private static func words(_ spectrum: SquaredEnvelopeSpectrum) -> String {
    let band = spectrum.band.map { Self.band($0) } ?? "the whole band"
    let count = spectrum.segments == 1 ? "1 segment" : "\(spectrum.segments) segments"
    return "squared envelope of \(band)\(spectrum.whitening == nil ? "" : ", whitened"), \(count), "
      + "\(Format.fixed(spectrum.resolution, decimals: 2)) Hz a line"
      + (spectrum.isByAngle
        ? "; followed by the shaft's angle (order tracking), Hz are those at the average speed"
        : "")
  }

  private static func band(_ band: ClosedRange<Double>) -> String {
    "\(Format.fixed(band.lowerBound, decimals: 0)) to \(Format.fixed(band.upperBound, decimals: 0)) Hz"
  }

  /// A row a place: the ratio to the floor of the frequency and its harmonics.
  private var table: [String] {
    let heads =
      Format.padded("expected Hz", 13) + Format.padded("measured", 11) + Format.padded("1x", 9)
      + Format.padded("2x", 9) + Format.padded("3x", 9)
    var rows = ["  lines   \(heads)  times the floor"]
    for series in result.evidence.series {
      let ratios = series.lines.map { line in
        Format.padded(line.ratio.map { Format.fixed($0, decimals: 1) } ?? "-", 9)
      }
      let sidebands = series.sidebands.count { $0.stands }
      let beside =
        sidebands > 0 ? ", \(sidebands) \(sidebands == 1 ? "sideband" : "sidebands")" : ""
      rows.append(
        "    \(Format.leftAligned(series.location.lineName ?? "", 6))"
          + Format.fixed(series.expected, decimals: 2, width: 13)
          + (series.isFound
            ? Format.fixed(series.measured, decimals: 2, width: 11) : Format.padded("-", 11))
          + ratios.joined() + (series.isFound ? "  found\(beside)" : ""))
    }
    return rows
  }

  private var figures: [String] {
    guard let now = result.indicators else { return [] }
    let before = result.baseline?.indicators
    var rows = [
      "  figures\(before == nil ? " (in the unit of the samples)" : "  " + Format.padded("now", 17) + Format.padded("baseline", 12) + Format.padded("ratio", 9))"
    ]
    func add(_ name: String, _ value: Double?, _ base: Double?) {
      let text = value.map(Format.significant) ?? "-"
      var row = "    \(Format.leftAligned(name, 14))\(Format.padded(text, 10))"
      if before != nil {
        row += Format.padded(base.map(Format.significant) ?? "-", 12)
        let ratio = value.flatMap { value in base.flatMap { $0 == 0 ? nil : value / $0 } }
        row += Format.padded(ratio.map { Format.fixed($0, decimals: 2) } ?? "-", 9)
      }
      rows.append(row)
    }
    add("RMS", now.rms, before?.rms)
    add("peak", now.peak, before?.peak)
    add("crest factor", now.crestFactor, before?.crestFactor)
    add("kurtosis", now.kurtosis, before?.kurtosis)
    add("shape factor", now.shapeFactor, before?.shapeFactor)
    add("impulse factor", now.impulseFactor, before?.impulseFactor)
    rows += (result.baseline?.remarks ?? []).map { "    baseline: \($0)" }
    return rows
  }
}
