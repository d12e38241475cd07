import Synchronization

/// Lets so many in at once and sends the others away.
public final class Turnstile: Sendable {
  private let limit: Int
  private let refusal: ServiceError
  private let inside = Mutex(0)

  /// - Parameter refusal: What those are told who do not get in.
  public init(limit: Int, refusal: ServiceError = .overloaded) {
    self.limit = limit
    self.refusal = refusal
  }

  /// A place inside, which is free again when it is gone.
  public final class Place: Sendable {
    private let turnstile: Turnstile

    init(_ turnstile: Turnstile) { self.turnstile = turnstile }

    deinit { turnstile.inside.withLock { $0 -= 1 } }
  }

  /// Goes in.
  ///
  /// - Throws: The refusal where it is full.
  public func enter() throws(ServiceError) -> Place {
    let isIn = inside.withLock { inside in
      guard inside < limit else { return false }
      inside += 1
      return true
    }
    guard isIn else { throw refusal }
    return Place(self)
  }

  /// How many are inside.
  public var count: Int { inside.withLock { $0 } }
}
