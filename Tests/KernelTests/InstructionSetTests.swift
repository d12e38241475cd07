import FaultDXTensor
import Testing

#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#else
  import Darwin
#endif

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

  @Test func `the environment chooses the one that everything uses`() async {
    await #expect(processExitsWith: .success) {
      setenv("FAULTDX_ISA", "baseline", 1)
      exit(InstructionSet.best == .baseline && Kernels().instructionSet == .baseline ? 0 : 1)
    }
  }

  @Test func `an environment that asks for what there is not stops the program with a sentence`()
    async
  {
    let result = await #expect(processExitsWith: .failure, observing: [\.standardErrorContent]) {
      setenv("FAULTDX_ISA", "sse9", 1)
      exit(InstructionSet.best == .baseline ? 0 : 0)
    }
    let message = String(decoding: result?.standardErrorContent ?? [], as: UTF8.self)
    #expect(message.contains("FAULTDX_ISA asks for the instruction set \"sse9\""))
  }
}
