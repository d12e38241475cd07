import Dispatch
import FaultDXTensor
import FaultDXTestSupport
import Synchronization
import Testing

#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#else
  import Darwin
#endif

@Suite struct ParallelismTests {
  @Test(arguments: [Parallelism.serial, .threads(1), .threads(2), .threads(3), .threads(64)])
  func `every shard runs once, on a worker that nobody else has`(_ parallelism: Parallelism) {
    for shards in [0, 1, 2, 7, 100] {
      let runs = Mutex([Int](repeating: 0, count: shards))
      let busy = Mutex(Set<Int>())
      let clashes = Atomic<Int>(0)
      parallelism.forEach(shards: shards) { shard, worker in
        let isMine = busy.withLock { $0.insert(worker).inserted }
        if !isMine || worker < 0 || worker >= parallelism.threadCount {
          clashes.add(1, ordering: .relaxed)
        }
        runs.withLock { $0[shard] += 1 }
        _ = busy.withLock { $0.remove(worker) }
      }
      #expect(runs.withLock { $0.allSatisfy { $0 == 1 } })
      #expect(clashes.load(ordering: .relaxed) == 0)
    }
  }

  @Test(arguments: [Parallelism.serial, .threads(2), .threads(64)])
  func `what shards answer comes in their order, late or early`(_ parallelism: Parallelism) {
    for shards in [0, 1, 7, 100] {
      let answers = parallelism.map(shards: shards) { shard in
        if shard % 3 == 0 { usleep(200) }
        return shard * shard
      }
      #expect(answers == (0..<shards).map { $0 * $0 })
    }
  }

  @Test func `shards run once each after rests of any length, and where some take long`() {
    // Rests around the time for which threads stay awake, and shards that outlast the caller's patience.
    for round in 0..<300 {
      let runs = Mutex([Int](repeating: 0, count: 5))
      Parallelism.threads(3).forEach(shards: 5) { shard in
        if round % 10 == 0, shard == round / 10 % 5 { usleep(2000) }
        runs.withLock { $0[shard] += 1 }
      }
      #expect(runs.withLock { $0 } == [1, 1, 1, 1, 1])
      usleep(UInt32(round % 7 * 40))
    }
  }

  @Test func `several callers at once, and work within work, all get done`() {
    let count = Atomic<Int>(0)
    DispatchQueue.concurrentPerform(iterations: 4) { _ in
      for _ in 0..<50 {
        Parallelism.threads(2).forEach(shards: 3) { _ in
          Parallelism.threads(2).forEach(shards: 2) { _ in count.add(1, ordering: .relaxed) }
        }
      }
    }
    #expect(count.load(ordering: .relaxed) == 4 * 50 * 3 * 2)
  }

  @Test func `fewer than one thread is one thread`() {
    #expect(Parallelism.threads(-3).threadCount == 1)
    #expect(Parallelism.serial.threadCount == 1)
  }

  @Test(arguments: InstructionSet.available)
  func `a sharded gradient has the same bits for 1, 2 and 3 threads`(_ set: InstructionSet) {
    let shape = ReferenceConvolution(
      batch: 4, length: 21, inputChannels: 5, outputChannels: 19, kernelSize: 3, padding: 1)
    let run = ConvolutionRun(shape, set)
    func gradient(_ parallelism: Parallelism) -> [Float] {
      let shards = 6
      let parts = Mutex([[Float]](repeating: [], count: shards))
      parallelism.forEach(shards: shards) { shard in
        let part = run.backwardWeight(onto: Float(shard) / 3)
        parts.withLock { $0[shard] = part }
      }
      var sum = [Float](repeating: 0, count: shape.weightCount)
      for part in parts.withLock({ $0 }) {
        run.kernels.add(count: sum.count, x: part, to: &sum)
      }
      return sum
    }
    let serial = gradient(.serial)
    #expect(gradient(.threads(1)) == serial)
    #expect(gradient(.threads(2)) == serial)
    #expect(gradient(.threads(3)) == serial)
  }

  @Test(arguments: InstructionSet.available)
  func `a sample has the same bits alone and in a batch`(_ set: InstructionSet) {
    for length in [1, 5, 16, 29] {
      let whole = ReferenceConvolution(
        batch: 5, length: length, inputChannels: 100, outputChannels: 21, kernelSize: 3, padding: 1)
      var one = whole
      one.batch = 1
      let batch = ConvolutionRun(whole, set)
      let (inputs, outputs) = (one.inputCount, one.outputCount)
      let (y, dx) = (batch.forward(), batch.backwardInput())
      for n in 0..<whole.batch {
        let alone = ConvolutionRun(
          one, batch, x: Array(batch.x[n * inputs..<(n + 1) * inputs]),
          dy: Array(batch.dy[n * outputs..<(n + 1) * outputs]))
        #expect(alone.forward() == Array(y[n * outputs..<(n + 1) * outputs]))
        #expect(alone.backwardInput() == Array(dx[n * inputs..<(n + 1) * inputs]))
      }
    }
  }
}
