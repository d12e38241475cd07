import FaultDXIO

/// What has to be said about inputs that were read: everything with `--verbose`, else what the user may
/// not expect, and of many files each thing once.
struct ReadingReport {
  private var said: Set<String> = []

  /// Says what is new.
  mutating func report(_ reading: Reading, _ common: CommonOptions) {
    if common.verbose {
      reading.notes.forEach(common.note)
      return
    }
    for warning in reading.warnings {
      // The same of the next file is nothing new.
      let text = warning.split(separator: ": ", maxSplits: 1).last.map(String.init) ?? warning
      if said.insert(text).inserted { common.warn(warning) }
    }
  }
}

extension CommonOptions {
  /// Says what has to be said about inputs that were read together.
  func report(_ reading: Reading) {
    var report = ReadingReport()
    report.report(reading, self)
  }
}
