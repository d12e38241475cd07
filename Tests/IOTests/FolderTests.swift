import FaultDXIO
import FaultDXSignal
import FaultDXTestSupport
import Foundation
import Testing

/// Folders as they lie on disks that many people use.
@Suite final class FolderTests {
  let folder: String

  init() throws {
    folder = NSTemporaryDirectory() + "faultdx-folders-\(UUID().uuidString)"
    try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
  }

  deinit { try? FileManager.default.removeItem(atPath: folder) }

  private func write(_ name: String, _ text: String = "v\n1\n2\n4\n") throws {
    let path = "\(folder)/\(name)"
    try FileManager.default.createDirectory(
      atPath: (path as NSString).deletingLastPathComponent, withIntermediateDirectories: true)
    try Data(text.utf8).write(to: URL(fileURLWithPath: path))
  }

  private func link(_ name: String, to target: String) throws {
    try FileManager.default.createSymbolicLink(
      atPath: "\(folder)/\(name)", withDestinationPath: target)
  }

  private func read(
    _ names: String..., change: (inout ReadingOptions) -> Void = { _ in }
  ) throws -> Reading {
    var options = ReadingOptions()
    change(&options)
    return try RecordingReader.read(
      inputs: names.map { $0.isEmpty ? folder : "\(folder)/\($0)" }, options: options)
  }

  private func local(_ texts: [String]) -> [String] {
    texts.map { $0.replacing(folder, with: ".") }
  }

  @Test func `to be diagnosed is all that lies in a folder, beside other folders too`() throws {
    for name in ["now.csv", "a/1.csv", "a/b/2.csv", "c/3.csv"] { try write(name) }
    let all = try read("") { $0.nameLabels = .none }
    #expect(
      local(all.recordings.map(\.file)) == ["./a/1.csv", "./a/b/2.csv", "./c/3.csv", "./now.csv"])
    #expect(all.recordings.allSatisfy { $0.label == nil })
    let classes = try read("")
    #expect(Set(classes.recordings.compactMap(\.label)) == ["a", "c"])
  }

  @Test func `links that lead back are not followed`() throws {
    for name in ["a/1.csv", "b/2.csv"] { try write(name) }
    try link("a/up", to: "..")
    try link("b/self", to: ".")
    for labels in [ReadingOptions.NameLabels.none, .automatic] {
      let reading = try read("") { $0.nameLabels = labels }
      // Of each folder no more than once on the way down; `a/up` leads to the folder itself.
      #expect(local(reading.recordings.map(\.file)).filter { $0.hasPrefix("./b") } == ["./b/2.csv"])
      #expect(reading.recordings.count == 2)
    }
  }

  @Test func `a link that leads nowhere is a failure, not passed over`() throws {
    try write("1.csv")
    try link("2.csv", to: "gone.csv")
    let reading = try read("")
    #expect(reading.recordings.count == 1)
    #expect(local(reading.failures.map { "\($0.error)" }) == ["./2.csv: no such file"])
  }

  #if os(Linux)
    @Test func `a name that is not UTF-8 is a failure that says so`() throws {
      let path = (Array("\(folder)/lat".utf8) + [0xE9] + Array("in.csv".utf8) + [0])
        .map { CChar(bitPattern: $0) }
      let descriptor = open(path, O_CREAT | O_WRONLY, 0o600)
      #expect(descriptor >= 0)
      close(descriptor)
      let reading = try read("", "")
      let failure = try #require(reading.failures.first)
      #expect("\(failure.error)".contains("whose name is not UTF-8 cannot be opened, rename it"))
    }
  #endif

  @Test func `text under the name of a sound file is no sound file`() throws {
    try write("recording.wav", "garbage\n")
    #expect {
      try read("recording.wav")
    } throws: { "\($0)".hasSuffix("found neither that nor a table") }
    try write("table.wav")
    #expect(try read("table.wav").recordings.first?.frames == 3)
  }

  @Test func `files of many recordings whose names differ by a number are classes`() throws {
    let runs = "run,v\n" + (0..<9).map { "\($0 / 3),\($0 * $0)\n" }.joined()
    for name in ["f0.csv", "f1.csv"] { try write(name, runs) }
    #expect(
      try read("f0.csv", "f1.csv").recordings.map(\.label) == ["f0", "f0", "f0", "f1", "f1", "f1"])
    // One recording each: nothing says that these are classes and not repetitions.
    for name in ["g0.csv", "g1.csv"] { try write(name) }
    #expect(try read("g0.csv", "g1.csv").recordings.map(\.label) == [nil, nil])
  }

  @Test func `what is asked for of every row wins over what the rows say`() throws {
    try write("one.csv", "a,b\n1,5\n2,6\n")
    try write("set.csv", "file,label,channel\none.csv,x,a\n")
    #expect(try read("set.csv").recordings.first?.samples == [1, 2])
    let asked = try read("set.csv") { $0.channels = ["b"] }
    #expect(asked.recordings.first?.samples == [5, 6])
    #expect(
      local(asked.notes).contains(
        "./set.csv: the channels asked for are read, not what the rows name"))
  }

  @Test(arguments: [
    ("# sample_rate: 1000\nv\n1\n2\n4\n", "the comment on line 1 says 1000 Hz"),
    ("time,v\n0,1\n0.001,2\n0.002,4\n", "the time column \"time\" says 1000 Hz"),
  ])
  func `a rate that the file contradicts is taken, with a warning`(
    text: String, what: String
  ) throws {
    try write("one.csv", text)
    let reading = try read("one.csv") { $0.rate = 48_000 }
    #expect(reading.recordings.first?.sampleRate == 48_000)
    #expect(local(reading.warnings) == ["./one.csv: \(what); 48000 Hz is taken, as given"])
    #expect(try read("one.csv") { $0.rate = 1000 }.warnings.isEmpty)
  }

  @Test func `tables with non-uniform times share one grid, so that rates do not tell classes`()
    throws
  {
    for (name, step) in [("slow", 0.002), ("fast", 0.001)] {
      let rows = (0..<40).map { "\((Double($0) + ($0 % 2 == 0 ? 0 : 0.7)) * step),\($0 % 5)\n" }
      try write("\(name).csv", "time,v\n" + rows.joined())
    }
    let reading = try read("slow.csv", "fast.csv") { $0.resampleNonUniform = true }
    let rates = Set(reading.recordings.map(\.sampleRate))
    #expect(rates.count == 1)
    let slow = try read("slow.csv") { $0.resampleNonUniform = true }
    #expect(rates == [slow.recordings.first?.sampleRate])
    #expect(reading.notes.contains { $0.contains("interpolated at one rate") })
  }
}
