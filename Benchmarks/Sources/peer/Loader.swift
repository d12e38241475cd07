import FaultDXIO
import FaultDXStorage

#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#else
  import Darwin
#endif

/// One file that becomes recordings.
struct Loader {
  let path: String
  let options: ReadingOptions

  init(path: String, threads: Int) {
    self.path = path
    var options = ReadingOptions()
    options.threads = threads
    self.options = options
  }

  /// The seconds of one call, on the wall and of all threads on the processor.
  func time(calls: Int) throws -> (wall: Double, processor: Double) {
    var failure: (any Error)?
    let before = Self.processorSeconds
    let duration = ContinuousClock().measure {
      for _ in 0..<calls {
        do { _ = try RecordingReader.read(inputs: [path], options: options) } catch {
          failure = error
        }
      }
    }.components
    if let failure { throw failure }
    let wall = Double(duration.seconds) + Double(duration.attoseconds) * 1e-18
    return (wall / Double(calls), (Self.processorSeconds - before) / Double(calls))
  }

  /// Writes the samples of all recordings, one after the other, in this machine's byte order.
  func writeSamples(to output: String) throws -> Int {
    let samples = try RecordingReader.read(inputs: [path], options: options).recordings
      .flatMap(\.samples)
    try DurableFile.write(samples.withUnsafeBytes { Array($0) }, to: output)
    return samples.count
  }

  private static var processorSeconds: Double {
    var time = timespec()
    clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &time)
    return Double(time.tv_sec) + Double(time.tv_nsec) * 1e-9
  }
}
