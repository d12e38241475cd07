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

/// Damaged MATLAB files by the ten thousand, in a process of their own that may not grow.
@Suite struct MatlabFuzzTests {
  /// Bytes that a process may come to: what the tests themselves take, and no more than 256 MB beside it.
  static let room = 256 << 20
  static let flips = 10_000

  /// Every byte at which a file can be cut, and flips all over it; a trap or a lack of memory ends the
  /// process.
  static func damage(_ name: String) throws {
    let bytes = try DurableFile.read(Repository.fixture("io/\(name)"))
    let before = peak()
    for length in 0..<bytes.count { read(Array(bytes[..<length]), name) }
    var generator = CounterGenerator(seed: 11)
    for round in 0..<flips {
      var damaged = bytes
      for _ in 0...(round % 3) {
        // Headers are where a flip can do most.
        let reach = round % 2 == 0 ? min(bytes.count, 320) : bytes.count
        let position = Int(generator.next() % UInt64(reach))
        damaged[position] = UInt8(truncatingIfNeeded: generator.next())
      }
      read(damaged, name)
    }
    guard peak() - before < room else { exit(EXIT_FAILURE) }
  }

  /// A result that holds together, or a typed error that names the file.
  static func read(_ bytes: [UInt8], _ name: String) {
    do throws(ReadingError) {
      for recording in try RecordingReader.read(bytes: bytes, name: name).recordings {
        guard recording.channels > 0, recording.samples.count % recording.channels == 0 else {
          exit(EXIT_FAILURE)
        }
      }
    } catch {
      guard "\(error)".hasPrefix("\(name):") else { exit(EXIT_FAILURE) }
    }
  }

  /// The most bytes of memory that this process ever had.
  static func peak() -> Int {
    var usage = rusage()
    // RUSAGE_SELF, which Swift sees as another type on every system.
    getrusage(0, &usage)
    #if canImport(Darwin)
      return usage.ru_maxrss
    #else
      return usage.ru_maxrss * 1024
    #endif
  }

  @Test func `level 4 withstands every cut and ten thousand flips`() async {
    await #expect(processExitsWith: .success) { try Self.damage("matlab/vector_v4.mat") }
  }

  @Test func `level 5 withstands every cut and ten thousand flips`() async {
    await #expect(processExitsWith: .success) { try Self.damage("matlab/mixed.mat") }
  }

  @Test func `small elements of the other byte order withstand every cut and ten thousand flips`()
    async
  {
    await #expect(processExitsWith: .success) { try Self.damage("matlab/big_small.mat") }
  }

  @Test func `compressed variables withstand every cut and ten thousand flips`() async {
    await #expect(processExitsWith: .success) { try Self.damage("matlab/struct.mat") }
  }
}
