import FaultDXIO
import FaultDXSignal
import FaultDXStorage
import FaultDXTestSupport
import Foundation
import Testing

/// Files, folders and manifests, made for each test in a folder of its own.
@Suite final class InputTests {
  let folder: String

  init() throws {
    folder = NSTemporaryDirectory() + "faultdx-io-\(UUID().uuidString)"
    try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
  }

  deinit { try? FileManager.default.removeItem(atPath: folder) }

  func write(_ name: String, _ text: String) throws {
    let path = "\(folder)/\(name)"
    try FileManager.default.createDirectory(
      atPath: (path as NSString).deletingLastPathComponent, withIntermediateDirectories: true)
    try Data(text.utf8).write(to: URL(fileURLWithPath: path))
  }

  func copy(_ fixture: String, to name: String) throws {
    let path = "\(folder)/\(name)"
    try FileManager.default.createDirectory(
      atPath: (path as NSString).deletingLastPathComponent, withIntermediateDirectories: true)
    try FileManager.default.copyItem(
      atPath: Repository.fixture("io/\(fixture)"), toPath: path)
  }

  func readInputs(
    _ names: [String], _ change: (inout ReadingOptions) -> Void = { _ in }
  ) throws -> Reading {
    var options = ReadingOptions()
    change(&options)
    return try RecordingReader.read(
      inputs: names.map { $0.isEmpty ? folder : "\(folder)/\($0)" }, options: options)
  }

  func refusal(
    _ names: [String], _ change: (inout ReadingOptions) -> Void = { _ in }
  ) -> String {
    do {
      _ = try readInputs(names, change)
      return "was read"
    } catch {
      return "\(error)".replacing(folder, with: ".")
    }
  }

  func local(_ lines: [String]) -> [String] { lines.map { $0.replacing(folder, with: ".") } }

