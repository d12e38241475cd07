import FaultDXNN
import FaultDXStorage
import FaultDXTensor
import FaultDXTestSupport
import Foundation
import Testing

/// `examples/pytorch` as a process: our file into PyTorch, its file back to us.
@Suite struct PyTorchExampleTests {
  static let python = "/usr/bin/env"

  /// Whether Python has what the example needs; PyTorch itself takes seconds to load, so it is only looked for.
  static let isAvailable: Bool = {
    let script =
      "import importlib.util as u, sys; "
      + "sys.exit(any(u.find_spec(m) is None for m in ('torch', 'safetensors', 'numpy')))"
    return (try? run(["python3", "-c", script]))?.status == 0
  }()

  static func run(_ arguments: [String]) throws -> (status: Int32, output: String) {
    let process = Process()
    process.executableURL = URL(fileURLWithPath: python)
    process.arguments = arguments
    let pipe = Pipe()
    process.standardOutput = pipe
    process.standardError = pipe
    try process.run()
    let output = pipe.fileHandleForReading.readDataToEndOfFile()
    process.waitUntilExit()
    return (process.terminationStatus, String(decoding: output, as: UTF8.self))
  }

  @Test(
    .enabled(if: isAvailable, "python3 with torch, safetensors and numpy is not installed"),
    arguments: ["plain.flatten", "residual.spatialFirst"])
  func `PyTorch loads our file strictly, agrees on logits, and its file loads here`(
    name: String
  ) throws {
    let golden = try Golden("networks")
    var network = try CBAMNetwork(
      configuration: CBAMNetwork.Configuration(
        json: golden.settings(name)["network"] ?? .null))
    try network.load(golden.tensors(name, below: "parameters."))
    let entry = try golden.tensor(name, "x").channelsLast
    let logits = network(Tensor(shape: entry.shape, elements: entry.values))

    let folder = FileManager.default.temporaryDirectory
      .appendingPathComponent(
        "faultdx-pytorch-\(name)-\(ProcessInfo.processInfo.processIdentifier)")
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(at: folder) }
    func path(_ file: String) -> String { folder.appendingPathComponent(file).path }

    let model = SafeTensors(
      metadata: ["faultdx.network": network.configuration.json.serialized()],
      entries: network.state)
    try DurableFile.write(model.serialized(), to: path("model.safetensors"))
    try DurableFile.write(bytes(entry.values), to: path("windows.f32"))
    try DurableFile.write(bytes(logits.elements), to: path("logits.f32"))

    let result = try Self.run([
      "python3", "\(Repository.root)/examples/pytorch/compare.py", path("model.safetensors"),
      path("windows.f32"), path("logits.f32"), "--save", path("back.safetensors"),
    ])
    #expect(result.status == 0, "\(result.output)")

    let back = try SafeTensors(
      parsing: DurableFile.read(path("back.safetensors")), file: "back.safetensors")
    var returned = try CBAMNetwork(
      configuration: CBAMNetwork.Configuration(
        json: JSON(parsing: back.metadata["faultdx.network"] ?? "")))
    try returned.load(back.entries)
    #expect(returned == network)
  }

  private func bytes(_ values: [Float]) -> [UInt8] {
    values.flatMap { value in
      (0..<4).map { UInt8(truncatingIfNeeded: value.bitPattern >> (8 * $0)) }
    }
  }
}
