import FaultDXIO
import FaultDXSimulation
import FaultDXTestSupport
import Foundation
import Testing

private func committed(_ name: String) throws -> [UInt8] {
  [UInt8](try Data(contentsOf: URL(fileURLWithPath: "\(Repository.root)/datasets/\(name)")))
}

@Test func `the bearings in datasets are those of the generator, byte for byte`() throws {
  #expect(try committed("bearing.csv") == CSVWriter.long(BearingDataset.standard()))
}

@Test func `the signal in datasets is that of the generator, byte for byte`() throws {
  #expect(try committed("signal.wav") == WAVWriter.bytes(of: BearingDataset.demonstration()))
}

@Test func `the circuits in datasets are those of the generator, byte for byte`() throws {
  let recordings = try CircuitDataset.recordings(of: .sallenKey)
  #expect(try committed("sallen-key.csv") == CSVWriter.wide(recordings))
}
