import FaultDX
import FaultDXService
import Foundation
import Testing

struct SampleBodyTests {
  private let limits = ServiceLimits()

  private func read(
    _ text: String, _ format: SampleBody.Format, _ description: SampleDescription = .init()
  ) throws -> SampleBody {
    try SampleBody(Array(text.utf8), format, description, limits)
  }

  private func status(_ bytes: [UInt8], _ format: SampleBody.Format) -> Int {
    do {
      _ = try SampleBody(bytes, format, SampleDescription(), limits)
      return 200
    } catch { return error.status }
  }

  @Test func `JSON has samples with what is known about them`() throws {
    let body = try read(
      #"{"samples": [[1, 2], [3, null]], "channels": ["a", "b"], "sampleRate": 12000, "firstSample": 7}"#,
      .json)
    #expect(body.recordings[0].channelNames == ["a", "b"])
    #expect(body.recordings[0].samples.prefix(3) == [1, 2, 3])
    #expect(body.recordings[0].samples[3].isNaN)
    #expect(body.description.sampleRate == 12_000)
    #expect(body.description.firstSample == 7)
  }

  @Test(arguments: [
    "", "{", "[]", "{}", #"{"samples": 3}"#, #"{"samples": []}"#, #"{"samples": [NaN]}"#,
    #"{"samples": [1, "2"]}"#, #"{"samples": [[1, 2], [3]]}"#, #"{"samples": [1, [2]]}"#,
    #"{"samples": [1], "color": "red"}"#, #"{"samples": [1], "sampleRate": "fast"}"#,
    #"{"samples": [1], "sampleRate": -1}"#, #"{"samples": [1], "firstSample": -1}"#,
    #"{"samples": [1], "samples": [2]}"#, #"{"samples": [1], "channels": ["a", "b"]}"#,
    #"{"samples": [1], "channels": [""]}"#,
  ])
  func `JSON that is no body of samples is refused as malformed`(text: String) {
    #expect(status(Array(text.utf8), .json) == 400)
  }

  @Test func `bodies that are too deep, too large, or have too many channels are refused`() {
    #expect(status(Array(String(repeating: "[", count: 100_000).utf8), .json) == 400)
    #expect(status([UInt8](repeating: 32, count: limits.jsonBytes + 1), .json) == 413)
    let row = "[" + [String](repeating: "1", count: 100_000).joined(separator: ",") + "]"
    #expect(400..<414 ~= status(Array("{\"samples\": [\(row)]}".utf8), .json))
    let header = (0..<100_000).map { "c\($0)" }.joined(separator: ",")
    #expect(400..<414 ~= status(Array((header + "\n").utf8), .csv))
  }

  @Test func `raw floats are whole frames`() throws {
    let body = try Bench.body([1, -2, 3])
    #expect(body.recordings[0].samples == [1, -2, 3])
    #expect(status([0, 0, 128], .float32) == 400)
    #expect(status([], .float32) == 400)
  }

  @Test func `a table is read as the command reads it`() throws {
    let body = try read("# sample_rate: 500\nvibration\n1\n2.5\n3\n", .csv)
    #expect(body.recordings[0].samples == [1, 2.5, 3])
    #expect(body.recordings[0].sampleRate == 500)
  }

  @Test(arguments: ["RIFF____WAVE", "PK\u{3}\u{4}", "\u{0}\u{1}\u{2}", "Title: x\nPlotname: y\n"])
  func `what is no table is not taken for one`(text: String) {
    #expect(status(Array(text.utf8), .csv) == 400)
  }

  @Test func `a table cannot name files`() {
    #expect(status(Array("file,label\n/etc/passwd,a\n/etc/hosts,b\n".utf8), .csv) == 400)
  }

  /// A WAV file with one chunk before the samples.
  static func wave(_ tag: UInt16, _ bits: UInt16, channels: UInt16 = 1, _ data: [UInt8]) -> [UInt8]
  {
    func bytes<Number: FixedWidthInteger>(_ value: Number) -> [UInt8] {
      withUnsafeBytes(of: value.littleEndian, Array.init)
    }
    let format =
      bytes(tag) + bytes(channels) + bytes(UInt32(8000))
      + bytes(UInt32(8000) * UInt32(channels) * UInt32(bits) / 8) + bytes(channels * bits / 8)
      + bytes(bits)
    let chunks =
      Array("LIST".utf8) + bytes(UInt32(3)) + [1, 2, 3, 0] + Array("fmt ".utf8)
      + bytes(UInt32(16)) + format + Array("data".utf8) + bytes(UInt32(data.count)) + data
    return Array("RIFF".utf8) + bytes(UInt32(4 + chunks.count)) + Array("WAVE".utf8) + chunks
  }

  struct Sound: Sendable {
    var tag: UInt16
    var bits: UInt16
    var data: [UInt8]
    var samples: [Float]
  }

  private static let sounds = [
    Sound(tag: 1, bits: 8, data: [0, 128, 255], samples: [-1, 0, 127.0 / 128]),
    Sound(
      tag: 1, bits: 16, data: [0, 0x80, 0, 0, 0xFF, 0x7F], samples: [-1, 0, 32_767.0 / 32_768]),
    Sound(tag: 1, bits: 24, data: [0, 0, 0x80, 0, 0, 0, 0, 0, 0x40], samples: [-1, 0, 0.5]),
    Sound(tag: 1, bits: 32, data: [0, 0, 0, 0x80, 0, 0, 0, 0x40], samples: [-1, 0.5]),
    Sound(tag: 3, bits: 32, data: [0, 0, 0x80, 0x3F, 0, 0, 0x20, 0xC1], samples: [1, -10]),
    Sound(tag: 3, bits: 64, data: [0, 0, 0, 0, 0, 0, 0xF0, 0x3F], samples: [1]),
  ]

  @Test(arguments: sounds)
  func `sound files are read`(sound: Sound) throws {
    let body = try SampleBody(
      Self.wave(sound.tag, sound.bits, sound.data), .wave, SampleDescription(), limits)
    #expect(body.recordings[0].samples == sound.samples)
    #expect(body.recordings[0].sampleRate == 8000)
  }

  @Test func `a sound file that is cut off or changed anywhere is read or refused, never a trap`() {
    let whole = Self.wave(1, 16, channels: 2, [UInt8](repeating: 3, count: 64))
    for length in 0..<whole.count { #expect(status(Array(whole.prefix(length)), .wave) == 400) }
    for index in whole.indices {
      for bit in 0..<8 {
        var changed = whole
        changed[index] ^= 1 << bit
        #expect([200, 400, 413, 415].contains(status(changed, .wave)))
      }
    }
    #expect(status(Self.wave(85, 16, [0, 0]), .wave) == 415)
    #expect(status(Self.wave(1, 16, channels: 1000, []), .wave) == 413)
  }

  @Test(arguments: [
    "", ".", "..", "../a", "a/b", "a b", "-a", "ä", String(repeating: "a", count: 129),
  ])
  func `a name that could be anything else is no sensor's`(name: String) {
    #expect(throws: ServiceError.self) { try SensorName(name) }
  }

  @Test func `sensors are called as plants call them`() throws {
    #expect(try SensorName("plant-1:pump_7.DE").description == "plant-1:pump_7.DE")
  }

  @Test func `a content type that is none is told what is expected`() {
    #expect(throws: ServiceError.self) { try SampleBody.Format(contentType: nil) }
    #expect((try? SampleBody.Format(contentType: "Application/JSON; charset=utf-8")) == .json)
  }
}
