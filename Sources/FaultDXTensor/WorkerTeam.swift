internal import CFaultDXKernels
internal import Dispatch
internal import Synchronization

#if canImport(Glibc)
  internal import Glibc
#elseif canImport(Musl)
  internal import Musl
#else
  internal import Darwin
#endif

/// Threads that stay, and look for work for a moment before they sleep.
///
/// A training step has a dozen parallel stretches of some 50 µs each: waking a thread for every one of them
/// would take as long as the work. A thread that has just finished therefore watches for the next stretch for
/// about as long as a wake-up takes, and only then sleeps; one that is not awake in time is not waited for.
///
/// The team serves one caller at a time and is never taken apart.
// Unchecked, because everything but `isTaken` belongs to the caller who has taken the team.
final class WorkerTeam: @unchecked Sendable {
  static let shared = WorkerTeam()

  private let isTaken = Atomic<Bool>(false)
  private var workers: [TeamWorker] = []

  /// Runs `body` on the calling thread as worker 0 and on up to `count - 1` others, and returns when all who
  /// began have returned.
  ///
  /// `body` is to take its work from a common store until that is empty: who comes late finds none.
  ///
  /// - Returns: whether it ran; not where the team serves somebody else, or where threads cannot be had.
  func run(count: Int, _ body: (_ worker: Int) -> Void) -> Bool {
    guard !isTaken.exchange(true, ordering: .acquiring) else { return false }
    defer { isTaken.store(false, ordering: .releasing) }
    while workers.count < count - 1 {
      guard let worker = TeamWorker.started(number: workers.count + 1) else { return false }
      workers.append(worker)
    }
    withoutActuallyEscaping(body) { body in
      let helpers = workers[..<(count - 1)]
      for helper in helpers { helper.post(body) }
      body(0)
      for helper in helpers { helper.finish() }
    }
    return true
  }
}

/// One thread of the team.
// Unchecked, because `body` changes hands with `state`: the caller writes it before it posts, the thread reads it
// when it has taken it.
final class TeamWorker: @unchecked Sendable {
  private enum State {
    /// Nothing to do; the thread watches.
    static let idle = 0
    /// Nothing to do; the thread sleeps, or is about to.
    static let asleep = 1
    /// There is work that nobody has begun.
    static let posted = 2
    /// The thread is at work.
    static let working = 3
    /// The thread is at work, and the caller sleeps until it is done.
    static let awaited = 4
  }

  /// Pauses of the processor before a thread sleeps: some 50 to 100 µs.
  private static let patience = 4000

  private let number: Int
  private let state = Atomic<Int>(State.idle)
  private let wake = DispatchSemaphore(value: 0)
  private let done = DispatchSemaphore(value: 0)
  private var body: ((_ worker: Int) -> Void)?

  private init(number: Int) { self.number = number }

  /// A worker with its thread; `nil` where the system has none to give.
  static func started(number: Int) -> TeamWorker? {
    let worker = TeamWorker(number: number)
    let retained = Unmanaged.passRetained(worker)
    #if canImport(Darwin)
      var thread: pthread_t?
    #else
      var thread = pthread_t()
    #endif
    let result = pthread_create(&thread, nil, watchAsTeamWorker, retained.toOpaque())
    guard result == 0 else {
      retained.release()
      return nil
    }
    #if canImport(Darwin)
      if let thread { pthread_detach(thread) }
    #else
      pthread_detach(thread)
    #endif
    return worker
  }

  /// Offers work.
  func post(_ body: @escaping (_ worker: Int) -> Void) {
    self.body = body
    if state.exchange(State.posted, ordering: .acquiringAndReleasing) == State.asleep {
      wake.signal()
    }
  }

  /// Returns when the work is done, or takes it back where it was not begun.
  func finish() {
    defer { body = nil }
    if move(from: State.posted, to: State.idle) { return }
    for _ in 0..<Self.patience {
      if state.load(ordering: .acquiring) == State.idle { return }
      fdx_pause()
    }
    if move(from: State.working, to: State.awaited) { done.wait() }
  }

  /// What the thread does, for ever.
  fileprivate func watch() {
    while true {
      for _ in 0..<Self.patience where state.load(ordering: .relaxed) != State.posted {
        fdx_pause()
      }
      if move(from: State.posted, to: State.working) {
        body?(number)
        if state.exchange(State.idle, ordering: .acquiringAndReleasing) == State.awaited {
          done.signal()
        }
      } else if move(from: State.idle, to: State.asleep) {
        wake.wait()
      }
    }
  }

  private func move(from old: Int, to new: Int) -> Bool {
    state.compareExchange(expected: old, desired: new, ordering: .acquiringAndReleasing).exchanged
  }
}

/// The main function of a worker's thread.
private func watchAsTeamWorker(_ worker: UnsafeMutableRawPointer?) -> UnsafeMutableRawPointer? {
  guard let worker else { return nil }
  Unmanaged<TeamWorker>.fromOpaque(worker).takeUnretainedValue().watch()
  return nil
}
