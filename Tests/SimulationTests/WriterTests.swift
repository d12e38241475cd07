import FaultDXIO
import FaultDXSignal
import FaultDXSimulation
import Foundation
import Testing

@Test func `long form has a row a frame and says the rate`() {
  let recordings = [
    Recording(
      file: "", name: "1", samples: [0.12345, -0.00004, 1, -2.5], channelNames: ["x", "y, z"],
      sampleRate: 12_000, label: "inner_race", group: "b1", speed: 1797),
    Recording(
      file: "", name: "2", samples: [.nan, -13], channelNames: ["x", "y, z"], sampleRate: 12_000),
  ]
  let text = String(decoding: CSVWriter.long(recordings), as: UTF8.self)
  #expect(
    text == """
      # sample_rate: 12000
      recording,group,label,speed_rpm,x,"y, z"
      1,b1,inner_race,1797,0.1235,0.0000
      1,b1,inner_race,1797,1.0000,-2.5000
      2,,,,,-13.0000

      """)
}

@Test func `wide form has a row a recording`() {
  let recordings = [
    Recording(file: "", samples: [1, -0.25], label: "R2+", group: "a\"1"),
    Recording(file: "", samples: [0.05, 3e30], label: "R2-", group: "2"),
  ]
  let text = String(decoding: CSVWriter.wide(recordings, decimals: 1), as: UTF8.self)
  #expect(text == "label,group,s0,s1\nR2+,\"a\"\"1\",1.0,-0.3\nR2-,2,0.1,3e+30\n")
}

@Test func `integers in a WAV file are scaled and clipped`() {
  let recording = Recording(file: "", samples: [0, 1, -1, 3, -3, .nan], sampleRate: 8000)
  let bytes = WAVWriter.bytes(of: recording, encoding: .integer(fullScale: 2))
  let header: [UInt8] =
    Array("RIFF".utf8) + [48, 0, 0, 0] + Array("WAVEfmt ".utf8) + [16, 0, 0, 0, 1, 0, 1, 0]
    + [0x40, 0x1F, 0, 0, 0x80, 0x3E, 0, 0, 2, 0, 16, 0] + Array("data".utf8) + [12, 0, 0, 0]
  #expect(Array(bytes.prefix(44)) == header)
  #expect(bytes.dropFirst(44) == [0, 0, 0, 0x40, 0, 0xC0, 0xFF, 0x7F, 0, 0x80, 0, 0])
}

@Test func `floats in a WAV file keep their unit`() throws {
  let recording = Recording(
    file: "", samples: [0.5, -2.25], channelNames: ["a", "b"], sampleRate: 12_000)
  let path = NSTemporaryDirectory() + "/faultdx-\(UUID().uuidString).wav"
  defer { try? FileManager.default.removeItem(atPath: path) }
  try WAVWriter.write(recording, to: path)
  let bytes = [UInt8](try Data(contentsOf: URL(fileURLWithPath: path)))
  #expect(bytes == WAVWriter.bytes(of: recording))
  #expect(bytes.count == 66 && bytes[4] == 58 && bytes[20] == 3 && bytes[34] == 32)
  #expect(String(decoding: bytes[38..<42], as: UTF8.self) == "fact" && bytes[46] == 1)
  let samples = bytes.suffix(8).withUnsafeBytes { $0.loadUnaligned(as: SIMD2<Float>.self) }
  #expect(samples == SIMD2(0.5, -2.25))
}
