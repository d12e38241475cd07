#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#else
  import Darwin
#endif

/// Numbers appended one by one in the hot loop of a parser: a pointer and a count, no checks per number.
final class GrowingStore<Element: BitwiseCopyable> {
  private(set) var base: UnsafeMutablePointer<Element>
  private(set) var capacity: Int
  var count = 0

  init(capacity: Int = 4_096) {
    self.capacity = capacity
    base = Self.resized(nil, to: capacity)
  }

  deinit { free(base) }

  /// The system moves pages of large blocks instead of copying what is in them.
  private static func resized(
    _ base: UnsafeMutablePointer<Element>?, to capacity: Int
  ) -> UnsafeMutablePointer<Element> {
    guard let memory = realloc(base, max(1, capacity * MemoryLayout<Element>.stride)) else {
      fatalError("out of memory for \(capacity) numbers")
    }
    return memory.assumingMemoryBound(to: Element.self)
  }

  /// Makes room for so many more.
  func reserve(_ more: Int) {
    guard count + more > capacity else { return }
    let larger = max(2 * capacity, count + more)
    base = Self.resized(base, to: larger)
    capacity = larger
  }

  func append(_ element: Element) {
    reserve(1)
    base[count] = element
    count += 1
  }

  /// What was appended, as an array; empties the store.
  func take() -> [Element] {
    defer { count = 0 }
    return Array(UnsafeBufferPointer(start: base, count: count))
  }
}
