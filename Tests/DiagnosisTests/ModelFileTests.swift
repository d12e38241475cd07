import FaultDX
import FaultDXStorage
import FaultDXTestSupport
import Foundation
import Testing

struct ModelFileTests {
  @Test(arguments: [
    Normalization.none, .standard, .minMax,
    .fittedStandard(mean: [0.1, -3], deviation: [1, 0.25]),
    .fittedMinMax(minimum: [-1, 0], maximum: [1, 1e-7]),
  ])
  func `a model comes back as it was, and its file byte for byte`(
    normalization: Normalization
  ) throws {
    let model = try TinyModel.make(channels: 2, normalization: normalization)
    let bytes = model.serialized()
    let copy = try Model(parsing: bytes, file: "m")
    expectEqual(copy, model)
    #expect(copy.serialized() == bytes)
  }

  @Test func `an unknown rate stays unknown`() throws {
    let model = try TinyModel.make(sampleRate: nil)
    #expect(try Model(parsing: model.serialized(), file: "m").sampleRate == nil)
  }

  @Test func `a file on disk is the same bytes, and is replaced whole`() throws {
    let folder = NSTemporaryDirectory() + "faultdx-model-\(UUID().uuidString)"
    try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(atPath: folder) }
    let path = folder + "/model.safetensors"
    try DurableFile.write([1, 2, 3], to: path)
    let model = try TinyModel.make()
    try model.write(to: path)
    #expect(try DurableFile.read(path) == model.serialized())
    expectEqual(try Model(contentsOf: path), model)
    #expect(try FileManager.default.contentsOfDirectory(atPath: folder) == ["model.safetensors"])
    #expect(throws: FileError.notFound(path: path + "x")) { try Model(contentsOf: path + "x") }
  }

  @Test func `every truncation is refused`() throws {
    let bytes = try TinyModel.make().serialized()
    for length in bytes.indices {
      #expect(throws: (any Error).self, "\(length) of \(bytes.count) bytes") {
        try Model(parsing: Array(bytes[..<length]), file: "m")
      }
    }
    #expect(throws: SafeTensorsError.self) { try Model(parsing: bytes + [0], file: "m") }
  }

  @Test(arguments: [0x01, 0x80, 0x20, 0xFF] as [UInt8])
  func `a flipped byte is refused, or gives a model whose file says the same`(flip: UInt8) throws {
    let model = try TinyModel.make()
    let bytes = model.serialized()
    let header = 8 + Int(bytes[0]) + Int(bytes[1]) << 8
    // Every byte of the header, where all decisions are made; of the weights, some.
    let positions = Array(0..<header) + Array(stride(from: header, to: bytes.count, by: 7))
    var accepted = 0
    for position in positions {
      var damaged = bytes
      damaged[position] ^= flip
      do {
        let read = try Model(parsing: damaged, file: "m")
        accepted += 1
        #expect(try Model(parsing: read.serialized(), file: "m").serialized() == read.serialized())
      } catch {
        #expect(
          error is SafeTensorsError || error is ModelError, "byte \(position): \(type(of: error))")
        #expect(String(describing: error).hasPrefix("m: "), "byte \(position): \(error)")
      }
    }
    // Flipped weights are other weights; most flips in the header must not pass.
    #expect(accepted < positions.count / 2)
  }

  @Test func `damage to several bytes at once never gets through as anything but a model`() throws {
    let bytes = try TinyModel.make().serialized()
    var generator = CounterGenerator(seed: 99)
    for _ in 0..<1500 {
      var damaged = bytes
      for _ in 0..<Int.random(in: 1...6, using: &generator) {
        damaged[Int.random(in: 0..<damaged.count / 2, using: &generator)] =
          UInt8.random(in: 0x20...0x7E, using: &generator)
      }
      do {
        let model = try Model(parsing: damaged, file: "m")
        #expect(model.labels.count == model.network.configuration.classes)
      } catch {
        #expect(error is SafeTensorsError || error is ModelError, "\(type(of: error))")
      }
    }
  }
}

/// Compares what a model is made of; JSON within it by its text.
func expectEqual(
  _ found: Model, _ expected: Model, sourceLocation: SourceLocation = #_sourceLocation
) {
  #expect(found.network == expected.network, sourceLocation: sourceLocation)
  #expect(found.labels == expected.labels, sourceLocation: sourceLocation)
  #expect(found.windowLength == expected.windowLength, sourceLocation: sourceLocation)
  #expect(found.hop == expected.hop, sourceLocation: sourceLocation)
  #expect(found.sampleRate == expected.sampleRate, sourceLocation: sourceLocation)
  #expect(found.channelNames == expected.channelNames, sourceLocation: sourceLocation)
  #expect(found.normalization == expected.normalization, sourceLocation: sourceLocation)
  #expect(
    found.training.serialized() == expected.training.serialized(), sourceLocation: sourceLocation)
  #expect(
    found.evaluation.serialized() == expected.evaluation.serialized(),
    sourceLocation: sourceLocation)
}
