import FaultDXStorage

#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#else
  import Darwin
#endif

/// Looks at a folder again and again and reports the files that are new, once each.
struct FolderWatch {
  let folder: String
  let options: WatchFolderOptions
  let reader: WatchedFileReader
  let common: CommonOptions

  /// Watches until a signal comes, or once.
  ///
  /// - Throws: Where the folder is not there at the start, or where what was found cannot be written.
  func run() throws {
    let reported = try ReportedFiles(output: options.output, state: options.state)
    var settling = SettlingFiles(settle: options.settle)
    var scan: FolderScan? = try look(reported)
    var isThere = true
    common.note(
      "watching \(folder): \(reported.count) \(reported.count == 1 ? "file was" : "files were") reported before"
    )
    var looks = 1
    while true {
      let start = Self.seconds
      if (scan != nil) != isThere {
        isThere = scan != nil
        common.warn(
          isThere
            ? "\(folder): is there again"
            : "\(folder): cannot be read; waiting for it to come back")
      }
      if let scan {
        let files = scan.files.filter { isNew($0, reported) }
        for file in settling.done(among: scan, files, at: start) {
          if Interruption.isRequested { return }
          if let version = try report(file, reported) {
            settling.wait(for: file, version, at: Self.seconds)
          }
        }
      }
      if options.once, settling.isEmpty || looks == 2 {
        if !settling.isEmpty {
          common.note("\(folder): files that are still being written are left for the next time")
        }
        return
      }
      // A look at a large share takes its time, and is not to be all that the share does.
      let pause = options.once ? options.settle : max(options.interval, 4 * (Self.seconds - start))
      guard Self.sleep(pause) else { return }
      scan = try? look(reported)
      looks += 1
    }
  }

  private func look(_ reported: ReportedFiles) throws(FileError) -> FolderScan {
    try FolderScan(folder, patterns: options.patterns, excluded: reported.identities)
  }

  /// Whether a file was not reported as it is, or could not be opened when it was.
  private func isNew(_ file: FolderScan.File, _ reported: ReportedFiles) -> Bool {
    guard let seen = reported[file.name] else { return true }
    return seen.fingerprint == nil || seen.version != file.version
  }

  /// Reports a file, where there is something to report.
  ///
  /// - Returns: What it became where it changed while it was read.
  private func report(
    _ file: FolderScan.File, _ reported: ReportedFiles
  ) throws -> FolderScan.Version? {
    switch try reader.read(file, known: reported[file.name]) {
    case .found(let seen, let line): try reported.report(seen, line: line)
    case .same: reported.note(file.version, of: file.name)
    case .changed(let version): return version
    case .gone: break
    }
    return nil
  }

  /// Seconds by a clock that nobody sets.
  private static var seconds: Double {
    var time = timespec()
    clock_gettime(CLOCK_MONOTONIC, &time)
    return Double(time.tv_sec) + Double(time.tv_nsec) * 1e-9
  }

  /// Waits; whether no signal came meanwhile.
  private static func sleep(_ duration: Double) -> Bool {
    let end = seconds + duration
    while !Interruption.isRequested {
      let rest = min(end - seconds, 0.1)
      if rest <= 0 { return true }
      usleep(UInt32(rest * 1e6))
    }
    return false
  }
}
