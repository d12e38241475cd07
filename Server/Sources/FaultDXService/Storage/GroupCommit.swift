import CoreMetrics
import Dispatch
import Metrics
import Synchronization

/// Keeps what many sensors send at once in few transactions: while one is being written, the next one gathers.
///
/// Whoever waits has been kept when ``keep(_:)`` returns.
final class GroupCommit: Sendable {
  private struct Waiting {
    let batch: StreamBatch
    let continuation: CheckedContinuation<[StoredEvent], any Error>
  }

  private struct State {
    var waiting: [Waiting] = []
    var isWriting = false
  }

  private let store: StreamStore
  private let state = Mutex(State())
  private let queue = DispatchQueue(label: "faultdx.commit", qos: .userInitiated)
  private let duration = Metrics.Timer(label: "faultdx_commit_seconds")
  private let commits = Counter(label: "faultdx_commits_total")

  private let onKept: @Sendable ([StoredEvent]) -> Void

  /// - Parameter onKept: Called with the events of each transaction, in the order of their numbers.
  init(_ store: StreamStore, onKept: @escaping @Sendable ([StoredEvent]) -> Void) {
    self.store = store
    self.onKept = onKept
  }

  /// - Throws: SQLite's error; then nothing of the batch was kept.
  func keep(_ batch: StreamBatch) async throws -> [StoredEvent] {
    try await withCheckedThrowingContinuation { continuation in
      let begins = state.withLock { state in
        state.waiting.append(Waiting(batch: batch, continuation: continuation))
        defer { state.isWriting = true }
        return !state.isWriting
      }
      if begins { queue.async { self.write() } }
    }
  }

  private func write() {
    while true {
      let group = state.withLock { state in
        let group = state.waiting
        state.waiting = []
        state.isWriting = !group.isEmpty
        return group
      }
      if group.isEmpty { return }
      let begin = DispatchTime.now()
      let result = Result { try store.keep(group.map(\.batch)) }
      duration.recordNanoseconds(
        Int64(DispatchTime.now().uptimeNanoseconds - begin.uptimeNanoseconds))
      commits.increment()
      if case .success(let kept) = result { onKept(kept.flatMap { $0 }) }
      for (index, waiting) in group.enumerated() {
        waiting.continuation.resume(with: result.map { $0[index] })
      }
    }
  }
}
