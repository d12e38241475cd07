import FaultDXIO
import FaultDXSignal
import FaultDXStorage
import FaultDXTestSupport
import Testing

#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#else
  import Darwin
#endif

/// Damaged files of every format by the ten thousand, in processes of their own that may not grow.
@Suite struct ReaderFuzzTests {
  static let files = [
    "array.npy", "arrays.npz", "tables.zip", "series.ts", "binary.raw", "text.raw", "ltspice.raw",
    "steps.txt", "vectors.data", "print.txt", "segments.lvm", "text.uff", "bytes.uff",
  ]

  @Test(arguments: files)
  func `the files that are damaged are good`(file: String) throws {
    #expect(try !Expectation.read("tiny/\(file)").recordings.isEmpty)
  }

  @Test(arguments: files)
  func `every cut and ten thousand flips end in a result or a typed error`(file: String) async {
    await #expect(processExitsWith: .success) { [file] in
      let name = "readers/tiny/\(file)"
      let bytes = try DurableFile.read(Repository.fixture(name))
      let before = MatlabFuzzTests.peak()
      for length in 0..<bytes.count { Self.read(Array(bytes[..<length]), name) }
      var generator = CounterGenerator(seed: 13)
      for round in 0..<10_000 {
        var damaged = bytes
        for _ in 0...(round % 3) {
          // Headers are where a flip can do most, and archives have theirs at the end.
          let reach = min(bytes.count, 320)
          let position =
            switch round % 4 {
            case 0: Int(generator.next() % UInt64(reach))
            case 1: bytes.count - 1 - Int(generator.next() % UInt64(reach))
            default: Int(generator.next() % UInt64(bytes.count))
            }
          damaged[position] = UInt8(truncatingIfNeeded: generator.next())
        }
        Self.read(damaged, name)
      }
      guard MatlabFuzzTests.peak() - before < MatlabFuzzTests.room else { exit(EXIT_FAILURE) }
    }
  }

  /// A result that holds together, or a typed error that names the file.
  static func read(_ bytes: [UInt8], _ name: String) {
    do throws(ReadingError) {
      var options = ReadingOptions()
      options.resampleNonUniform = true
      let reading = try RecordingReader.read(bytes: bytes, name: name, options: options)
      for recording in reading.recordings {
        guard recording.channels > 0, recording.samples.count % recording.channels == 0 else {
          exit(EXIT_FAILURE)
        }
      }
    } catch {
      guard "\(error)".hasPrefix(name) else { exit(EXIT_FAILURE) }
    }
  }
}
