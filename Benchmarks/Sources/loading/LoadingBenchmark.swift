import BenchmarkSupport
import FaultDXIO

#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#else
  import Darwin
#endif

/// What the command line asks for, and how it is measured.
struct LoadingBenchmark {
  var megabytes = 170
  var threads = 1
  var rounds = 5
  var shapes = TableShape.allCases
  var file: String?
  /// Where the files are only written to.
  var folder: String?

  /// Nothing where the command line cannot be read.
  init?(_ words: some Sequence<String>) {
    var words = ArraySlice(words)
    while let option = words.popFirst() {
      guard let value = words.popFirst() else { return nil }
      switch (option, Int(value)) {
      case ("--megabytes", let number?) where number > 0: megabytes = number
      case ("--threads", let number?) where number > 0: threads = number
      case ("--rounds", let number?) where number > 0: rounds = number
      case ("--shape", _):
        guard let shape = TableShape(rawValue: value) else { return nil }
        shapes = [shape]
      case ("--file", _): file = value
      case ("--write", _): folder = value
      default: return nil
      }
    }
  }

  func run() {
    if let folder {
      for shape in shapes {
        shape.write(to: "\(folder)/\(shape.fileName)", bytes: megabytes * 1_000_000)
      }
      return
    }
    print("\(Machine.description), \(threads) thread(s), \(rounds) rounds")
    if let file { return measure(file, name: file) }
    // Where the system wants what is gone after a run; without a word of it, here.
    let place = getenv("TMPDIR").map { String(cString: $0) } ?? "."
    // What mkdtemp fills in.
    let blank = String(repeating: "X", count: 6)
    var template = Array("\(place)/faultdx-loading-\(blank)".utf8CString)
    guard mkdtemp(&template) != nil else { fatalError("cannot make a folder") }
    let folder = String(decoding: template.dropLast().map { UInt8(bitPattern: $0) }, as: UTF8.self)
    defer { rmdir(folder) }
    for shape in shapes {
      let path = "\(folder)/\(shape.fileName)"
      shape.write(to: path, bytes: megabytes * 1_000_000)
      measure(path, name: shape.rawValue)
      unlink(path)
    }
  }

  private func measure(_ path: String, name: String) {
    var status = stat()
    guard stat(path, &status) == 0 else { fatalError("cannot read \(path)") }
    var options = ReadingOptions()
    options.threads = threads
    var seconds: [Double] = []
    var recordings = 0
    for _ in 0...rounds {
      let duration = ContinuousClock().measure {
        do {
          recordings = try RecordingReader.read(inputs: [path], options: options).recordings.count
        } catch {
          fatalError("\(error)")
        }
      }.components
      seconds.append(Double(duration.seconds) + Double(duration.attoseconds) * 1e-18)
    }
    let sorted = seconds.dropFirst().sorted()
    func speed(_ seconds: Double) -> Int {
      Int((Double(status.st_size) / seconds / 1e6).rounded())
    }
    print(
      "\(name): median \(speed(sorted[sorted.count / 2])) MB/s, best \(speed(sorted[0])), "
        + "\(recordings) recording(s)")
  }
}
