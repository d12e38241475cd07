import Synchronization

#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#else
  import Darwin
#endif

/// SIGINT and SIGTERM: work that can be resumed asks `signal` and stops at a safe point; a second signal,
/// or one that arrives where nothing asks, ends the process at once.
enum Interruption {
  /// Installs the handlers.
  ///
  /// A parent that starts processes from a worker thread may leave them with its signals blocked, which
  /// would turn an interruption into nothing.
  static func install() {
    var signals = sigset_t()
    sigemptyset(&signals)
    for number in [SIGINT, SIGTERM] {
      signal(number, note)
      sigaddset(&signals, number)
    }
    sigprocmask(SIG_UNBLOCK, &signals, nil)
  }

  /// From here on the first signal is only noted.
  static func stopAtSafePoints() { isPolite.store(true, ordering: .relaxed) }

  /// From here on a signal ends the process again.
  static func stopAtOnce() { isPolite.store(false, ordering: .sequentiallyConsistent) }

  /// Whether a signal has arrived.
  static var isRequested: Bool { received.load(ordering: .sequentiallyConsistent) != 0 }

  /// The exit status of the signal that arrived.
  static var status: ExitStatus {
    received.load(ordering: .relaxed) == SIGTERM ? .terminated : .interrupted
  }
}

// A signal handler is a C function and captures nothing, so what it touches is global: two atomics.
private let received = Atomic<Int32>(0)
private let isPolite = Atomic<Bool>(false)

private func note(_ number: Int32) {
  let isFirst = received.exchange(number, ordering: .sequentiallyConsistent) == 0
  if !isFirst || !isPolite.load(ordering: .sequentiallyConsistent) { _exit(128 + number) }
}
