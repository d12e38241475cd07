import FaultDX
import Synchronization

/// What a callback was given.
final class Called: Sendable {
  private let heard = Mutex<[StreamEvent]>([])

  var events: [StreamEvent] { heard.withLock { $0 } }

  func add(_ event: StreamEvent) { heard.withLock { $0.append(event) } }
}
