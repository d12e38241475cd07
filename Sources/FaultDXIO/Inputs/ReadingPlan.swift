import FaultDXSignal
import FaultDXStorage

/// Which files are read, and what is known about each before it is opened.
struct ReadingPlan {
  struct Entry {
    var path: String
    /// The contents, where they are in memory already.
    var bytes: [UInt8]?
    /// Where the file lies, when in an archive.
    var archived: ArchivedFile?
    /// From a manifest or a class folder.
    var label: String?
    /// Whether `label` wins over a label column in the file.
    var labelWins = false
    /// Whether the file's name may say the label.
    var nameMayLabel = false
    var row: Manifest.Row?
  }

  var options: ReadingOptions
  var entries: [Entry] = []
  var notes: [String] = []
  /// The manifest whose files are read, for messages.
  var manifest: String?

  init(options: ReadingOptions) { self.options = options }

  mutating func add(_ input: String) throws(ReadingError) {
    if input == "-" {
      try add(bytes: RecordingReader.contents(of: "/dev/stdin"), name: "stdin")
      return
    }
    switch FileSystem.kind(input) {
    case .missing: throw .file(.notFound(path: input))
    case .folder: try addFolder(input, depth: 0)
    case .file:
      guard try FileSystem.regularSize(input) != nil else {
        try add(bytes: RecordingReader.contents(of: input), name: input)
        return
      }
      let header = try ByteSource(path: input).header(FileFormat.headerLength)
      let format = FileFormat(header)
      if format == .zip {
        try add(archive: RecordingReader.contents(of: input), name: input, isInMemory: false)
      } else if format == .table,
        let manifest = try Manifest.ifManifest(
          ByteSource(path: input), folder: FileSystem.folder(of: input), options: options)
      {
        try add(manifest)
      } else {
        entries.append(Entry(path: input, nameMayLabel: true))
      }
    }
  }

  mutating func add(bytes: [UInt8], name: String) throws(ReadingError) {
    let format = FileFormat(Array(bytes.prefix(FileFormat.headerLength)))
    if format == .zip {
      try add(archive: bytes, name: name, isInMemory: true)
    } else if format == .table, !bytes.isEmpty,
      let manifest = try Manifest.ifManifest(
        ByteSource(bytes: bytes, name: name), folder: ".", options: options)
    {
      try add(manifest)
    } else {
      entries.append(Entry(path: name, bytes: bytes))
    }
  }

  mutating func add(_ manifest: Manifest) throws(ReadingError) {
    self.manifest = manifest.file
    let rows = try manifest.selectedRows(options)
    notes.append(
      "\(manifest.file): \(rows.count) of \(manifest.rows.count) files"
        + (manifest.labelColumn.map { ", label column \"\($0)\"" } ?? ", without labels"))
    if let variable = options.variable, rows.contains(where: { $0.variable != nil }) {
      notes.append("\(manifest.file): the variable \"\(variable)\" is read, not what the rows name")
    }
    if !options.channels.isEmpty, rows.contains(where: { $0.channel != nil }) {
      notes.append("\(manifest.file): the channels asked for are read, not what the rows name")
    }
    for row in rows {
      entries.append(
        Entry(path: row.path, label: row.label, labelWins: true, row: row))
    }
  }

  // MARK: Folders

  private mutating func addFolder(_ folder: String, depth: Int) throws(ReadingError) {
    let names = try FileSystem.names(in: folder)
    if let name = names.first(where: FileSystem.isManifestName) {
      let path = FileSystem.join(folder, name)
      if let manifest = try Manifest.ifManifest(
        ByteSource(path: path), folder: folder, options: options)
      {
        try add(manifest)
        return
      }
    }
    if options.nameLabels == .none {
      // Where folders are no classes, all that lies below is read, at whatever depth.
      let paths = try recordings(below: folder, within: [])
      guard !paths.isEmpty else { throw Self.nothing(in: folder, names) }
      for path in paths { entries.append(Entry(path: path)) }
      return
    }
    let folders = names.filter { FileSystem.kind(FileSystem.join(folder, $0)) == .folder }
    // Links that lead nowhere too: what is named and not there is to be said, not passed over.
    let files = names.filter {
      FileSystem.looksLikeRecording($0) && FileSystem.kind(FileSystem.join(folder, $0)) != .folder
    }
    var classes: [(name: String, files: [String])] = []
    let ancestors = FileSystem.identity(of: folder).map { [$0] } ?? []
    for name in folders {
      let found = try recordings(below: FileSystem.join(folder, name), within: ancestors)
      if !found.isEmpty { classes.append((name, found)) }
    }
    if classes.count == 1, files.isEmpty, depth < 4 {
      try addFolder(FileSystem.join(folder, classes[0].name), depth: depth + 1)
      return
    }
    if classes.isEmpty {
      guard !files.isEmpty else { throw Self.nothing(in: folder, names) }
      for name in files {
        entries.append(Entry(path: FileSystem.join(folder, name), nameMayLabel: true))
      }
      return
    }
    let labels = classes.map { "\($0.name) (\($0.files.count))" }.joined(separator: ", ")
    notes.append("\(folder): labels from the folders: \(labels)")
    if !files.isEmpty {
      notes.append("\(folder): \(files.count) files beside the class folders left out")
    }
    for entry in classes {
      for path in entry.files {
        entries.append(
          Entry(path: path, label: options.nameLabels == .none ? nil : entry.name))
      }
    }
  }

  private static func nothing(in folder: String, _ names: [String]) -> ReadingError {
    .contents(
      file: folder,
      message: "expected recordings or class folders, found "
        + (names.isEmpty
          ? "an empty folder" : "\(names.count) other \(names.count == 1 ? "entry" : "entries")"))
  }

  /// The recordings in a folder and in those below it.
  ///
  /// - Parameter ancestors: the folders it lies in, which links may lead back to.
  private func recordings(
    below folder: String, within ancestors: [FileSystem.Identity]
  ) throws(ReadingError) -> [String] {
    // Deep enough for class/unit/day.
    guard ancestors.count < 8, let identity = FileSystem.identity(of: folder),
      !ancestors.contains(identity)
    else { return [] }
    var found: [String] = []
    for name in try FileSystem.names(in: folder) {
      let path = FileSystem.join(folder, name)
      switch FileSystem.kind(path) {
      case .folder: found += try recordings(below: path, within: ancestors + [identity])
      case .file, .missing:
        if FileSystem.looksLikeRecording(name) { found.append(path) }
      }
    }
    return found
  }
}
