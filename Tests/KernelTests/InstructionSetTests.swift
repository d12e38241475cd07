import FaultDXTensor
import Testing

@Suite struct InstructionSetTests {
  @Test func `the baseline is always available`() {
    #expect(InstructionSet.available.contains(.baseline))
  }

  @Test func `no name asks for the highest one`() throws {
    #expect(try InstructionSet.requested(by: nil) == InstructionSet.available.last)
    #expect(try InstructionSet.requested(by: "") == InstructionSet.available.last)
  }

  @Test(arguments: InstructionSet.available)
  func `a name asks for exactly that one`(_ set: InstructionSet) throws {
    #expect(try InstructionSet.requested(by: set.rawValue) == set)
  }

  @Test func `an unknown name is an error that says what there is`() {
    let error = #expect(throws: InstructionSetError.self) {
      try InstructionSet.requested(by: "sse9")
    }
    #expect(error?.description.contains("\"sse9\"; this machine has: baseline") == true)
  }
}
