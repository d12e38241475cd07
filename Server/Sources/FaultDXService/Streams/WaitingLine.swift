import Synchronization

/// One after the other, in the order in which they came; where too many wait already, none.
final class WaitingLine: Sendable {
  private struct State {
    var isTaken = false
    var waiting: [CheckedContinuation<Void, Never>] = []
  }

  private let limit: Int
  private let purpose: String
  private let state = Mutex(State())

  /// - Parameter purpose: What is waited for, as those are told who are sent away.
  init(limit: Int, for purpose: String) {
    self.limit = limit
    self.purpose = purpose
  }

  /// - Parameter evenIfFull: For what the service does itself, and never sends away.
  /// - Throws: `ServiceError` where too many wait.
  func callAsFunction<Result: Sendable>(
    evenIfFull: Bool = false, _ body: () async throws -> Result
  ) async throws -> Result {
    if !evenIfFull { try checkRoom() }
    await enter()
    defer { leave() }
    return try await body()
  }

  private func checkRoom() throws {
    let isFull = state.withLock { $0.waiting.count >= limit }
    guard !isFull else {
      throw ServiceError(
        429, "too_many_requests", "\(limit) requests wait for \(purpose) already", retryAfter: 1)
    }
  }

  private func enter() async {
    await withCheckedContinuation { continuation in
      let isFree = state.withLock { state in
        if state.isTaken {
          state.waiting.append(continuation)
          return false
        }
        state.isTaken = true
        return true
      }
      if isFree { continuation.resume() }
    }
  }

  private func leave() {
    let next = state.withLock { state -> CheckedContinuation<Void, Never>? in
      if state.waiting.isEmpty {
        state.isTaken = false
        return nil
      }
      return state.waiting.removeFirst()
    }
    next?.resume()
  }
}
