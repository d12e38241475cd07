import FaultDXIO
import FaultDXSignal
import FaultDXTestSupport
import Foundation
import Testing

/// Real files as they were downloaded; skipped where the data sets are not beside the checkout.
@Suite(
  .enabled(
    if: FileManager.default.fileExists(atPath: Repository.sharedDatasets),
    "the shared data sets are not on this machine"))
struct SharedDatasetTests {
  let root = Repository.sharedDatasets

  func local(_ lines: [String]) -> [String] { lines.map { $0.replacing(root + "/", with: "") } }

  @Test func `the CWRU manifest finds every file, its rate and its bearing`() throws {
    var options = ReadingOptions()
    options.root = "\(root)/cwru"
    options.where = [("load", "0")]
    let reading = try RecordingReader.read(
      inputs: ["\(Repository.root)/datasets/manifests/cwru.csv"], options: options)
    #expect(reading.failures.isEmpty)
    #expect(reading.recordings.count == 10)
    #expect(Set(reading.recordings.compactMap { $0.attributes["class"] }).count == 10)
    #expect(Set(reading.recordings.compactMap(\.group)).count == 10)
    let normal = try #require(reading.recordings.first { $0.label == "normal" })
    #expect(normal.sampleRate == 48_000)
    #expect(normal.frames == 243_938)
    #expect(reading.recordings.filter { $0.sampleRate == 12_000 }.count == 9)
    #expect(reading.recordings.allSatisfy { $0.speed == 1_797 })
  }

  @Test func `every row of the CWRU manifest names a file that is there`() throws {
    let text = try String(
      contentsOfFile: "\(Repository.root)/datasets/manifests/cwru.csv", encoding: .utf8)
    let rows = text.split(separator: "\n").filter { !$0.hasPrefix("#") }.dropFirst()
    #expect(rows.count == 30)
    for row in rows {
      let file = "\(root)/cwru/\(row.prefix { $0 != "," })"
      #expect(FileManager.default.fileExists(atPath: file), "\(file)")
    }
  }

  @Test func `a CWRU file is read without being told anything`() throws {
    let reading = try RecordingReader.read(
      inputs: ["\(root)/cwru/12k_Drive_End_IR007_0_105.mat", "\(root)/cwru/normal_3_100.mat"])
    #expect(reading.recordings.map(\.frames) == [121_265, 485_643])
    #expect(reading.recordings[0].speed == 1_797)
    // As scipy.io.loadmat reads them.
    #expect(reading.recordings[0].samples.prefix(2) == [-0.083004351, -0.19573433])
  }

  @Test func `the nested structures of the ITSC file are labelled recordings`() throws {
    let reading = try RecordingReader.read(inputs: ["\(root)/itsc/Data_ITSC.mat"])
    #expect(reading.recordings.count == 65)
    #expect(reading.recordings.allSatisfy { $0.frames == 1_000 && $0.channels == 3 })
    #expect(Set(reading.recordings.compactMap(\.label)).count == 13)
    #expect(reading.recordings[0].name == "itsc.ITSC_C10.Repetition01")
    var options = ReadingOptions()
    options.variable = "itsc.ITSC_HLT"
    options.rate = 1_000
    let healthy = try RecordingReader.read(inputs: ["\(root)/itsc/Data_ITSC.mat"], options: options)
    #expect(healthy.recordings.count == 5)
    #expect(healthy.recordings[0].sampleRate == 1_000)
  }

  @Test func `cell arrays are recordings`() throws {
    let reading = try RecordingReader.read(inputs: ["\(root)/mat_fixtures"])
    #expect(reading.failures.isEmpty)
    #expect(reading.recordings.count == 1 + 21 + 36)
    #expect(reading.recordings.allSatisfy { $0.frames == 2_001 })
  }

  @Test func `a folder of sounds is read by its labels.csv`() throws {
    let reading = try RecordingReader.read(inputs: ["\(root)/motor_sounds"])
    #expect(reading.recordings.count == 40)
    #expect(Set(reading.recordings.compactMap(\.label)).count == 5)
    #expect(reading.recordings.allSatisfy { $0.sampleRate == 44_100 && $0.channels == 1 })
    #expect(
      local(reading.notes) == ["motor_sounds/labels.csv: 40 of 40 files, label column \"label\""])
  }

  @Test(arguments: [("Trace/Trace_TRAIN", 100, 275, 4), ("PowerCons/PowerCons_TEST", 180, 144, 2)])
  func `UCR tables are windows with a class`(
    name: String, rows: Int, length: Int, classes: Int
  ) throws {
    let reading = try RecordingReader.read(inputs: ["\(root)/ucr/\(name).tsv"])
    #expect(reading.recordings.count == rows)
    #expect(reading.recordings.allSatisfy { $0.frames == length })
    #expect(Set(reading.recordings.compactMap(\.label)).count == classes)
  }

  @Test func `SPICE tables are put on one grid, a column a run`() throws {
    let files = (0...1).map { "\(root)/sallenkey/f\($0).txt" }
    var options = ReadingOptions()
    let refused = try RecordingReader.read(inputs: files, options: options)
    #expect(refused.failures.count == 2)
    #expect(refused.failures.allSatisfy { "\($0.error)".contains("is not uniform") })
    options.resampleNonUniform = true
    options.gridRate = 1_000_000
    options.nameLabels = .fileNames
    let reading = try RecordingReader.read(inputs: files, options: options)
    #expect(reading.recordings.count == 200)
    #expect(reading.recordings.allSatisfy { $0.frames == 121 && $0.sampleRate == 1_000_000 })
    #expect(reading.recordings.map(\.label).first == "f0")
    #expect(reading.recordings.map(\.label).last == "f1")
    // Run k of one class and run k of another share their draw.
    #expect(reading.recordings[16].group == "run 17")
    #expect(reading.recordings[116].group == "run 17")
  }

  @Test func `a folder of sounds without labels takes them from the names`() throws {
    let reading = try RecordingReader.read(inputs: ["\(root)/mimii_fan"])
    #expect(reading.recordings.count == 5)
    #expect(Set(reading.recordings.compactMap(\.label)) == ["normal_id_00", "anomaly_id_00"])
  }
}
