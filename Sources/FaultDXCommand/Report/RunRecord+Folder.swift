import FaultDX
import FaultDXReport
import FaultDXStorage

extension RunRecord {
  /// Reads what a run left: its folder, and the model beside it.
  ///
  /// - Parameters:
  ///   - path: the run folder or the model file.
  ///   - sweep: a noise sweep of the model; `noise-sweep.json` of the run folder where there is one and none is named.
  init(at path: String, noiseSweep sweep: String? = nil) throws {
    let folder = RunFolder(of: path)
    let isFolder = "\(path)/".hasPrefix("\(folder.path)/")
    let model = isFolder ? folder.path.dropLast(4) + ".safetensors" : path
    let metrics = try Self.document(folder.metrics)
    let file = try Self.model(model, isNeeded: metrics == nil || !isFolder)
    let windows = try Self.document(folder.windows)
    self.init(
      name: model.split(separator: "/").last.map(String.init) ?? path,
      result: try metrics.map { try Result($0, file: folder.metrics) },
      history: try Self.history(folder, networks: file?.networks),
      arguments: try Self.document(folder.arguments),
      examples: (windows?["windows"]?.arrayValue ?? []).compactMap { ExampleWindow($0) },
      proof: windows?["trials"].flatMap { CurveProof($0) }, model: file?.description,
      version: Version.current)
    if let baselines = try Self.document(folder.baselines)?["model"]?.stringValue,
      let own = file?.sha256, baselines != own
    {
      remarks.append(
        "The figures are of another model than the file \(name): that was changed or replaced after the run."
      )
    }
    try add(noiseSweep: sweep, else: folder.noiseSweep)
  }

  private mutating func add(noiseSweep given: String?, else kept: String) throws {
    guard let document = try Self.document(given ?? kept) else {
      if let given { throw FileError.notFound(path: given) }
      return
    }
    guard document["schema"]?.stringValue == NoiseSweepReport.schema else {
      throw CommandFailure(
        "\(given ?? kept): is no document \(NoiseSweepReport.schema), as noise-sweep --format json writes it"
      )
    }
    if let own = model?["sha256"]?.stringValue,
      document["model"]?["sha256"]?.stringValue != own
    {
      remarks.append("The noise sweep is of another model and is not shown.")
    } else {
      noiseSweep = document
    }
  }

  /// What a page shows of a model file.
  private struct Described {
    let description: JSON
    let sha256: String
    let networks: Int
  }

  private static func model(_ path: String, isNeeded: Bool) throws -> Described? {
    do {
      switch try AnyModelFile(path) {
      case .classifier(let file):
        return Described(
          description: try JSON(parsing: ModelDescription(file).json), sha256: file.sha256,
          networks: file.model.members.count)
      case .estimator(let file):
        return Described(
          description: try JSON(parsing: EstimatorDescription(file).json), sha256: file.sha256,
          networks: file.model.core.members.count)
      }
    } catch FileError.notFound where !isNeeded {
      return nil
    }
  }

  private static func history(_ folder: RunFolder, networks: Int?) throws -> [TrainingHistory] {
    var histories: [TrainingHistory] = []
    // Folders of further networks can be left from an earlier run with more of them.
    for number in 0..<(networks ?? 1) {
      let own = number == 0 ? folder : RunFolder(member: number, of: folder)
      guard let bytes = try DurableFile.readIfThere(own.history) else { continue }
      histories.append(
        try TrainingHistory(
          parsing: String(decoding: bytes, as: UTF8.self), network: number + 1, file: own.history))
    }
    return histories
  }

  private static func document(_ path: String) throws -> JSON? {
    guard let bytes = try DurableFile.readIfThere(path) else { return nil }
    do {
      return try JSON(parsing: bytes)
    } catch {
      throw CommandFailure("\(path): \(error)")
    }
  }
}

extension DurableFile {
  /// The bytes of a file; `nil` where there is none.
  static func readIfThere(_ path: String) throws -> [UInt8]? {
    do {
      return try read(path)
    } catch FileError.notFound {
      return nil
    }
  }
}

extension RunReport {
  /// Writes the page.
  func write(to path: String) throws { try DurableFile.write(html, to: path) }
}

extension RunRecord {
  /// What evaluate found, as a page shows it.
  init(
    measured document: JSONObject, of file: ModelFile, examples: [ExampleWindow],
    proof: CurveProof?, inputs: [String]
  ) throws {
    try self.init(
      measured: document, model: file.path, ModelDescription(file).json, examples, proof, inputs)
  }

  /// The same of an estimator.
  init(measured document: JSONObject, of file: EstimatorFile, inputs: [String]) throws {
    try self.init(
      measured: document, model: file.path, EstimatorDescription(file).json, [], nil, inputs)
  }

  private init(
    measured document: JSONObject, model: String, _ description: String,
    _ examples: [ExampleWindow], _ proof: CurveProof?, _ inputs: [String]
  ) throws {
    self.init(
      name: model.split(separator: "/").last.map(String.init) ?? model,
      result: try Result(.object(document), file: model),
      arguments: [
        "version": .string(Version.current),
        "command": .array(CommandLine.arguments.dropFirst().map { .string($0) }),
        "inputs": .array(inputs.map { .string($0) }),
      ],
      examples: examples, proof: proof, model: try JSON(parsing: description),
      version: Version.current)
  }
}
