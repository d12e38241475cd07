import Dispatch
import Synchronization

/// A long text in blocks of whole lines that threads parse at the same time.
///
/// A block begins behind the first line end at or after its nominal beginning. Where that line end stands
/// between quotes, the block before cannot be parsed: its last field is not closed; then all fails.
struct RowBlocks: Sendable {
  /// From how many blocks on threads are worth their while.
  static let fewest = 4
  /// How far a line may reach beyond its block.
  private static let longestLine = 8 << 20

  let bytes: SharedBytes
  let blockLength: Int
  let file: String

  /// What `body` makes of the blocks, in their order; `nil` where it makes nothing of one of them.
  func parse(
    threads: Int, _ body: @Sendable @escaping (TextBuffer) -> BlockRows?
  ) -> [BlockRows]? {
    let count = (bytes.count + blockLength - 1) / blockLength
    let results = Mutex<[BlockRows?]>(Array(repeating: nil, count: count))
    let next = Atomic<Int>(0)
    let failed = Atomic<Bool>(false)
    DispatchQueue.concurrentPerform(iterations: min(threads, count)) { _ in
      while !failed.load(ordering: .relaxed) {
        let index = next.wrappingAdd(1, ordering: .relaxed).oldValue
        guard index < count else { return }
        guard let block = block(index), let rows = body(block) else {
          failed.store(true, ordering: .relaxed)
          return
        }
        results.withLock { $0[index] = rows }
      }
    }
    guard !failed.load(ordering: .relaxed) else { return nil }
    let found = results.withLock { $0.compactMap { $0 } }
    return found.count == count ? found : nil
  }

  /// The text of a block; `nil` where it cannot be read or a line has no end.
  private func block(_ index: Int) -> TextBuffer? {
    guard let start = boundary(index * blockLength), let end = boundary((index + 1) * blockLength)
    else { return nil }
    return TextBuffer(file: file, count: end - start) { room in
      bytes.read(at: start, into: room)
    }
  }

  /// Behind the first line end at or after the byte before the offset.
  private func boundary(_ offset: Int) -> Int? {
    if offset == 0 { return 0 }
    if offset >= bytes.count { return bytes.count }
    var position = offset - 1
    return withUnsafeTemporaryAllocation(byteCount: 1 << 14, alignment: 16) { room in
      while position < bytes.count, position - offset < Self.longestLine {
        let count = min(room.count, bytes.count - position)
        let part = UnsafeMutableRawBufferPointer(rebasing: room[..<count])
        guard bytes.read(at: position, into: part) else { return nil }
        if let found = part.firstIndex(of: 10) { return position + found + 1 }
        position += count
      }
      return position >= bytes.count ? bytes.count : nil
    }
  }
}
