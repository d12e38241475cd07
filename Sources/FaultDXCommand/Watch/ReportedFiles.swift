/// What was reported of a folder, and where the next line goes.
final class ReportedFiles {
  /// By their names below the folder.
  private var known: [String: SeenFile] = [:]
  private let output: LineJournal?
  private let state: LineJournal?

  /// Continues where the last watch ended, however it did.
  ///
  /// Without a state the output says what was reported. With one only its last line is looked at, which a kill may have kept from
  /// the state: so an output may be renamed, and none may be there at all.
  init(output: String?, state: String?) throws {
    var known: [String: SeenFile] = [:]
    func note(_ line: [UInt8]) -> Bool {
      guard let seen = SeenFile(line: line) else { return false }
      known[seen.name] = seen
      return true
    }
    self.state = try state.map {
      try LineJournal($0, head: #"{"schema":"\#(SeenFile.schema)","#, each: note)
    }
    var last: [UInt8]?
    self.output = try output.map {
      try LineJournal($0, head: #"{"schema":"\#(WatchedFileReader.schema)","#) { line in
        guard state != nil else { return note(line) }
        last = line
        return true
      }
    }
    if let last, let seen = SeenFile(line: last), known[seen.name] != seen {
      try self.state?.append(seen.line)
      known[seen.name] = seen
    }
    self.known = known
  }

  /// Files that were reported.
  var count: Int { known.count }

  /// What was reported last of a file.
  subscript(name: String) -> SeenFile? { known[name] }

  /// The files that are written here.
  var identities: Set<FolderScan.Identity> {
    Set([output, state].compactMap { $0?.identity })
  }

  /// A file has another date and the same bytes.
  func note(_ version: FolderScan.Version, of name: String) { known[name]?.version = version }

  /// Reports a file.
  func report(_ seen: SeenFile, line: [UInt8]) throws {
    if let output { try output.append(line) } else { try Console.output(line) }
    try state?.append(seen.line)
    known[seen.name] = seen
  }
}
