/// A file inside an archive, unpacked when its turn comes.
struct ArchivedFile {
  let archive: ZipArchive
  let member: ZipArchive.Member

  func contents(limit: Int) throws(ReadingError) -> [UInt8] {
    try archive.contents(of: member, limit: limit)
  }
}

extension ReadingPlan {
  /// Plans the files of an archive; arrays that NumPy put together are one file.
  ///
  /// - Parameter isInMemory: whether the bytes cannot be had again from the file.
  mutating func add(archive bytes: [UInt8], name: String, isInMemory: Bool) throws(ReadingError) {
    let archive = try ZipArchive(bytes, file: name)
    if archive.holdsArrays {
      entries.append(
        Entry(path: name, bytes: isInMemory ? bytes : nil, nameMayLabel: !isInMemory))
    } else {
      try add(archive)
    }
  }

  /// Plans the files of an archive as those of a folder: one sub-folder a class.
  mutating func add(_ archive: ZipArchive) throws(ReadingError) {
    let members = archive.visibleMembers
    if archive.members.contains(where: { $0.name == "[Content_Types].xml" }) {
      throw .unsupported(
        file: archive.file, kind: "a spreadsheet or another office document",
        advice: "save the sheet as CSV")
    }
    func path(_ member: ZipArchive.Member) -> String { "\(archive.file)/\(member.name)" }
    if let member = members.first(where: {
      FileSystem.isManifestName(FileSystem.name(of: $0.name))
    }) {
      let before = entries.count
      let bytes = try archive.contents(of: member, limit: TextTable.largest)
      var options = options
      options.root = FileSystem.folder(of: path(member))
      if let manifest = try Manifest.ifManifest(
        ByteSource(bytes: bytes, name: path(member)), folder: options.root ?? ".", options: options)
      {
        try add(manifest)
        let known = Dictionary(members.map { (path($0), $0) }) { first, _ in first }
        for index in entries.indices.dropFirst(before) {
          entries[index].archived = known[entries[index].path].map {
            ArchivedFile(archive: archive, member: $0)
          }
        }
        return
      }
    }
    let recordings = members.filter {
      FileSystem.looksLikeRecording(FileSystem.name(of: $0.name))
    }
    guard !recordings.isEmpty else {
      throw .contents(
        file: archive.file,
        message: "expected recordings in the archive, found "
          + (members.isEmpty ? "no file" : "\(members.count) other files"))
    }
    func plan(_ member: ZipArchive.Member, label: String?, nameMayLabel: Bool) {
      var entry = Entry(path: path(member), label: label, nameMayLabel: nameMayLabel)
      entry.archived = ArchivedFile(archive: archive, member: member)
      entries.append(entry)
    }
    let sorted = recordings.sorted { $0.name.utf8.lexicographicallyPrecedes($1.name.utf8) }
    let level = Self.level(sorted.map(\.name))
    let inFolders = sorted.filter { Self.folder(of: $0.name, at: level) != nil }
    guard !inFolders.isEmpty, options.nameLabels != .none else {
      for member in sorted {
        plan(member, label: nil, nameMayLabel: options.nameLabels != .none)
      }
      return
    }
    var counts: [String: Int] = [:]
    for member in inFolders {
      let label = Self.folder(of: member.name, at: level)
      counts[label ?? "", default: 0] += 1
      plan(member, label: label, nameMayLabel: false)
    }
    let labels = counts.sorted { $0.key.utf8.lexicographicallyPrecedes($1.key.utf8) }
      .map { "\($0.key) (\($0.value))" }.joined(separator: ", ")
    notes.append("\(archive.file): labels from the folders: \(labels)")
    if inFolders.count < sorted.count {
      notes.append(
        "\(archive.file): \(sorted.count - inFolders.count) files beside the class folders left out"
      )
    }
  }

  /// How many leading folders all files share: below them lie the classes.
  private static func level(_ names: [String]) -> Int {
    let parts = names.map { $0.split(separator: "/").dropLast() }
    guard let first = parts.first else { return 0 }
    var level = 0
    while level < first.count, parts.allSatisfy({ $0.count > level && $0[level] == first[level] }) {
      level += 1
    }
    return level
  }

  private static func folder(of name: String, at level: Int) -> String? {
    let folders = name.split(separator: "/").dropLast()
    return folders.count > level ? String(folders[level]) : nil
  }
}
