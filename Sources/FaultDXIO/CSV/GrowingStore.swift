/// Numbers appended one by one in the hot loop of a parser: a pointer and a count, no checks per number.
final class GrowingStore<Element: BitwiseCopyable> {
  private(set) var base: UnsafeMutablePointer<Element>
  private(set) var capacity: Int
  var count = 0

  init(capacity: Int = 4_096) {
    self.capacity = capacity
    base = .allocate(capacity: capacity)
  }

  deinit { base.deallocate() }

  /// Makes room for so many more.
  func reserve(_ more: Int) {
    guard count + more > capacity else { return }
    let larger = max(2 * capacity, count + more)
    let grown = UnsafeMutablePointer<Element>.allocate(capacity: larger)
    grown.update(from: base, count: count)
    base.deallocate()
    base = grown
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
