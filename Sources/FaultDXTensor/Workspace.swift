/// Scratch memory that is taken piece by piece, given back all at once, and kept for the next time.
///
/// After the first round of a repeated piece of work nothing is allocated any more. One thread uses it at a
/// time: have one per worker.
package struct Workspace: ~Copyable {
  private var chunks: [UnsafeMutableRawBufferPointer] = []
  /// Floats taken from the last chunk.
  private var used = 0

  /// A workspace that can already hold `capacity` floats.
  package init(capacity: Int = 0) {
    if capacity > 0 { addChunk(holding: capacity) }
  }

  deinit {
    for chunk in chunks { chunk.deallocate() }
  }

  /// The floats that fit without another allocation, taken or not.
  package var capacity: Int { chunks.reduce(0) { $0 + $1.count } / MemoryLayout<Float>.stride }

  /// Uninitialised memory for `count` floats at a 64-byte boundary, valid until the next ``reset()``.
  package mutating func take(_ count: Int) -> UnsafeMutablePointer<Float> {
    let rounded = Workspace.rounded(count)
    if chunks.last.map({ $0.count / MemoryLayout<Float>.stride - used < rounded }) ?? true {
      addChunk(holding: max(rounded, capacity))
    }
    let chunk = chunks[chunks.count - 1]
    defer { used += rounded }
    return chunk.bindMemory(to: Float.self).baseAddress! + used
  }

  /// Takes everything back; what was spread over several chunks becomes one.
  package mutating func reset() {
    used = 0
    guard chunks.count > 1 else { return }
    let total = capacity
    for chunk in chunks { chunk.deallocate() }
    chunks.removeAll()
    addChunk(holding: total)
  }

  private mutating func addChunk(holding count: Int) {
    chunks.append(
      .allocate(byteCount: Workspace.rounded(count) * MemoryLayout<Float>.stride, alignment: 64))
    used = 0
  }

  /// Pieces start at cache lines.
  private static func rounded(_ count: Int) -> Int { max(16, (count + 15) / 16 * 16) }
}