  @Test func `the folders of a folder are classes`() throws {
    try copy("sounds/mono.wav", to: "ball/b.wav")
    try copy("sounds/mono.wav", to: "ball/deeper/a.wav")
    try copy("sounds/pcm_16.flac", to: "normal/a.flac")
    try write("ball/README.txt", "not a recording")
    try write("ball/.hidden.csv", "x")
    try write("notes.txt", "1\n2\n")
    let reading = try readInputs([""])
    #expect(reading.recordings.map(\.label) == ["ball", "ball", "normal"])
    #expect(
      local(reading.recordings.map(\.file))
        == ["./ball/b.wav", "./ball/deeper/a.wav", "./normal/a.flac"])
    #expect(
      local(reading.notes) == [
        ".: labels from the folders: ball (2), normal (1)",
        ".: 1 files beside the class folders left out",
      ])
  }

  @Test func `a folder that holds nothing but the folder of classes is passed through`() throws {
    try copy("sounds/mono.wav", to: "data/set/a/1.wav")
    try copy("sounds/mono.wav", to: "data/set/b/1.wav")
    #expect(try readInputs([""]).recordings.map(\.label) == ["a", "b"])
  }

  @Test func `several files are labelled by their names`() throws {
    for name in ["inner_race_1.wav", "inner_race_2.wav", "normal.wav"] {
      try copy("sounds/mono.wav", to: name)
    }
    let names = ["inner_race_1.wav", "inner_race_2.wav", "normal.wav"]
    let reading = try readInputs(names)
    #expect(reading.recordings.map(\.label) == ["inner_race", "inner_race", "normal"])
    #expect(reading.notes == ["labels from the file names: inner_race, normal"])
    #expect(try readInputs([""]).recordings.map(\.label) == ["inner_race", "inner_race", "normal"])
    #expect(
      try readInputs(names) { $0.nameLabels = .none }.recordings.allSatisfy { $0.label == nil })
    #expect(try readInputs(["normal.wav"]).recordings[0].label == nil)
    #expect(
      try readInputs(["normal.wav"]) { $0.nameLabels = .fileNames }.recordings[0].label == "normal")
  }

  @Test func `files that differ in their number only stay without labels`() throws {
    try copy("sounds/mono.wav", to: "data001.wav")
    try copy("sounds/mono.wav", to: "data002.wav")
    #expect(try readInputs([""]).recordings.map(\.label) == [nil, nil])
    #expect(
      try readInputs([""]) { $0.nameLabels = .fileNames }.recordings.map(\.label)
        == ["data001", "data002"])
  }

  @Test func `a label column wins over the name of the file`() throws {
    try write("a.csv", "v,label\n1,x\n2,x\n")
    try write("b.csv", "v\n1\n2\n")
    try write("c.csv", "v\n1\n2\n")
    #expect(
      try readInputs(["a.csv", "b.csv", "c.csv"]).recordings.map(\.label) == ["x", "b", "c"])
  }

  @Test func `a manifest describes its files`() throws {
    try copy("sounds/mono.wav", to: "data/one.wav")
    try copy("sounds/eight.wav", to: "data/two.wav")
    try copy("matlab/105.mat", to: "data/three.mat")
    try write(
      "set.csv",
      """
      # where it comes from
      file,label,rate,group,speed_rpm,load,channel,variable,size,class
      data/one.wav,normal,12000,u1,1797,0 HP,,,,n
      data/two.wav,"ball, deep",,u2,,,8,,0.007,b
      data/three.mat,normal,25600,u1,1500,,,_FE_time,0.014,n

      """)
    let reading = try readInputs(["set.csv"])
    let recordings = reading.recordings
    #expect(recordings.map(\.label) == ["normal", "ball, deep", "normal"])
    #expect(recordings.map(\.sampleRate) == [12_000, 51_200, 25_600])
    #expect(recordings.map(\.group) == ["u1", "u2", "u1"])
    #expect(recordings.map(\.speed) == [1_797, nil, 1_500])
    #expect(recordings.map(\.load) == ["0 HP", nil, nil])
    #expect(recordings.map(\.channels) == [1, 1, 1])
    #expect(recordings[1].channelNames == ["channel 8"])
    #expect(recordings[1].attributes == ["size": "0.007", "class": "b"])
    #expect(recordings[2].samples == MatlabTests.values(50).map { -$0 })
    #expect(
      local(reading.notes) == [
        "./set.csv: 3 of 3 files, label column \"label\"",
        "./data/one.wav: the file says 48000 Hz; 12000 Hz is taken, as the manifest says",
      ])
  }

  @Test func `rows of a manifest are chosen by their columns, and any column can be the label`()
    throws
  {
    try copy("sounds/mono.wav", to: "one.wav")
    try copy("sounds/mono.wav", to: "two.wav")
    try copy("sounds/mono.wav", to: "three.wav")
    try write(
      "set.csv", "file,label,load,class\none.wav,a,0,a1\ntwo.wav,b,1,b1\nthree.wav,b,3,b2\n")
    #expect(
      try readInputs(["set.csv"]) { $0.where = [("load", "0.0"), ("load", "3")] }.recordings.map(
        \.label)
        == ["a", "b"])
    #expect(
      try readInputs(["set.csv"]) { $0.where = [("label", "b"), ("Load", "3")] }.recordings.count
        == 1)
    #expect(
      try readInputs(["set.csv"]) { $0.labelColumn = "class" }.recordings.map(\.label)
        == ["a1", "b1", "b2"])
    #expect(
      refusal(["set.csv"]) { $0.where = [("load", "7")] } == "./set.csv: no row has load = 7")
    #expect(
      refusal(["set.csv"]) { $0.where = [("speed", "7")] }
        == "there is no column \"speed\" to choose by")
    #expect(
      refusal(["set.csv"]) { $0.labelColumn = "kind" }
        == "./set.csv: there is no column \"kind\"; the columns are \"file\", \"label\", \"load\", "
        + "\"class\"")
  }

  @Test func `labels.csv in a folder is its manifest`() throws {
    try copy("sounds/mono.wav", to: "x1.wav")
    try copy("sounds/mono.wav", to: "x2.wav")
    try write("labels.csv", "file,label\nx1.wav,0\nx2.wav,1\n")
    #expect(try readInputs([""]).recordings.map(\.label) == ["0", "1"])
  }

  @Test func `the root says where the files of a manifest are`() throws {
    try copy("sounds/mono.wav", to: "elsewhere/a.wav")
    try write("set.csv", "file,label\na.wav,x\nb.wav,y\n")
    let reading = try readInputs(["set.csv"]) { $0.root = "\(self.folder)/elsewhere" }
    #expect(reading.recordings.count == 1)
    #expect(local(reading.failures.map { "\($0.error)" }) == ["./elsewhere/b.wav: no such file"])
    #expect(
      refusal(["set.csv"])
        == "./set.csv: none of its 2 files is there; the first was looked for at ./a.wav: give the folder "
        + "that holds them as the root")
  }

  @Test func `a table of samples with a file column is not a manifest`() throws {
    try write("set.csv", "file,v,label\na.wav,1,x\na.wav,2,x\nb.wav,3,y\n")
    let reading = try readInputs(["set.csv"])
    #expect(reading.recordings.map(\.name) == ["a.wav", "b.wav"])
    #expect(reading.recordings.map(\.samples) == [[1, 2], [3]])
  }

  @Test func `what a manifest says wrongly is refused with line and column`() throws {
    try write("set.csv", "file,label,rate\na.wav,x,12000\nb.wav,y,fast\n")
    #expect(
      refusal(["set.csv"]) == "./set.csv:3:3: expected a sampling rate in Hz, found \"fast\"")
    try write("set.csv", "file,label\na.wav,x\n,y\n")
    #expect(refusal(["set.csv"]) == "./set.csv:3:1: expected a file, found \"\"")
    try write("set.csv", "file,label\na.wav,x\nb.wav\n")
    #expect(refusal(["set.csv"]) == "./set.csv:3: expected 2 fields, found 1")
  }

  @Test func `what cannot be read among others does not stop them`() throws {
    try copy("sounds/mono.wav", to: "good.wav")
    try write("bad.csv", "a,b\n1,2\n3,x\n5,6\n")
    let reading = try readInputs(["good.wav", "bad.csv", "absent.wav"])
    #expect(reading.recordings.count == 1)
    #expect(
      Set(local(reading.failures.map { "\($0.error)" })) == [
        "./bad.csv:3:2: expected a number, found \"x\"", "./absent.wav: no such file",
      ])
  }

  @Test func `one input that cannot be read is an error of its kind`() throws {
    try FileManager.default.createDirectory(
      atPath: "\(folder)/empty", withIntermediateDirectories: true)
    #expect(throws: ReadingError.file(.notFound(path: "\(folder)/absent.csv"))) {
      try readInputs(["absent.csv"])
    }
    #expect(
      refusal(["empty"])
        == "./empty: expected recordings or class folders, found an empty folder")
    #expect(throws: ReadingError.self) { try RecordingReader.read(inputs: []) }
  }

  @Test func `a pipe is read once`() throws {
    let path = "\(folder)/pipe"
    #expect(mkfifo(path, 0o600) == 0)
    let writer = Thread {
      if let file = FileHandle(forWritingAtPath: path) {
        file.write(Data("a,b\n1,2\n3,4\n".utf8))
        try? file.close()
      }
    }
    writer.start()
    #expect(try readInputs(["pipe"]).recordings.map(\.samples) == [[1, 2, 3, 4]])
  }

  @Test func `recordings are chosen by what is known of them`() throws {
    try write("a.csv", "v,label,load\n1,x,0\n2,y,0\n3,y,3\n")
    #expect(
      try readInputs(["a.csv"]) { $0.where = [("label", "y")] }.recordings.map(\.samples) == [
        [2, 3]
      ])
  }
}
