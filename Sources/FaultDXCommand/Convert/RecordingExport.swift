public import ArgumentParser
public import FaultDXIO
import FaultDXSignal
import FaultDXStorage

#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#else
  import Darwin
#endif

/// Writes recordings into one file, or one by one into a folder with a manifest that keeps all that is known of
/// them.
struct RecordingExport {
  let format: RecordingFormat
  let output: String
  /// Whether a row of a table is a recording.
  var isWide = false
  var allowsLoss = false

  private var isFolder: Bool {
    var status = stat()
    return output.hasSuffix("/")
      || stat(output, &status) == 0 && status.st_mode & S_IFMT == S_IFDIR
  }

  /// The form that an option, or else the name of the output, asks for.
  static func format(_ asked: RecordingFormat?, output: String) throws -> RecordingFormat {
    if let asked { return asked }
    let ending = output.split(separator: ".").last.map { $0.lowercased() } ?? ""
    guard let format = RecordingFormat(rawValue: ending), output.contains(".") else {
      throw ValidationError(
        "give --to (\(RecordingFormat.allCases.map(\.rawValue).joined(separator: ", "))), or an output "
          + "whose name ends in one of them")
    }
    return format
  }

  /// Writes, and says what was written.
  func write(_ originals: [Recording], _ common: CommonOptions) throws {
    let recordings = originals.map(withoutOtherRate)
    if let other = originals.first(where: { $0.axis != .time }) {
      common.note("\(other.identity): samples are \(other.spacing)")
    }
    if isFolder {
      try writeFolder(recordings, common)
    } else {
      var encoder = RecordingEncoder(format)
      encoder.isWide = isWide
      let bytes = try encode(recordings, encoder)
      warn(encoder, recordings, common)
      try DurableFile.write(bytes, to: output)
      common.note(
        "\(output): \(recordings.count) \(recordings.count == 1 ? "recording" : "recordings")")
    }
  }

  /// Where samples are not by time, a rate in Hz would be wrong; what it is goes where there is a place for it.
  private func withoutOtherRate(_ recording: Recording) -> Recording {
    guard recording.axis != .time else { return recording }
    var result = recording
    result.sampleRate = nil
    if isFolder || format == .npz { result.attributes["samples_are"] = recording.spacing }
    return result
  }

  private func encode(_ recordings: [Recording], _ encoder: RecordingEncoder) throws -> [UInt8] {
    do throws(WritingError) {
      return try encoder.bytes(of: recordings, allowingLoss: allowsLoss)
    } catch {
      guard case .loss = error else { throw CommandFailure("\(error)", status: .usage) }
      let advice =
        isFolder || format == .npz
        ? "--allow-loss leaves that out"
        : "write to a folder (--output NAME/), whose manifest keeps what it can, or leave that out with "
          + "--allow-loss"
      throw CommandFailure("\(error); \(advice)", status: .usage)
    }
  }

  private func warn(
    _ encoder: RecordingEncoder, _ recordings: [Recording], _ common: CommonOptions
  ) {
    let losses = encoder.losses(recordings)
    if !losses.isEmpty { common.warn("left out: \(losses.joined(separator: "; "))") }
    if let name = encoder.unkeptName(recordings) {
      common.warn("the name of the channel, \"\(name)\", is not kept by this form")
    }
  }

  // MARK: Folders

  private func writeFolder(_ recordings: [Recording], _ common: CommonOptions) throws {
    var folder = output
    while folder.count > 1, folder.hasSuffix("/") { folder.removeLast() }
    try Self.makeEmptyFolder(folder)
    var encoder = RecordingEncoder(format)
    encoder.hasManifest = true
    // All of it is checked before the first file is written.
    let losses = encoder.losses(recordings)
    guard allowsLoss || losses.isEmpty else {
      _ = try encode(recordings, encoder)
      return
    }
    warn(encoder, recordings, common)
    let names = Self.names(recordings, ending: format.rawValue)
    for (recording, name) in zip(recordings, names) {
      try DurableFile.write(encode([recording], encoder), to: "\(folder)/\(name)")
    }
    try DurableFile.write(Self.manifest(recordings, names), to: "\(folder)/manifest.csv")
    common.note("\(folder): \(recordings.count) files and manifest.csv")
  }

  static func makeEmptyFolder(_ folder: String) throws {
    if mkdir(folder, 0o777) != 0, errno != EEXIST {
      throw FileError.cannotCreate(path: folder, code: errno)
    }
    guard let directory = opendir(folder) else {
      throw FileError.cannotCreate(path: folder, code: errno)
    }
    defer { closedir(directory) }
    while let entry = readdir(directory) {
      let first = entry.pointee.d_name.0
      guard first == CChar(UInt8(ascii: ".")) else {
        throw CommandFailure(
          "\(folder): expected an empty folder or none, found files in it", status: .cannotCreate)
      }
    }
  }

  /// A name for each file, from where the recording came from.
  private static func names(_ recordings: [Recording], ending: String) -> [String] {
    var used: [String: Int] = [:]
    return recordings.map { recording in
      let file = recording.file.split(separator: "/").last.map(String.init) ?? "recording"
      let stem =
        file.contains(".") ? file.split(separator: ".").dropLast().joined(separator: ".") : file
      // A window's name begins with its source, which is not said twice.
      let last = recording.name.split(separator: "/").last.map(String.init) ?? ""
      let own =
        last.hasPrefix(file) ? String(last.dropFirst(file.count)) : last.isEmpty ? "" : "_\(last)"
      let name = stem + own
      let safe = String(
        name.unicodeScalars.map { scalar in
          let isSafe =
            scalar.properties.isAlphabetic || scalar.properties.numericType != nil
            || "-_.+@".unicodeScalars.contains(scalar)
          return isSafe ? Character(scalar) : "_"
        })
      used[safe.lowercased(), default: 0] += 1
      let count = used[safe.lowercased()] ?? 1
      return count == 1 ? "\(safe).\(ending)" : "\(safe)~\(count).\(ending)"
    }
  }

  private static func manifest(_ recordings: [Recording], _ names: [String]) -> String {
    let extra = Set(recordings.flatMap(\.attributes.keys)).union(["source"]).sorted()
    var columns: [(String, [String])] = [
      ("file", names), ("label", recordings.map { $0.label ?? "" }),
      ("rate", recordings.map { $0.sampleRate.map(Format.short) ?? "" }),
      ("group", recordings.map { $0.group ?? "" }),
      ("speed_rpm", recordings.map { $0.speed.map(Format.short) ?? "" }),
      ("load", recordings.map { $0.load ?? "" }),
    ]
    for name in extra {
      columns.append(
        (
          name,
          recordings.map { $0.attributes[name] ?? (name == "source" ? $0.identity : "") }
        ))
    }
    columns = columns.filter { !$0.1.allSatisfy(\.isEmpty) }
    var text = columns.map { CSVField.quoted($0.0) }.joined(separator: ",") + "\n"
    for row in names.indices {
      text += columns.map { CSVField.quoted($0.1[row]) }.joined(separator: ",") + "\n"
    }
    return text
  }
}

extension Recording {
  /// What samples are by, and how many of them: `64 per revolution`.
  fileprivate var spacing: String {
    let unit =
      switch axis {
      case .time: "second"
      case .angle: "revolution"
      case .frequency: "Hz"
      case .order: "order"
      }
    return sampleRate.map { "\(Format.short($0)) per \(unit)" } ?? "by \(axis.rawValue)"
  }
}

extension RecordingFormat: ExpressibleByArgument {}
