public import FaultDX
import FaultDXSignal

/// One diagnosed recording as one page: the verdict and what the physics says to it before anything else.
public struct DiagnosisReport: Sendable {
  /// Everything that the page shows; what is `nil` or empty is left out or said to be missing.
  public struct Content: Sendable {
    /// Verdict, evidence, spectra and figures.
    public var result: RecordingDiagnosis
    /// The classes of the model, in order; empty without a model.
    public var labels: [String]
    /// The channels over the whole recording, reduced.
    public var overview: [(name: String, trace: PeakEnvelope)]
    /// The window that is surest of the verdict, with what the model looked at.
    public var window: ExampleWindow?
    /// Whether it mattered what the model looked at; `nil` where nobody tried.
    public var proof: CurveProof?
    /// The model file and its SHA-256; `nil` without a model.
    public var model: (file: String, sha256: String)?
    /// The command that made the page.
    public var command: [String]
    /// What is to be said besides.
    public var remarks: [String]
    /// The version of the program.
    public var version: String

    /// Begins with what an examination found.
    public init(
      _ result: RecordingDiagnosis, labels: [String] = [],
      overview: [(name: String, trace: PeakEnvelope)] = [], window: ExampleWindow? = nil,
      proof: CurveProof? = nil, model: (file: String, sha256: String)? = nil,
      command: [String] = [], remarks: [String] = [], version: String
    ) {
      self.result = result
      self.labels = labels
      self.overview = overview
      self.window = window
      self.proof = proof
      self.model = model
      self.command = command
      self.remarks = remarks
      self.version = version
    }
  }

  private let page: Page
  private let version: String

  /// Makes the page of a recording.
  public init(_ content: Content) {
    let result = content.result
    var page = Page(title: "\(result.recording): diagnosis")
    page.add(.tag("h1", [:], result.recording))
    Self.verdict(content, to: &page)
    Self.signal(content, to: &page)
    Self.attention(content, to: &page)
    Self.lines(result, to: &page)
    Self.impulsiveness(result, to: &page)
    Self.indicators(result, to: &page)
    Self.repetition(content, to: &page)
    self.page = page
    version = content.version
  }

  /// The file: one page that needs nothing else.
  public var html: String { page.html(footer: "Written by faultdx \(version).") }

  /// Its figures, for those who want them one by one.
  public var figures: [any Figure] { page.figures }

  private static func verdict(_ content: Content, to page: inout Page) {
    let result = content.result
    if let diagnosis = result.diagnosis {
      let name = diagnosis.isUnknown ? "unknown, most like \(diagnosis.label)" : diagnosis.label
      page.paragraph(
        "Verdict: \(name), \(NumberText.percent(diagnosis.confidence)). \(result.evidence.sentence)",
        style: "verdict")
    } else {
      page.paragraph(
        "No model was asked; this is what the physics of the bearing says. \(result.evidence.sentence)",
        style: "verdict")
    }
    page.box(content.remarks, isWarning: true)
    page.cards([
      result.diagnosis.map { diagnosis in
        Card(
          "verdict", diagnosis.isUnknown ? "unknown" : diagnosis.label,
          NumberText.percent(diagnosis.confidence)
            + (diagnosis.isUnknown ? " for \(diagnosis.label)" : ""))
      },
      Card(
        "evidence", result.evidence.outcome.name,
        result.evidence.location?.lineName.map { "\($0) is predicted" }),
      result.diagnosis.map { diagnosis in
        let index = content.labels.firstIndex(of: diagnosis.label)
        let votes = index.flatMap {
          diagnosis.votes.indices.contains($0) ? diagnosis.votes[$0] : nil
        }
        return Card(
          "windows that say so", "\(votes ?? 0) of \(diagnosis.windowCount)",
          diagnosis.invalidWindowCount > 0 ? "\(diagnosis.invalidWindowCount) more invalid" : nil)
      },
      result.diagnosis?.novelty.map {
        Card(
          "distance from training", "\(NumberText.fixed($0.distance, 1)) dB",
          $0.threshold.map { "usual up to \(NumberText.fixed($0, 1)) dB" }
            ?? "no usual distance known")
      },
    ])
    guard let diagnosis = result.diagnosis else { return }
    if let plausible = diagnosis.plausible {
      let names = plausible.compactMap {
        content.labels.indices.contains($0) ? content.labels[$0] : nil
      }
      page.paragraph(
        names.isEmpty
          ? "No class is as probable as the true one usually is."
          : "Classes that cannot be ruled out: \(names.joined(separator: ", ")).")
    }
    if content.labels.count == diagnosis.probabilities.count {
      page.figure(
        BarsFigure(
          name: "probabilities", title: "Probability of every class",
          summary: "Of the recording, from all of its windows.", series: ["probability"],
          groups: zip(content.labels, diagnosis.probabilities).map { ($0, [$1]) }))
    }
  }

