import FaultDXTensor

/// Memory that is allocated once, zeroed, and lives as long as somebody holds it.
// Unchecked: the steps of a pass write disjoint parts of it from several threads (each shard its own samples,
// or its own copy of a gradient) and read what others wrote only after the region that wrote it has ended.
package final class Memory<Element: BitwiseCopyable & ExpressibleByIntegerLiteral>:
  @unchecked Sendable
{
  /// The first element, at a 64-byte boundary.
  package let base: UnsafeMutablePointer<Element>
  /// The number of elements.
  package let count: Int

  /// Zeroed memory for so many elements.
  package init(count: Int) {
    self.count = count
    let raw = UnsafeMutableRawPointer.allocate(
      byteCount: max(1, count) * MemoryLayout<Element>.stride, alignment: 64)
    base = raw.bindMemory(to: Element.self, capacity: max(1, count))
    base.initialize(repeating: 0, count: count)
  }

  deinit { base.deallocate() }

  /// A copy of the elements.
  package var elements: [Element] { Array(UnsafeBufferPointer(start: base, count: count)) }

  /// Overwrites all elements.
  ///
  /// - Precondition: there are as many.
  package func assign(_ elements: [Element]) {
    require(
      elements.count == count, "memory of \(count) elements was given \(elements.count)")
    elements.withUnsafeBufferPointer { source in
      if let first = source.baseAddress { base.update(from: first, count: count) }
    }
  }

  /// Sets all elements to zero.
  package func clear() { base.update(repeating: 0, count: count) }
}
