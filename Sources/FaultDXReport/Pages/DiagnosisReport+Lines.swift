import FaultDX
import FaultDXSignal

/// The sections on the bearing: its lines in the envelope spectrum, and where impacts ring.
extension DiagnosisReport {
  static func lines(_ result: RecordingDiagnosis, to page: inout Page) {
    page.heading("The bearing's lines")
    let evidence = result.evidence
    page.facts([
      ("evidence", evidence.outcome.name),
      (
        "bearing",
        result.geometry.map {
          "\($0.balls) rolling elements of \(NumberText.short($0.ballDiameter)) on a circle of "
            + NumberText.short($0.pitchDiameter)
            + ($0.contactAngle > 0 ? ", \(NumberText.short($0.contactAngle)) degrees" : "")
        }
      ),
      ("shaft speed", evidence.speed.map(words)),
      ("spectrum", result.envelope.map(words)),
    ])
    guard let envelope = result.envelope else {
      page.paragraph(evidence.sentence)
      return
    }
    page.figure(chart(envelope, evidence))
    guard !evidence.series.isEmpty else { return }
    page.table(
      DataTable(
        columns: [
          "line", "expected (Hz)", "measured (Hz)", "1x over floor", "2x", "3x", "sidebands", "",
        ],
        rows: evidence.series.map { series in
          let ratios = (0..<3).map { index -> DataTable.Cell in
            series.lines.indices.contains(index) ? .optional(series.lines[index].ratio) : .none
          }
          return [
            .text("\(series.location.lineName ?? "") (\(series.location.words))"),
            .text(NumberText.fixed(series.expected, 2)),
            .text(series.isFound ? NumberText.fixed(series.measured, 2) : "–"),
          ] + ratios + [
            .count(series.sidebands.count { $0.stands }),
            .text(series.isFound ? "found" : "not found"),
          ]
        })
    ) { evidence.series[$0].isFound ? "own" : nil }
  }

  /// Up to which frequency lines are shown where none are looked for, in Hz.
  private static let highest = 500.0

  private static func chart(
    _ envelope: SquaredEnvelopeSpectrum, _ evidence: PhysicalEvidence
  ) -> LineChart {
    let lines = evidence.series.flatMap { series in
      series.lines.enumerated().map { index, line in (series, index, line) }
    }
    // As far as the third harmonics and a little further.
    let top = (lines.map(\.2.expected).max() ?? highest) * 1.08
    let power = envelope.power.enumerated().map { (x: envelope.frequency(ofLine: $0), y: $1) }
      .dropFirst().filter { $0.x <= top }
    let colours: [FaultLocation: Int] = [
      .outerRace: 1, .innerRace: 3, .rollingElement: 2, .cage: 4,
    ]
    let found = evidence.found.compactMap(\.location.lineName)
    return LineChart(
      name: "envelope-spectrum", title: "Squared-envelope spectrum",
      summary: lines.isEmpty
        ? "No lines are marked: \(evidence.sentence)"
        : "Marked are the bearing's lines and their harmonics; full where they stand out of the local floor, broken where not. "
          + (found.isEmpty ? "None stands out." : "Found: \(found.joined(separator: ", "))."),
      x: Axis("frequency", unit: "Hz", range: 0...max(top, 1)), y: Axis("power"),
      series: [.init("", Array(power), form: .thin, colour: 0)],
      marks: lines.map { series, index, line in
        LineChart.Mark(
          (index == 0 ? "" : "\(index + 1)x ") + (series.location.lineName ?? ""),
          at: series.isFound && line.stands ? line.measured : line.expected,
          colour: colours[series.location] ?? 5, isFaint: !(series.isFound && line.stands))
      }, height: 240)
  }

  static func impulsiveness(_ result: RecordingDiagnosis, to page: inout Page) {
    guard let kurtogram = result.kurtogram, !kurtogram.levels.isEmpty else { return }
    let best = kurtogram.best()
    page.heading("Where impacts ring")
    page.figure(
      KurtogramFigure(
        summary:
          "Kurtosis of the envelope in bands of many widths; most impulsive (\(NumberText.significant(best.kurtosis))) from "
          + "\(NumberText.fixed(best.frequencies.lowerBound, 0)) to "
          + "\(NumberText.fixed(best.frequencies.upperBound, 0)) Hz, which is ringed. A disturbance that has nothing to do "
          + "with the bearing is impulsive too.",
        levels: kurtogram.levels.map { .init(NumberText.fixed($0.depth, 1), $0.kurtosis) },
        highest: kurtogram.sampleRate / 2,
        chosen: kurtogram.levels.firstIndex { $0.depth == best.depth }.map {
          (best.frequencies, $0)
        }))
  }

  private static func words(_ speed: ShaftSpeed) -> String {
    let number = "\(NumberText.fixed(speed.revolutionsPerMinute, 1)) rpm"
    return switch speed.source {
    case .stated: "\(number), as stated"
    case .tachometer(let channel): "\(number), counted in channel \(channel)"
    case .estimated(let margin):
      "\(number), ESTIMATED from the spectrum (\(NumberText.fixed(margin, 0)) dB ahead of the next guess)"
    }
  }

  private static func words(_ spectrum: SquaredEnvelopeSpectrum) -> String {
    let band =
      spectrum.band.map {
        "\(NumberText.fixed($0.lowerBound, 0)) to \(NumberText.fixed($0.upperBound, 0)) Hz"
      } ?? "the whole band"
    return "squared envelope of \(band)\(spectrum.whitening == nil ? "" : ", whitened"), "
      + "\(NumberText.counted(spectrum.segments, "segment")), \(NumberText.fixed(spectrum.resolution, 2)) Hz a line"
  }
}
