import FaultDXStorage
import Foundation
import Testing

/// Sound files that are read in blocks: the same answers as of the whole, in memory that does not grow.
struct LongRecordingTests {
  /// The same command on files as wholes and in blocks.
  private func expectSame(_ arguments: [String], in folder: Folder, status: Int32 = 0) throws {
    let whole = try Faultdx.run(["classify"] + arguments, in: folder)
    let blocks = try Faultdx.run(["classify", "--stream-from", "0"] + arguments, in: folder)
    #expect(whole.status == status)
    #expect(blocks.status == status)
    #expect(blocks.output == whole.output)
    #expect(blocks.errors == whole.errors)
    #expect(!whole.output.isEmpty)
  }

  @Test(arguments: ["text", "json", "ndjson", "csv"])
  func `a file in blocks says what the whole says`(format: String) throws {
    let folder = try Workshop.open().folder
    try expectSame(["signal.wav", "--format", format], in: folder)
    // Mixed with tables, in order.
    try expectSame(["signal.wav", "bearing.csv", "signal.wav", "--format", format], in: folder)
    if format.hasSuffix("json") {
      try expectSame(["signal.wav", "--windows", "--threads", "2", "--format", format], in: folder)
    }
  }

  @Test func `rates, channels and damage are told alike`() throws {
    let folder = try Workshop.open().copies("model.safetensors", "signal.wav")
    try folder.write(Tone.wave(440, 900, rate: 8000, frames: 6000), to: "two.wav")
    try folder.write(Tone.wave(440, rate: 5000, frames: 6000), to: "slow.wav")
    try folder.write(Tone.wave(440, rate: 6000, frames: 6000).prefix(7001), to: "cut.wav")
    try folder.write(Tone.wave(440, rate: 6000, frames: 0), to: "nothing.wav")
    try folder.write(
      Tone.floatWave((0..<2000).map { $0 == 700 ? .nan : Float($0 % 13) }, rate: 6000),
      to: "nan.wav")
    try expectSame(["two.wav", "--channel", "2"], in: folder)
    try expectSame(["slow.wav", "cut.wav", "nan.wav", "--format", "json"], in: folder)
    try expectSame(["signal.wav", "--rate", "12000"], in: folder)
    // Two channels without a choice, and no samples: both are said and the rest goes on.
    try expectSame(["two.wav", "nothing.wav", "signal.wav"], in: folder, status: 65)
  }

  @Test func `memory does not grow with the file`() throws {
    let folder = try Workshop.open().copies("model.safetensors")
    // A hop far beyond the window, so that a debug build has little to compute.
    var model = try SafeTensors(
      parsing: Array(folder.bytes("model.safetensors")), file: "model.safetensors")
    model.metadata["faultdx.hop"] = "65536"
    try folder.write(Data(model.serialized()), to: "model.safetensors")
    // 150 million samples, which would be 600 MB.
    let block = Tone.wave(440, rate: 6000, frames: 500_000).dropFirst(44)
    var header = Tone.wave(440, rate: 6000, frames: 0)
    header.replaceSubrange(
      40..<44, with: withUnsafeBytes(of: UInt32(300 * block.count).littleEndian) { Data($0) })
    try folder.write(header, to: "long.wav")
    let handle = try FileHandle(forWritingTo: URL(fileURLWithPath: folder.path("long.wav")))
    try handle.seekToEnd()
    for _ in 0..<300 { try handle.write(contentsOf: block) }
    try handle.close()
    let limited = Process()
    limited.executableURL = URL(fileURLWithPath: "/bin/bash")
    limited.currentDirectoryURL = URL(fileURLWithPath: folder.root)
    limited.arguments = [
      "-c",
      "ulimit -v 450000 && exec \"$0\" classify long.wav --threads 2 --format ndjson", Faultdx.path,
    ]
    let output = Pipe()
    limited.standardOutput = output
    try limited.run()
    let line = String(decoding: output.fileHandleForReading.readDataToEndOfFile(), as: UTF8.self)
    limited.waitUntilExit()
    #expect(limited.terminationStatus == 0)
    let windows = try JSON(parsing: line)["windows"]?.intValue
    #expect(windows.map { $0 > 2_000 } == true)
  }
}
