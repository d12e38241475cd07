import Crypto
import FaultDX
import FaultDXEvaluation
import FaultDXStorage
import FaultDXTraining

#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#else
  import Darwin
#endif

/// The folder that an ablation leaves: `ablation.json`, `ablation.csv`, `ablation.md`, and what is trained in `cells/`.
struct AblationFolder {
  let path: String
  private var cells: String { "\(path)/cells" }

  /// Makes the folder before any work is done that would be lost without it.
  init(creating path: String) throws {
    self.path = path
    for folder in [path, cells] where mkdir(folder, 0o777) != 0 && errno != EEXIST {
      throw FileError.cannotCreate(path: folder, code: errno)
    }
    for folder in [path, cells] {
      try DurableFile.checkWritable("\(folder)/ablation.json")
      DurableFile.removeLeftovers(in: folder)
    }
  }

  /// A cell that was finished before; `nil` where there is none.
  ///
  /// - Throws: `CommandFailure` where the file is of another experiment: two experiments must not become one table.
  func cell(_ name: String, key: String) throws -> AblationCell? {
    let file = file(name)
    let bytes: [UInt8]
    do {
      bytes = try DurableFile.read(file)
    } catch FileError.notFound {
      return nil
    }
    let json: JSON
    do {
      json = try JSON(parsing: bytes)
    } catch {
      throw CommandFailure("\(file): \(error)")
    }
    guard let cell = AblationCell(json: json) else {
      throw CommandFailure("\(file): does not hold a cell as \(AblationCell.schema) has it")
    }
    guard json["key"]?.stringValue == key else {
      throw CommandFailure(
        "\(file) was left by an ablation of other data or with other options; give the same ones, or another "
          + "--output")
    }
    return cell
  }

  /// Keeps a cell as soon as it is finished.
  func write(_ cell: AblationCell, _ name: String, key: String) throws {
    try DurableFile.write(cell.json(key: key).serialized() + "\n", to: file(name))
  }

  private func file(_ name: String) -> String { "\(cells)/\(name).json" }

  /// Keeps what all came to.
  func write(_ ablation: Ablation, json: String) throws {
    let table = AblationTable(ablation)
    try DurableFile.write(table.csv, to: "\(path)/ablation.csv")
    try DurableFile.write(table.markdown, to: "\(path)/ablation.md")
    // Last, so that it is never there without them.
    try DurableFile.write(json, to: "\(path)/ablation.json")
  }
}

/// What a cell depends on, in one word: two cells with one key would be the same.
struct AblationKey {
  private let data: String

  /// The recordings, with all that is said of them.
  init(of prepared: PreparedRecordings) {
    var hash = SHA256()
    for recording in prepared.recordings {
      let said: JSON = [
        "identity": .string(recording.identity),
        "label": recording.label.map { .string($0) } ?? .null,
        "unit": .string(recording.unit), "channels": .integer(recording.channels),
        "rate": recording.sampleRate.map { .number($0) } ?? .null,
      ]
      hash.update(data: Array(said.serialized().utf8))
      recording.samples.withUnsafeBytes { hash.update(bufferPointer: $0) }
    }
    data = hash.finalize().hexadecimal
  }

  /// The key of a network in a fold.
  func key(
    _ fold: FoldData, shape: CBAMNetwork.Configuration, plan: TrainingConfiguration
  ) -> String {
    let pieces = fold.fold.split.pieces.map { piece -> JSON in
      [
        "recording": .integer(piece.recording), "role": .string(piece.role.rawValue),
        "from": .integer(piece.frames.lowerBound), "to": .integer(piece.frames.upperBound),
      ]
    }
    let said: JSON = [
      "version": .string(Version.current), "data": .string(data), "pieces": .array(pieces),
      "hop": .integer(fold.data.format.trainingHop), "conditioning": fold.data.conditioning.json,
      "normalization": .string(fold.data.normalization.name), "network": shape.json,
      "training": plan.json,
    ]
    return SHA256.hash(data: Array(said.serialized().utf8)).hexadecimal
  }
}
