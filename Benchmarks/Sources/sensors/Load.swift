import AllocationCounter
import FaultDX

/// Many sensors whose samples come second by second, on one thread.
struct Load {
  let streams: [StreamingDiagnoser]
  private let noise: [Float]
  private let rate: Int
  private var second = 0

  init(_ model: Model, sensors: Int, rate: Int) throws {
    self.rate = rate
    var generator = CounterGenerator(seed: 9)
    noise = (0..<1 << 20).map { _ in Float(generator.normal()) }
    let diagnoser = Diagnoser(model: model)
    streams = try (0..<sensors).map {
      try StreamingDiagnoser(
        diagnoser, StreamConfiguration(name: "sensor \($0)", sampleRate: Double(rate)))
    }
  }

  /// Windows answered so far.
  var windows: Int { streams.reduce(0) { $0 + $1.status.windows } }

  /// Every sensor pushes its next second, in chunks.
  mutating func pushSecond(chunk: Int) throws {
    for (number, stream) in streams.enumerated() {
      var frame = 0
      while frame < rate {
        let count = min(chunk, rate - frame)
        let start = (number &* 7_919 &+ second &* 104_729 &+ frame) % (noise.count - chunk)
        try noise.withUnsafeBufferPointer { noise throws(StreamError) in
          _ = try stream.push(
            UnsafeBufferPointer(rebasing: noise[start..<start + count]),
            counter: second * rate + frame)
        }
        frame += count
      }
    }
    second += 1
  }

  /// Seconds of samples of one sensor that a core gets through in a second: the sensors that it keeps up with.
  mutating func sensorsKeptUpWith(seconds: Int, chunk: Int) throws -> (cpu: Double, wall: Double) {
    let (cpu, wall) = (Process.threadSeconds, Process.wallSeconds)
    for _ in 0..<seconds { try pushSecond(chunk: chunk) }
    let heard = Double(seconds * streams.count)
    return (heard / (Process.threadSeconds - cpu), heard / (Process.wallSeconds - wall))
  }

  /// Microseconds from a push that completes one window to its answer, sorted.
  mutating func latencies(pushes: Int) throws -> [Double] {
    var found: [Double] = []
    found.reserveCapacity(pushes)
    for push in 0..<pushes {
      let stream = streams[push % streams.count]
      let start = push &* 104_729 % (noise.count - 1024)
      let from = Process.wallSeconds
      try noise.withUnsafeBufferPointer { noise throws(StreamError) in
        _ = try stream.push(UnsafeBufferPointer(rebasing: noise[start..<start + 1024]))
      }
      found.append((Process.wallSeconds - from) * 1e6)
    }
    return found.sorted()
  }

  /// How often memory was asked for while so many seconds went by.
  mutating func allocations(seconds: Int, chunk: Int) throws -> Int {
    let before = allocation_count()
    for _ in 0..<seconds { try pushSecond(chunk: chunk) }
    return Int(allocation_count() - before)
  }
}
