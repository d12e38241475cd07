import FaultDXStorage
import FaultDXTestSupport
import Foundation
import Testing

struct SafeTensorsTests {
  static let small = SafeTensors(
    metadata: ["faultdx.schema": "1", "labels": "[\"normal\",\"é\"]"],
    entries: [
      .init(name: "head.weight", shape: [2, 3], values: [1, -2, 3.5, 0, 1e-30, -1e30]),
      .init(name: "nothing", shape: [0, 7], values: []),
      .init(name: "scale", shape: [], values: [0.25]),
    ])

  @Test func `what is written is read back, in order`() throws {
    let again = try SafeTensors(parsing: Self.small.serialized(), file: "m")
    #expect(again == Self.small)
    #expect(again.metadata.keys == ["faultdx.schema", "labels"])
    #expect(again["scale"]?.values == [0.25])
    #expect(again["absent"] == nil)
    #expect(again.metadata["labels"] == "[\"normal\",\"é\"]")
  }

  @Test func `an empty file is a file`() throws {
    let bytes = SafeTensors().serialized()
    #expect(bytes == [8, 0, 0, 0, 0, 0, 0, 0] + Array("{}      ".utf8))
    #expect(try SafeTensors(parsing: bytes, file: "m") == SafeTensors())
  }

  @Test func `the data begin at a multiple of 8`() {
    for length in 0..<9 {
      let name = String(repeating: "n", count: length)
      let bytes = SafeTensors(entries: [.init(name: name, shape: [1], values: [1])]).serialized()
      #expect((bytes.count - 4) % 8 == 0)
    }
  }

  @Test func `the Python package's bytes are ours`() throws {
    let bytes = try DurableFile.read(Repository.fixture("storage/float32.safetensors"))
    let file = try SafeTensors(parsing: bytes, file: "float32.safetensors")
    #expect(file.entries.count == 5)
    #expect(file.metadata["faultdx.schema"] == "1 \"é\"\n")
    #expect(file["empty"]?.shape == [0, 4])
    #expect(file["scalar"] == .init(name: "scalar", shape: [], values: [2.5]))
    #expect(
      file["head.bias"]?.values == [0, -0.0, .leastNonzeroMagnitude, .greatestFiniteMagnitude])
    #expect(file.serialized() == bytes)
  }

  @Test func `every type the Python package writes is read as the Float it rounds to`() throws {
    let path = Repository.fixture("storage/types.safetensors")
    let file = try SafeTensors(parsing: DurableFile.read(path), file: path)
    let text = try DurableFile.read(Repository.fixture("storage/expected.json"))
    let expected = try #require(JSON(parsing: text).objectValue)
    #expect(file.entries.count == expected.count)
    for member in expected {
      let entry = try #require(file[member.key])
      #expect(entry.shape == member.value["shape"]?.arrayValue?.compactMap(\.intValue))
      let bits = entry.values.map { JSON.integer(Int(Int32(bitPattern: $0.bitPattern))) }
      #expect(bits == member.value["bits"]?.arrayValue, "\(member.key)")
    }
  }

  @Test(.enabled(if: python.hasSafeTensors, "python3 with safetensors is not installed"))
  func `the Python package reads what we write`() throws {
    let folder = try TemporaryFolder()
    let path = folder.path("model.safetensors")
    try DurableFile.write(Self.small.serialized(), to: path)
    let output = try python.run([Repository.fixture("storage/check.py"), path])
    let json = try JSON(parsing: output)
    #expect(json["metadata"]?["labels"]?.stringValue == Self.small.metadata["labels"])
    let tensors = try #require(json["tensors"])
    #expect(tensors.objectValue?.count == Self.small.entries.count)
    for entry in Self.small.entries {
      let shape = entry.shape.map { JSON.integer($0) }
      let bits = entry.values.map { JSON.integer(Int(Int32(bitPattern: $0.bitPattern))) }
      #expect(tensors[entry.name] == ["shape": .array(shape), "bits": .array(bits)])
    }
  }

  @Test func `every truncation is an error that names the file`() {
    let bytes = Self.small.serialized()
    for count in 0..<bytes.count {
      do {
        _ = try SafeTensors(parsing: Array(bytes.prefix(count)), file: "cut.safetensors")
        Issue.record("accepted the first \(count) bytes")
      } catch {
        #expect(error.description.hasPrefix("cut.safetensors: "))
      }
    }
  }

  @Test func `a flipped byte is an error or changes only what it encodes`() throws {
    let bytes = Self.small.serialized()
    let dataStart = bytes.count - 4 * 7
    for position in bytes.indices {
      for mask: UInt8 in [1, 2, 4, 8, 16, 32, 64, 128, 255] {
        var flipped = bytes
        flipped[position] ^= mask
        guard let file = try? SafeTensors(parsing: flipped, file: "m") else { continue }
        #expect(position >= 8, "the length of the header")
        #expect(try SafeTensors(parsing: file.serialized(), file: "m") == file)
        let values = file.entries.flatMap(\.values)
        let differing = zip(values, Self.small.entries.flatMap(\.values))
          .count { $0.bitPattern != $1.bitPattern }
        #expect(values.count == 7)
        #expect(differing == (position >= dataStart ? 1 : 0), "byte \(position) mask \(mask)")
      }
    }
  }

  @Test func `random bytes under a plausible length never trap`() {
    var generator = SplitMix(state: 3)
    let alphabet = Array("{}[]\":,0123456789-eE.\\u truefalsnd_metashpF32I64".utf8)
    for _ in 0..<3000 {
      let count = Int.random(in: 0..<64, using: &generator)
      var bytes: [UInt8] = [UInt8(count), 0, 0, 0, 0, 0, 0, 0, UInt8(ascii: "{")]
      while bytes.count < 8 + count { bytes.append(alphabet.randomElement(using: &generator)!) }
      if bytes.count > 9 { bytes[bytes.count - 1] = UInt8(ascii: "}") }
      if let file = try? SafeTensors(parsing: bytes, file: "m") {
        #expect(file.entries.allSatisfy { $0.values.isEmpty })
      }
    }
  }

  @Test func `values that are not finite are refused unless they are asked for`() throws {
    for value: Float in [.nan, .infinity, -.infinity] {
      let bytes = SafeTensors(
        entries: [.init(name: "w", shape: [3], values: [0, 1, value])]
      ).serialized()
      do {
        _ = try SafeTensors(parsing: bytes, file: "m")
        Issue.record("accepted \(value)")
      } catch {
        #expect(error.location == .tensor("w"))
        #expect(error.problem == .notFinite(index: 2))
      }
      let file = try SafeTensors(parsing: bytes, file: "m", allowsNonFinite: true)
      #expect(file["w"]?.values[2].bitPattern == value.bitPattern)
    }
  }

  @Test func `writing what cannot be read back is a mistake of the program`() async {
    await #expect(processExitsWith: .failure) {
      _ = SafeTensors(entries: [.init(name: "w", shape: [2], values: [1])]).serialized()
    }
    await #expect(processExitsWith: .failure) {
      let entry = SafeTensors.Entry(name: "w", shape: [1], values: [1])
      _ = SafeTensors(entries: [entry, entry]).serialized()
    }
  }
}
