/// Tells files that somebody is still writing from those that are done, from one look at the folder to the next.
struct SettlingFiles {
  private struct Waiting {
    var version: FolderScan.Version
    /// Seconds by a clock that nobody sets.
    var since: Double
  }

  private let settle: Double
  private var waiting: [String: Waiting] = [:]
  private var unfinished: Set<FolderScan.Identity> = []

  /// - Parameter settle: Seconds for which a file must not have changed.
  init(settle: Double) { self.settle = settle }

  /// Files that changed since they were looked at, or that have not been there for long enough.
  var isEmpty: Bool { waiting.isEmpty }

  /// The files of interest that are done.
  ///
  /// By the clock of this machine and not by the files' dates, which another machine may have set; but a file that was seen under
  /// the name of an unfinished one and now has another was finished by whoever renamed it.
  mutating func done(among scan: FolderScan, _ files: [FolderScan.File], at now: Double)
    -> [FolderScan.File]
  {
    var next: [String: Waiting] = [:]
    var done: [FolderScan.File] = []
    for file in files {
      var state = waiting[file.name] ?? Waiting(version: file.version, since: now)
      if state.version != file.version { state = Waiting(version: file.version, since: now) }
      let isRenamed = file.identity.map(unfinished.contains) ?? false
      if isRenamed || now - state.since >= settle {
        done.append(file)
      } else {
        next[file.name] = state
      }
    }
    waiting = next
    unfinished = scan.unfinished
    return done
  }

  /// A file changed while it was read: it waits again.
  mutating func wait(for file: FolderScan.File, _ version: FolderScan.Version, at now: Double) {
    waiting[file.name] = Waiting(version: version, since: now)
  }
}
