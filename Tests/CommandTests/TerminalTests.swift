import Foundation
import Testing

/// What is written on a terminal, which `script` of util-linux makes.
struct TerminalTests {
  static let script = "/usr/bin/script"

  /// `evaluate` on a terminal so many columns wide.
  private static func shown(
    columns: Int, _ environment: [String: String]
  ) throws -> [String] {
    let folder = try Workshop.open().folder
    let process = Process()
    process.executableURL = URL(fileURLWithPath: script)
    process.arguments = [
      "-qec", "stty cols \(columns) rows 24; exec '\(Faultdx.path)' evaluate bearing.csv --quiet",
      "/dev/null",
    ]
    process.currentDirectoryURL = URL(fileURLWithPath: folder.root)
    var variables = ProcessInfo.processInfo.environment
    for name in ["FAULTDX_MODEL", "NO_COLOR", "TERM"] { variables[name] = nil }
    process.environment = variables.merging(environment) { $1 }
    process.standardInput = FileHandle.nullDevice
    let output = Pipe()
    process.standardOutput = output
    try process.run()
    let bytes = output.fileHandleForReading.readDataToEndOfFile()
    process.waitUntilExit()
    // A terminal ends lines with two characters, which Swift takes for one.
    return String(decoding: bytes, as: UTF8.self).split(
      omittingEmptySubsequences: false, whereSeparator: \.isNewline
    ).map(String.init)
  }

  private static var escape: Regex<Substring> { #/\u{1B}\[[0-9;]*m/# }

  /// The lines of the confusion matrix of the windows.
  private static func matrix(_ lines: [String]) throws -> [String] {
    let start = try #require(lines.firstIndex { $0.hasPrefix("Windows, 144") })
    // Behind it the same may stand once more with classes merged, or what this rests on.
    return lines[(start + 2)...].prefix { !$0.isEmpty }.map { $0.replacing(escape, with: "") }
  }

  @Test(
    .enabled(
      if: FileManager.default.isExecutableFile(atPath: TerminalTests.script), "no script here"),
    arguments: [40, 60, 120])
  func `on a terminal the matrix fits its width and is coloured`(columns: Int) throws {
    let lines = try Self.shown(columns: columns, ["TERM": "xterm"])
    let matrix = try Self.matrix(lines)
    #expect(matrix.allSatisfy { $0.count <= columns }, "\(matrix)")
    #expect(matrix.contains { $0.contains("ball") })
    #expect(lines.contains { $0.contains("\u{1B}[34m") })
  }

  @Test(
    .enabled(
      if: FileManager.default.isExecutableFile(atPath: TerminalTests.script), "no script here"),
    arguments: [["TERM": "xterm", "NO_COLOR": "1"], ["TERM": "dumb"], [:]])
  func `colours are left out where they are not wanted`(environment: [String: String]) throws {
    let lines = try Self.shown(columns: 80, environment)
    #expect(!lines.contains { $0.contains("\u{1B}") })
    #expect(try !Self.matrix(lines).isEmpty)
  }

  @Test func `what is kept in a file has no colours and does not depend on a window`() throws {
    let folder = try Workshop.open().folder
    let outcome = try Faultdx.run(
      ["evaluate", "bearing.csv", "--quiet"], in: folder,
      environment: ["TERM": "xterm", "COLUMNS": "50"])
    #expect(outcome.status == 0 && !outcome.output.contains("\u{1B}"))
    let plain = try Faultdx.run(
      ["evaluate", "bearing.csv", "--quiet"], in: folder, environment: ["NO_COLOR": "1"])
    #expect(plain.output == outcome.output)
  }

  @Test func `training says its history in one line for each loss`() throws {
    let told = try Workshop.open().training.errors
    let lines = told.split(separator: "\n").filter { $0.contains("▁") || $0.contains("█") }
    #expect(!lines.isEmpty, "\(told.suffix(500))")
    #expect(lines.allSatisfy { $0.count <= 100 && !$0.contains("\u{1B}") })
  }
}
