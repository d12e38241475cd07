import FaultDXStorage
import Foundation
import Testing

/// `faultdx watch FOLDER`: every file once, whatever happens.
struct WatchTests {
  private static let output = "verdicts.ndjson"

  /// A folder with a model and an empty folder `in`.
  private func plant() throws -> Folder {
    let folder = try Workshop.open().copies("model.safetensors")
    try FileManager.default.createDirectory(
      atPath: folder.path("in"), withIntermediateDirectories: true)
    return folder
  }

  private static func wave(_ seed: UInt64, frames: Int = 600) -> Data {
    Tone.wave(700, rate: 6000, frames: frames, seed: seed)
  }

  /// Arguments of a watch that looks often.
  private func arguments(_ more: String...) -> [String] {
    ["watch", "in", "--interval", "0.01", "--settle", "0"] + more
  }

  private func once(_ folder: Folder, _ more: String...) throws -> Faultdx.Outcome {
    try Faultdx.run(arguments("--once") + more, in: folder)
  }

  private func lines(_ text: String) throws -> [JSON] {
    try text.split(separator: "\n").map { try JSON(parsing: String($0)) }
  }

  private func reported(_ folder: Folder, in name: String = output) throws -> [JSON] {
    try lines(folder.text(name))
  }

  /// Waits until so many lines are there.
  private func waits(
    for count: Int, in folder: Folder, _ watch: Faultdx.Running
  ) throws -> [JSON] {
    let deadline = ContinuousClock.now + .seconds(60)
    while watch.isRunning, ContinuousClock.now < deadline {
      if let found = try? reported(folder), found.count >= count { return found }
      usleep(2000)
    }
    return try reported(folder)
  }

  private func stop(_ watch: Faultdx.Running, _ signal: Int32 = SIGTERM) throws {
    watch.send(signal)
    let outcome = try watch.finish()
    #expect(outcome.status == 0, "\(outcome.errors)")
  }

