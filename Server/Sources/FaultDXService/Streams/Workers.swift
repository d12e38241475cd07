import Dispatch
import Synchronization

/// Threads for computing, so that those that serve clients never wait for a network.
final class Workers: Sendable {
  private let queues: [DispatchQueue]
  private let next = Atomic(0)

  init(label: String, threads: Int) {
    queues = (0..<max(1, threads)).map { DispatchQueue(label: "\(label).\($0)") }
  }

  func run<Result: Sendable>(_ body: @escaping @Sendable () throws -> Result) async throws -> Result
  {
    let number = next.wrappingAdd(1, ordering: .relaxed).oldValue
    let queue = queues[Int(UInt(bitPattern: number) % UInt(queues.count))]
    return try await withCheckedThrowingContinuation { continuation in
      queue.async { continuation.resume(with: Swift.Result { try body() }) }
    }
  }
}