  private static func signal(_ content: Content, to page: inout Page) {
    let result = content.result
    let hasRate = result.sampleRate != nil
    if let diagnosis = result.diagnosis {
      page.heading("When it says what")
      let rate = diagnosis.sampleRate ?? 1
      page.figure(
        TimelineFigure(
          name: "verdicts", title: "Verdict of the windows over time",
          spans: diagnosis.spans.map {
            .init(
              Double($0.frames.lowerBound) / rate...Double(
                max($0.frames.upperBound, $0.frames.lowerBound)) / rate,
              $0.label)
          }, labels: content.labels,
          axis: diagnosis.sampleRate == nil
            ? Axis("sample")
            : Axis(
              diagnosis.axis == .time ? "time" : "position", unit: diagnosis.axis.unit)))
    }
    guard !content.overview.isEmpty else { return }
    page.heading("The signal")
    page.figure(
      WaveformFigure(
        name: "waveform", title: "Waveform",
        summary:
          "The whole recording, \(result.frames) samples"
          + (result.sampleRate.map { " at \(NumberText.short($0)) Hz" } ?? "")
          + ": the smallest and the largest value of each stretch, so that no impact is lost.",
        channels: content.overview, extent: 0...(result.duration ?? Double(result.frames)),
        axis: hasRate ? Axis("time", unit: "s") : Axis("sample")))
  }

  private static func attention(_ content: Content, to page: inout Page) {
    guard let window = content.window else { return }
    page.heading(
      "The most telling window",
      "The one that is surest of the verdict."
        + (window.attention.isEmpty
          ? "" : " " + ExampleWindow.stripsMeaning(isTried: content.proof != nil)))
    page.figure(window.figure(name: "window"))
    let parts = window.lookedAt.enumerated().map { $1.figure(name: "window-part-\($0 + 1)") }
    if parts.count == 1 { page.figure(parts[0]) } else { page.pairs(parts) }
    if let proof = content.proof { page.add(proof) }
  }

  private static func indicators(_ result: RecordingDiagnosis, to page: inout Page) {
    guard let now = result.indicators else { return }
    page.heading("Figures of the time domain", "Channel \(result.channelName).")
    let before = result.baseline?.indicators
    let figures: [(String, Double?, Double?)] = [
      ("root mean square", now.rms, before?.rms), ("peak", now.peak, before?.peak),
      ("crest factor", now.crestFactor, before?.crestFactor),
      ("kurtosis", now.kurtosis, before?.kurtosis),
      ("shape factor", now.shapeFactor, before?.shapeFactor),
      ("impulse factor", now.impulseFactor, before?.impulseFactor),
    ]
    page.table(
      DataTable(
        columns: ["", "now"] + (before == nil ? [] : ["baseline", "ratio"]),
        rows: figures.map { name, now, base in
          let ratio = now.flatMap { now in base.flatMap { $0 == 0 ? nil : now / $0 } }
          return [.text(name), .optional(now)]
            + (before == nil ? [] : [.optional(base), .optional(ratio)])
        }))
    if let baseline = result.baseline {
      page.paragraph("Baseline: \(baseline.recording).", style: "muted")
    }
    if let severity = result.severity {
      page.paragraph(
        "ISO 20816: zone \(severity.zone.rawValue), \(NumberText.fixed(severity.velocity, 2)) mm/s from 10 to 1000 Hz, "
          + "\(severity.machine.rawValue) machine.")
    }
  }

  private static func repetition(_ content: Content, to page: inout Page) {
    page.heading("To repeat it")
    if !content.command.isEmpty {
      page.code(
        (["faultdx"] + content.command).map(RunReport.shellQuoted).joined(separator: " "))
    }
    page.facts([
      ("version", "faultdx \(content.version)"), ("model", content.model?.file),
      ("model SHA-256", content.model?.sha256),
      ("channel examined", content.result.channelName),
      (
        "resampled from",
        content.result.diagnosis?.resampledFrom.map { "\(NumberText.short($0)) Hz" }
      ),
    ])
  }
}
