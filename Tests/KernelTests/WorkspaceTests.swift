import FaultDXTensor
import Testing

@Suite struct WorkspaceTests {
  @Test func `pieces are aligned and do not overlap`() {
    var workspace = Workspace(capacity: 40)
    let counts = [1, 16, 17, 100, 3, 0, 1000]
    let pieces = counts.map { count in
      let piece = workspace.take(count)
      piece.update(repeating: Float(count), count: count)
      return piece
    }
    for (piece, count) in zip(pieces, counts) {
      #expect(UInt(bitPattern: piece) % 64 == 0)
      #expect((0..<count).allSatisfy { piece[$0] == Float(count) })
    }
  }

  @Test func `a second round allocates nothing and gives the same memory`() {
    var workspace = Workspace()
    for count in [10, 2000, 30] { _ = workspace.take(count) }
    workspace.reset()
    let capacity = workspace.capacity
    func round() -> [UnsafeMutablePointer<Float>] {
      let pieces = [10, 2000, 30].map { workspace.take($0) }
      workspace.reset()
      return pieces
    }
    let first = round()
    #expect(round() == first)
    #expect(workspace.capacity == capacity)
  }
}
