import FaultDXIO
import FaultDXSignal
import FaultDXStorage
import FaultDXTestSupport
import Foundation
import Testing

/// Every array against SciPy: `generate.py` wrote a sum that tells every bit and its place.
@Suite struct MatlabSumTests {
  /// What SciPy reads from one variable of a file, one line a recording.
  struct Case: Sendable, CustomTestStringConvertible {
    var file: String
    var variable: String
    var recordings: [String]

    var testDescription: String { "\(file), \(variable)" }
  }

  static func cases(_ golden: String, in folder: String) -> [Case] {
    guard let bytes = try? DurableFile.read(Repository.fixture("io/\(golden)")),
      let files = try? JSON(parsing: bytes).objectValue
    else { return [] }
    return files.flatMap { file in
      (file.value.objectValue ?? [:]).map { variable in
        Case(
          file: "\(folder)/\(file.key)", variable: variable.key,
          recordings: (variable.value.arrayValue ?? []).map { recording in
            (recording.arrayValue ?? []).map { $0.stringValue ?? $0.serialized() }
              .joined(separator: " ")
          })
      }
    }
  }

  static let fixtures = cases("matlab.json", in: Repository.fixture("io/matlab"))
  static let shared = cases("shared-matlab.json", in: Repository.sharedDatasets)

  @Test func `there is something to compare`() {
    #expect(Self.fixtures.count > 50)
    #expect(Self.shared.count > 80)
  }

  @Test(arguments: fixtures) func `a fixture is read bit for bit as SciPy reads it`(one: Case)
    throws
  {
    #expect(try Self.read(one) == one.recordings)
  }

  @Test(
    .enabled(
      if: FileManager.default.fileExists(atPath: Repository.sharedDatasets),
      "the shared data sets are not on this machine"),
    arguments: shared)
  func `a published file is read bit for bit as SciPy reads it`(one: Case) throws {
    #expect(try Self.read(one) == one.recordings)
  }

  static func read(_ one: Case) throws -> [String] {
    var options = ReadingOptions()
    options.variable = one.variable
    return try RecordingReader.read(inputs: [one.file], options: options).recordings.map {
      var sum: UInt64 = 0
      var factor: UInt64 = 1
      for sample in $0.samples {
        sum &+= UInt64(sample.bitPattern) &* factor
        factor &+= 2
      }
      return "\($0.name) \($0.frames) \($0.channels) \(String(sum, radix: 16))"
    }
  }
}
