import Synchronization

/// Bytes that all requests together may hold.
public final class ByteBudget: Sendable {
  private let limit: Int
  private let held = Mutex(0)

  /// A budget of so many bytes.
  public init(limit: Int) { self.limit = limit }

  /// What one request holds; it gives everything back when it is gone.
  public final class Share: Sendable {
    private let budget: ByteBudget
    private let bytes = Mutex(0)

    init(_ budget: ByteBudget) { self.budget = budget }

    /// Takes more.
    ///
    /// - Throws: `ServiceError` where there is no more.
    public func take(_ count: Int) throws(ServiceError) {
      let isThere = budget.held.withLock { held in
        guard count <= budget.limit - held else { return false }
        held += count
        return true
      }
      guard isThere else { throw .overloaded }
      bytes.withLock { $0 += count }
    }

    deinit {
      let count = bytes.withLock { $0 }
      budget.held.withLock { $0 -= count }
    }
  }

  /// The share of another request.
  public func share() -> Share { Share(self) }

  /// Bytes that are held now.
  public var inUse: Int { held.withLock { $0 } }
}
