import Synchronization

/// Tells whoever listens what was kept, as it is kept.
public final class EventFeed: Sendable {
  /// What there is to tell.
  public enum Item: Sendable {
    /// An event that is in the store.
    case event(StoredEvent)
    /// Streams that took samples, as one JSON array of `GET /v1/streams`.
    case streams(String)
    /// Nothing, to see whether the listener is still there.
    case pulse
  }

  private let listeners = Mutex<[Int: AsyncStream<Item>.Continuation]>([:])
  private let turnstile: Turnstile
  private let isOver = Mutex(false)

  init(limit: Int) {
    turnstile = Turnstile(
      limit: limit,
      refusal: ServiceError(
        503, "too_many_listeners", "\(limit) clients listen already", retryAfter: 10))
  }

  /// One who listens.
  public struct Listener: Sendable {
    /// What is told from now on.
    ///
    /// It ends when the listener is too slow or the service goes: what was missed is in the store.
    public let items: AsyncStream<Item>
    let place: Turnstile.Place
  }

  /// Begins to listen.
  ///
  /// - Throws: `ServiceError` where too many do.
  public func listen() throws(ServiceError) -> Listener {
    let place = try turnstile.enter()
    let (items, continuation) = AsyncStream.makeStream(
      of: Item.self, bufferingPolicy: .bufferingOldest(1024))
    let number = listeners.withLock { listeners in
      let number = (listeners.keys.max() ?? -1) + 1
      listeners[number] = continuation
      return number
    }
    continuation.onTermination = { [weak self] _ in
      _ = self?.listeners.withLock { $0.removeValue(forKey: number) }
    }
    if isOver.withLock({ $0 }) { continuation.finish() }
    return Listener(items: items, place: place)
  }

  /// Lets those who went away be noticed.
  public func pulse() { tell([.pulse]) }

  /// How many listen.
  public var count: Int { listeners.withLock { $0.count } }

  func tell(_ items: [Item]) {
    if items.isEmpty { return }
    let waiting = listeners.withLock { Array($0.values) }
    for listener in waiting {
      for item in items {
        // Who does not come loses the connection and no event: it goes on behind the last that it had.
        if case .dropped = listener.yield(item) {
          listener.finish()
          break
        }
      }
    }
  }

  /// Sends all listeners away.
  public func end() {
    isOver.withLock { $0 = true }
    for listener in listeners.withLock({ Array($0.values) }) { listener.finish() }
  }
}
