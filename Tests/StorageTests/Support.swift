import Foundation

/// A folder of its own that goes when the test does.
final class TemporaryFolder: Sendable {
  let root: String

  init() throws {
    let url = FileManager.default.temporaryDirectory
      .appendingPathComponent("faultdx-storage-\(UUID().uuidString)")
    try FileManager.default.createDirectory(at: url, withIntermediateDirectories: true)
    root = url.path
  }

  deinit { try? FileManager.default.removeItem(atPath: root) }

  func path(_ name: String) -> String { "\(root)/\(name)" }

  func contents() throws -> [String] {
    try FileManager.default.contentsOfDirectory(atPath: root).sorted()
  }
}

/// The Python interpreter, where there is one.
struct Python: Sendable {
  let hasSafeTensors: Bool

  init() {
    hasSafeTensors = (try? Self.run(["-c", "import safetensors.numpy"])) != nil
  }

  func run(_ arguments: [String]) throws -> String { try Self.run(arguments) }

  private struct Failure: Error {}

  private static func run(_ arguments: [String]) throws -> String {
    let process = Process()
    process.executableURL = URL(fileURLWithPath: "/usr/bin/env")
    process.arguments = ["python3"] + arguments
    let output = Pipe()
    process.standardOutput = output
    process.standardError = FileHandle.nullDevice
    try process.run()
    let data = output.fileHandleForReading.readDataToEndOfFile()
    process.waitUntilExit()
    guard process.terminationStatus == 0 else { throw Failure() }
    return String(decoding: data, as: UTF8.self)
  }
}

let python = Python()
