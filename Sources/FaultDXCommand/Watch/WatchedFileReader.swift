import Crypto
import FaultDX
import FaultDXIO
import FaultDXStorage

#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#else
  import Darwin
#endif

/// Reads and diagnoses the files of a folder that is watched.
final class WatchedFileReader {
  static let schema = "faultdx.watch/1"

  /// What became of a file.
  enum Outcome {
    /// There is something to report.
    case found(SeenFile, line: [UInt8])
    /// It is what was reported already.
    case same
    /// It is another one by now.
    case changed(FolderScan.Version)
    /// It is not there any more.
    case gone
  }

  /// What was found of a recording.
  private struct Finding {
    var verdict: DiagnosisSummary
    var examined: RecordingDiagnosis?
  }

  private let file: ModelFile
  private let diagnoser: Diagnoser
  private let evidence: EvidenceOptions
  private let baseline: Recording?
  private let input: InputOptions
  private let common: CommonOptions
  private var rates: RateReport
  private var warnings = ReadingReport()

  init(
    file: ModelFile, diagnoser: Diagnoser, evidence: EvidenceOptions, baseline: Recording?,
    input: InputOptions, common: CommonOptions
  ) {
    self.file = file
    self.diagnoser = diagnoser
    self.evidence = evidence
    self.baseline = baseline
    self.input = input
    self.common = common
    rates = RateReport(model: file.model)
  }

  /// Reads a file and says what there is to report of it.
  ///
  /// - Parameter known: What was reported of it before.
  /// - Throws: What is no fault of the file.
  func read(_ found: FolderScan.File, known: SeenFile?) throws -> Outcome {
    var seen = SeenFile(name: found.name, version: found.version, fingerprint: nil, error: nil)
    var findings: [RecordingResult<Finding>] = []
    do {
      let fingerprint = try Self.fingerprint(of: found.path)
      if known?.fingerprint == fingerprint { return .same }
      findings = try diagnose(found.path)
      seen.fingerprint = fingerprint
      if findings.isEmpty { seen.error = "\(found.path): holds no recording" }
    } catch let error as FileError {
      seen.error = "\(error)"
    } catch ReadingError.file(let error) {
      // It could be read a moment ago, and may again.
      seen.error = "\(error)"
    } catch let error as ReadingError {
      seen.fingerprint = try? Self.fingerprint(of: found.path)
      seen.error = "\(error)"
    }
    if found.identity != nil {
      // What was read is what was fingerprinted only if nobody wrote between the two.
      guard let version = FolderScan.version(of: found.path) else { return .gone }
      if version != found.version { return .changed(version) }
    }
    if let known, seen.fingerprint == nil, known.fingerprint == nil, known.error == seen.error {
      return .same
    }
    return .found(seen, line: try line(seen, findings))
  }

  private static func fingerprint(of path: String) throws -> String {
    let file = open(path, O_RDONLY | O_CLOEXEC)
    guard file >= 0 else {
      throw errno == ENOENT
        ? FileError.notFound(path: path) : FileError.unreadable(path: path, code: errno)
    }
    defer { close(file) }
    var hash = SHA256()
    var block = [UInt8](repeating: 0, count: 1 << 20)
    while true {
      let count = block.withUnsafeMutableBytes { Self.read(file, $0) }
      if count < 0, errno == EINTR { continue }
      guard count >= 0 else { throw FileError.unreadable(path: path, code: errno) }
      if count == 0 { return hash.finalize().hexadecimal }
      block.withUnsafeBytes { hash.update(bufferPointer: .init(rebasing: $0[..<count])) }
    }
  }

  /// The C function, whose name the method above takes.
  private static func read(_ file: Int32, _ block: UnsafeMutableRawBufferPointer) -> Int {
    #if canImport(Glibc)
      Glibc.read(file, block.baseAddress, block.count)
    #elseif canImport(Musl)
      Musl.read(file, block.baseAddress, block.count)
    #else
      Darwin.read(file, block.baseAddress, block.count)
    #endif
  }

  /// Bytes from which on a sound file is read in blocks, where no step needs all of it.
  private static let streamFrom = 1 << 24

  private func diagnose(_ path: String) throws -> [RecordingResult<Finding>] {
    var results: [RecordingResult<Finding>] = []
    let isExamined = evidence.bearing != nil
    try RecordingReader.readEach(
      inputs: [path],
      options: input.readingOptions(
        namesAreLabels: false, modelRate: file.model.sampleRate,
        threads: common.parallelism.threadCount),
      streamingFrom: file.model.conditioning.isCausal && !isExamined ? Self.streamFrom : .max
    ) { reading in
      if let failure = reading.failures.first { throw failure.error }
      warnings.report(reading, common)
      rates.say(of: reading.recordings, common)
      let heard = reading.recordings.map(evidence.withoutTachometer)
      let diagnoses = diagnoser.diagnose(all: heard, parallelism: common.parallelism)
      for (recording, diagnosis) in zip(reading.recordings, diagnoses) {
        let result = Result<Finding, any Error> {
          let verdict = DiagnosisSummary(try diagnosis.get(), of: file.model)
          return Finding(
            verdict: verdict,
            examined: isExamined
              ? try evidence.examination(of: recording)(
                recording, verdict: verdict, baseline: baseline) : nil)
        }
        results.append(RecordingResult(file: path, name: recording.name, result: result))
      }
    } stream: { source in
      rates.say(of: [source.recording], common)
      let result: Result<Finding, any Error>
      do {
        result = .success(
          Finding(
            verdict: try diagnoser.diagnose(
              streaming: source.recording, keepsWindows: false, parallelism: common.parallelism,
              read: source.read)))
      } catch let error as DiagnosisError {
        result = .failure(error)
      }
      warnings.report(source.takeNotes(), common)
      results.append(
        RecordingResult(file: path, name: source.recording.name, result: result))
    }
    return results
  }

  private func line(
    _ seen: SeenFile, _ findings: [RecordingResult<Finding>]
  ) throws -> [UInt8] {
    var line: [UInt8] = []
    var writer = JSONWriter(pretty: false) { line += $0 }
    let document = DiagnosisDocument(
      model: file.model, modelFile: file, precision: diagnoser.precision)
    try writer.beginObject()
    try writer.member("schema", .string(Self.schema))
    for member in seen.members { try writer.member(member.key, member.value) }
    try writer.member("reported", .string(UTC.now))
    try writer.member("model", file.json(diagnoser.precision))
    try writer.beginArray("recordings")
    for finding in findings {
      try writer.beginObject()
      if !finding.name.isEmpty { try writer.member("recording", .string(finding.name)) }
      switch finding.result {
      case .success(let found):
        try document.writeMembers(of: found.verdict, to: &writer)
        if let examined = found.examined {
          let members = RecordingDiagnosisDocument(examined, file.model).members
          for key in ["evidence", "speed", "indicators", "baseline", "iso20816"] {
            if let value = members[key] { try writer.member(key, value) }
          }
        }
      case .failure(let error): try writer.member("error", .string(String(describing: error)))
      }
      try writer.end()
    }
    try writer.end()
    try writer.end()
    return line
  }
}
