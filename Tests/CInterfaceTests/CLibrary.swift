import FaultDX
import FaultDXTestSupport
import Foundation

/// The library that was built with these tests, and programs that are linked with it.
enum CLibrary {
  /// The folder of what was built.
  static let products: String = {
    let tests = URL(fileURLWithPath: CommandLine.arguments[0]).resolvingSymlinksInPath()
    var folder = tests.deletingLastPathComponent()
    for _ in 0..<4 where !FileManager.default.fileExists(atPath: folder.path + "/\(name)") {
      folder.deleteLastPathComponent()
    }
    return folder.path
  }()

  #if os(macOS)
    static let name = "libfaultdx-c.dylib"
  #else
    static let name = "libfaultdx-c.so"
  #endif

  static var path: String { "\(products)/\(name)" }
  static let header = "\(Repository.root)/Sources/CFaultDXInterface/include"

  /// A tool of this machine; `nil` where it is not installed.
  static func tool(_ name: String) -> String? {
    (ProcessInfo.processInfo.environment["PATH"] ?? "").split(separator: ":").map {
      "\($0)/\(name)"
    }
    .first { FileManager.default.isExecutableFile(atPath: $0) }
  }

  struct Outcome {
    var status: Int32
    var output: String
  }

  /// Runs a program; what it prints to either stream is in the output.
  static func run(
    _ program: String, _ arguments: [String], environment: [String: String] = [:]
  ) throws -> Outcome {
    let process = Process()
    process.executableURL = URL(fileURLWithPath: program)
    process.arguments = arguments
    process.environment = ProcessInfo.processInfo.environment.merging(environment) { $1 }
    let pipe = Pipe()
    process.standardOutput = pipe
    process.standardError = pipe
    try process.run()
    let output = pipe.fileHandleForReading.readDataToEndOfFile()
    process.waitUntilExit()
    return Outcome(
      status: process.terminationStatus, output: String(decoding: output, as: UTF8.self))
  }

  /// Compiles a file and links it with the library.
  static func build(
    _ source: String, with compiler: String, standard: String, to program: String
  ) throws -> Outcome {
    try run(
      compiler,
      [
        "-std=\(standard)", "-Wall", "-Wextra", "-Werror", "-pedantic", "-O1", "-I", header, source,
        path, "-Wl,-rpath,\(products)", "-lm", "-o", program,
      ])
  }
}

/// A model in a file, samples that it knows something about, and a folder for programs.
struct Bench {
  let folder: String
  let model: Model
  let recording: Recording

  var modelFile: String { folder + "/model.safetensors" }
  var samplesFile: String { folder + "/samples.f32" }

  init() throws {
    folder = FileManager.default.temporaryDirectory.path + "/faultdx-c-\(UUID().uuidString)"
    try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
    var generator = CounterGenerator(seed: 5)
    model = try Model(
      network: CBAMNetwork(
        configuration: .init(
          windowLength: 64, classes: 3, widths: [3, 4],
          attention: AttentionConfiguration(minimumHiddenUnits: 1, spatialKernelSize: 3)),
        generator: &generator),
      labels: ["normal", "inner_race", "outer_race"], windowLength: 64, hop: 48,
      sampleRate: 12_000, channelNames: ["vibration"], normalization: .none)
    var samples = (0..<24_000).map { _ in Float(generator.normal()) }
    for frame in 9_000..<12_000 { samples[frame] = samples[frame] * 20 + 5 }
    for frame in 15_000..<15_400 { samples[frame] = 0 }
    recording = Recording(file: "recording", samples: samples, sampleRate: 12_000)
    try model.write(to: modelFile)
    try samples.withUnsafeBytes { try Data($0).write(to: URL(fileURLWithPath: samplesFile)) }
  }

  func remove() { try? FileManager.default.removeItem(atPath: folder) }

  /// What the examples should print of it.
  func expectation() throws -> String {
    let diagnoser = Diagnoser(model: model)
    let whole = try diagnoser.diagnose(recording)
    let stream = try StreamingDiagnoser(diagnoser, StreamConfiguration(sampleRate: 12_000))
    let events = try stream.push(recording.samples, counter: 0)
    let rest = stream.finish()
    let label =
      switch stream.status.verdicts[0] {
      case .normal(let label), .fault(let label): label
      case .undecided: "undecided"
      case .unknown: "unknown"
      }
    return """
      3 classes, windows of 64 frames of 1 channels at 12000 Hz
      recording: \(whole.label), \(String(format: "%.3f", whole.confidence)), of \(whole.windows.count) windows
      \(events.count + rest.count) events
      stream: \(stream.status.windows) windows, \(label)

      """
  }
}