  @Test func `a file is a line with what classify says of it`() throws {
    let folder = try plant()
    for number in 1...3 { try folder.write(Self.wave(UInt64(number)), to: "in/\(number).wav") }
    try folder.write(Self.wave(4), to: "in/pump 7/4.wav")
    try folder.write("no recording", to: "in/notes.md")
    let outcome = try once(folder)
    #expect(outcome.status == 0, "\(outcome.errors)")
    let found = try lines(outcome.output)
    #expect(
      Set(found.compactMap { $0["file"]?.stringValue }) == [
        "1.wav", "2.wav", "3.wav", "pump 7/4.wav",
      ])
    for line in found {
      #expect(
        line.objectValue?.keys == [
          "schema", "file", "size", "modified", "fingerprint", "reported", "model", "recordings",
        ])
      #expect(line["schema"] == "faultdx.watch/1")
      #expect(line["size"] == 1244)
      #expect(line["fingerprint"]?.stringValue?.wholeMatch(of: /[0-9a-f]{64}/) != nil)
      #expect(
        line["modified"]?.stringValue?.wholeMatch(of: /\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{9}Z/)
          != nil)
      let name = line["file"]?.stringValue ?? ""
      let told = try lines(
        Faultdx.run(["classify", "in/\(name)", "--format", "ndjson"], in: folder).output)[0]
      var expected = try #require(told.objectValue)
      for key in ["schema", "model", "file"] { expected[key] = nil }
      #expect(line["recordings"] == .array([.object(expected)]))
    }
  }

  @Test func `killed twenty times, every file is reported once`() throws {
    let folder = try plant()
    let count = 60
    for number in 0..<count {
      try folder.write(Self.wave(UInt64(number) + 9), to: "in/\(number).wav")
    }
    var kills = 0
    for round in 0..<20 {
      let watch = try Faultdx.start(arguments("--output", Self.output), in: folder)
      usleep(UInt32(20_000 + (round &* 7919) % 160_000))
      watch.send(SIGKILL)
      if try watch.finish().status == 137 { kills += 1 }
    }
    #expect(kills == 20)
    let outcome = try once(folder, "--output", Self.output)
    #expect(outcome.status == 0, "\(outcome.errors)")
    let names = try reported(folder).compactMap { $0["file"]?.stringValue }
    #expect(names.count == count)
    #expect(Set(names).count == count)
    // What comes with a name that is known is told from it by its contents.
    try folder.write(Self.wave(1000), to: "in/7.wav")
    #expect(try once(folder, "--output", Self.output).status == 0)
    let after = try reported(folder)
    #expect(after.count == count + 1)
    #expect(after.last?["file"] == "7.wav")
  }

  @Test func `half a line of a writer that was killed is cut off and written anew`() throws {
    let folder = try plant()
    for number in 1...3 { try folder.write(Self.wave(UInt64(number)), to: "in/\(number).wav") }
    #expect(try once(folder, "--output", Self.output).status == 0)
    let whole = try folder.bytes(Self.output)
    let start = try #require(whole.dropLast().lastIndex(of: 0x0A)) + 1
    for cut in [start + 1, start + 25, whole.count - 1] {
      try folder.write(whole.prefix(cut), to: Self.output)
      #expect(try once(folder, "--output", Self.output).status == 0)
      let found = try reported(folder)
      #expect(Set(found.compactMap { $0["file"]?.stringValue }) == ["1.wav", "2.wav", "3.wav"])
      #expect(found.count == 3)
    }
  }

  @Test(arguments: ["notes of a shift\n", "[1,2]\nhalf", "no line", "{\"schema\":\"other/1\"}\n"])
  func `a file that is somebody else's is left as it is`(contents: String) throws {
    let folder = try plant()
    try folder.write(contents, to: Self.output)
    let outcome = try once(folder, "--output", Self.output)
    #expect(outcome.status == 65)
    #expect(outcome.errors.contains("\(Self.output):1: is no line"))
    #expect(try folder.text(Self.output) == contents)
  }

  @Test func `a file that grows is read when it has stopped`() throws {
    let folder = try plant()
    let whole = Self.wave(5, frames: 6000)
    try folder.write(whole.prefix(2000), to: "in/slow.wav")
    let watch = try Faultdx.start(
      ["watch", "in", "--interval", "0.02", "--settle", "0.5", "--output", Self.output],
      in: folder)
    #expect(watch.waits(for: "watching in"))
    let file = try FileHandle(forWritingTo: URL(fileURLWithPath: folder.path("in/slow.wav")))
    try file.seekToEnd()
    for start in stride(from: 2000, to: whole.count, by: 2000) {
      usleep(100_000)
      #expect(try reported(folder).isEmpty)
      try file.write(contentsOf: whole[start..<min(start + 2000, whole.count)])
    }
    try file.close()
    let found = try waits(for: 1, in: folder, watch)
    #expect(found.map { $0["size"] } == [.integer(whole.count)])
    #expect(found.first?["error"] == nil)
    try stop(watch)
    #expect(try reported(folder).count == 1)
  }

  @Test func `a file that was renamed when it was done is read at once`() throws {
    let folder = try plant()
    try folder.write(Self.wave(6), to: "in/a.wav.part")
    try folder.write(Self.wave(7), to: "in/.b.wav")
    let watch = try Faultdx.start(
      ["watch", "in", "--interval", "0.02", "--settle", "3600", "--output", Self.output],
      in: folder)
    #expect(watch.waits(for: "watching in"))
    usleep(200_000)
    #expect(try reported(folder).isEmpty)
    try FileManager.default.moveItem(
      atPath: folder.path("in/a.wav.part"), toPath: folder.path("in/a.wav"))
    try FileManager.default.moveItem(
      atPath: folder.path("in/.b.wav"), toPath: folder.path("in/b.wav"))
    let found = try waits(for: 2, in: folder, watch)
    #expect(Set(found.compactMap { $0["file"]?.stringValue }) == ["a.wav", "b.wav"])
    try stop(watch, SIGINT)
  }

  @Test func `what cannot be read is said once, and tried again when it changes`() throws {
    let folder = try plant()
    try folder.write(Self.wave(8).prefix(30), to: "in/torn.wav")
    let watch = try Faultdx.start(arguments("--output", Self.output), in: folder)
    var found = try waits(for: 1, in: folder, watch)
    #expect(found.first?["error"]?.stringValue?.contains("torn.wav") == true)
    #expect(found.first?["recordings"] == [])
    usleep(200_000)
    #expect(try reported(folder).count == 1)
    try folder.write(Self.wave(8), to: "in/torn.wav.tmp")
    try FileManager.default.removeItem(atPath: folder.path("in/torn.wav"))
    try FileManager.default.moveItem(
      atPath: folder.path("in/torn.wav.tmp"), toPath: folder.path("in/torn.wav"))
    found = try waits(for: 2, in: folder, watch)
    #expect(found.count == 2)
    #expect(found.last?["error"] == nil)
    #expect(found.last?["recordings"]?.arrayValue?.count == 1)
    try stop(watch)
    // Another date and the same bytes are nothing new.
    try FileManager.default.setAttributes(
      [.modificationDate: Date(timeIntervalSince1970: 1e9)],
      ofItemAtPath: folder.path("in/torn.wav"))
    #expect(try once(folder, "--output", Self.output).status == 0)
    #expect(try reported(folder).count == 2)
  }

  @Test func `a folder may go away and come back`() throws {
    let folder = try plant()
    try folder.write(Self.wave(1), to: "in/1.wav")
    let watch = try Faultdx.start(arguments("--output", Self.output), in: folder)
    #expect(try waits(for: 1, in: folder, watch).count == 1)
    try FileManager.default.moveItem(atPath: folder.path("in"), toPath: folder.path("away"))
    #expect(watch.waits(for: "waiting for it to come back"))
    try folder.write(Self.wave(2), to: "away/2.wav")
    try FileManager.default.moveItem(atPath: folder.path("away"), toPath: folder.path("in"))
    #expect(watch.waits(for: "is there again"))
    let found = try waits(for: 2, in: folder, watch)
    #expect(found.map { $0["file"] } == ["1.wav", "2.wav"])
    try stop(watch)
    #expect(try once(try Workshop.open().copies("model.safetensors")).status == 66)
  }

  @Test func `an output has one writer`() throws {
    let folder = try plant()
    let watch = try Faultdx.start(arguments("--output", Self.output), in: folder)
    #expect(watch.waits(for: "watching in"))
    let second = try once(folder, "--output", Self.output)
    #expect(second.status == 73)
    #expect(second.errors.contains("another \"faultdx watch\" is writing it"))
    try stop(watch)
  }

  @Test func `with a state nothing is said twice, and an output may be renamed`() throws {
    let folder = try plant()
    try folder.write(Self.wave(1), to: "in/1.wav")
    #expect(try lines(once(folder, "--state", "seen").output).count == 1)
    #expect(try once(folder, "--state", "seen").output.isEmpty)
    try folder.write(Self.wave(2), to: "in/2.wav")
    #expect(try once(folder, "--state", "seen", "--output", Self.output).status == 0)
    #expect(try reported(folder).map { $0["file"] } == ["2.wav"])
    // Killed between the output and the state.
    try folder.write(folder.bytes("seen").prefix(folder.bytes("seen").count - 9), to: "seen")
    #expect(try once(folder, "--state", "seen", "--output", Self.output).status == 0)
    #expect(try reported(folder).count == 1)
    try FileManager.default.moveItem(
      atPath: folder.path(Self.output), toPath: folder.path("old.ndjson"))
    try folder.write(Self.wave(3), to: "in/3.wav")
    #expect(try once(folder, "--state", "seen", "--output", Self.output).status == 0)
    #expect(try reported(folder).map { $0["file"] } == ["3.wav"])
  }

  @Test func `a pattern chooses files, and a bearing brings evidence`() throws {
    let folder = try plant()
    try folder.write(Self.wave(1, frames: 12_000), to: "in/a.wav")
    try folder.write(Self.wave(2), to: "in/b.wave")
    let outcome = try once(
      folder, "--pattern", "*.wav", "--bearing", "6205", "--speed", "1797")
    let found = try lines(outcome.output)
    #expect(found.map { $0["file"] } == ["a.wav"])
    let recording = found.first?["recordings"]?[0]
    #expect(recording?["evidence"]?["outcome"]?.stringValue?.isEmpty == false)
    #expect(recording?["speed"]?["rpm"] == 1797.0)
    #expect(recording?["indicators"]?["rms"]?.doubleValue ?? 0 > 0)
  }

  @Test(arguments: [
    ["-", "--once"], ["in", "--windows"], ["in", "--interval", "0"],
    ["in", "--pattern", "a/*.wav"],
  ])
  func `options that do not belong together are refused`(arguments: [String]) throws {
    #expect(try Faultdx.run(["watch"] + arguments, in: plant()).status == 64)
  }
}
