import FaultDXTensor
import Testing

@Suite struct TensorTests {
  @Test func `writing an element moves no other`() {
    func address(_ tensor: borrowing Tensor) -> UnsafePointer<Float>? {
      tensor.elements.withUnsafeBufferPointer { $0.baseAddress }
    }
    var tensor = Tensor(shape: [2, 3])
    let before = address(tensor)
    for index in 0..<tensor.count { tensor.elements[index] = Float(index) }
    #expect(address(tensor) == before)
    #expect(tensor.elements == [0, 1, 2, 3, 4, 5])
  }

  @Test func `elements cannot be fewer than the shape holds`() async {
    let result = await #expect(
      processExitsWith: .failure, observing: [\.standardErrorContent]
    ) {
      var tensor = Tensor(shape: [2, 3])
      tensor.elements.removeLast()
    }
    let message = String(decoding: result?.standardErrorContent ?? [], as: UTF8.self)
    #expect(message.contains("a tensor of shape [2, 3] lost or gained elements"))
  }
}
