internal import Dispatch
internal import Synchronization

/// How many threads share a piece of work.
///
/// The work is cut into shards by whoever has it, never by the number of threads; a shard writes only what is
/// its own, and what shards produce is combined in shard order. So results do not depend on this value.
public enum Parallelism: Sendable, Equatable {
  /// The calling thread alone: the default of inference, because a service owns its threads.
  case serial
  /// At most this many threads, the calling one among them.
  case threads(Int)

  /// The number of threads at most; at least one.
  public var threadCount: Int {
    switch self {
    case .serial: 1
    case .threads(let count): max(1, count)
    }
  }

  /// Runs `body` once for each shard and returns when all are done.
  ///
  /// - Parameters:
  ///   - shards: how many there are.
  ///   - body: receives the number of the shard.
  public func forEach(shards: Int, _ body: @Sendable (_ shard: Int) -> Void) {
    forEach(shards: shards) { shard, _ in body(shard) }
  }

  /// What `body` makes of each shard, in the order of the shards.
  ///
  /// - Parameters:
  ///   - shards: how many there are.
  ///   - body: receives the number of the shard.
  package func map<Answer: Sendable>(
    shards: Int, _ body: @Sendable (_ shard: Int) -> Answer
  ) -> [Answer] {
    let answers = Mutex([Answer?](repeating: nil, count: max(0, shards)))
    forEach(shards: shards) { shard in
      let answer = body(shard)
      answers.withLock { $0[shard] = answer }
    }
    return answers.withLock { $0.compactMap { $0 } }
  }

  /// Runs `body` once for each shard and returns when all are done.
  ///
  /// - Parameters:
  ///   - shards: how many there are.
  ///   - body: receives the number of the shard, and that of the worker (from zero, below ``threadCount``) that
  ///     no other shard has at the same time: the index of scratch memory that is one per thread.
  public func forEach(shards: Int, _ body: @Sendable (_ shard: Int, _ worker: Int) -> Void) {
    let workers = min(threadCount, shards)
    guard workers > 1 else {
      for shard in 0..<max(0, shards) { body(shard, 0) }
      return
    }
    // Each worker takes the next shard that nobody has: a thread that is held up does not hold up the rest.
    let next = Atomic<Int>(0)
    let work = { @Sendable (worker: Int) in
      while true {
        let shard = next.wrappingAdd(1, ordering: .relaxed).oldValue
        guard shard < shards else { return }
        body(shard, worker)
      }
    }
    if !WorkerTeam.shared.run(count: workers, work) {
      DispatchQueue.concurrentPerform(iterations: workers, execute: work)
    }
  }
}
