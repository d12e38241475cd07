import FaultDXStorage
import Testing

@Suite struct JSONWriterTests {
  static func written(pretty: Bool, elements: Int) throws -> (text: String, pieces: Int) {
    var bytes: [UInt8] = []
    var pieces = 0
    var writer = JSONWriter(pretty: pretty) {
      bytes += $0
      pieces += 1
    }
    try writer.beginObject()
    try writer.member("schema", "a \"name\"")
    try writer.member("nested", ["numbers": [1, 2.5], "empty": [], "none": .null])
    try writer.beginArray("nothing")
    try writer.end()
    try writer.beginArray("recordings")
    for index in 0..<elements {
      try writer.beginObject()
      try writer.member("index", .integer(index))
      try writer.beginArray("spans")
      try writer.element(["start": .number(0.5), "label": .null])
      try writer.element(["votes": ["a": 1]])
      try writer.end()
      try writer.end()
    }
    try writer.end()
    try writer.end()
    return (String(decoding: bytes, as: UTF8.self), pieces)
  }

  @Test(arguments: [true, false], [0, 1, 2, 1_000])
  func `what is written in pieces is the document`(pretty: Bool, elements: Int) throws {
    let recordings = (0..<elements).map { index -> JSON in
      [
        "index": .integer(index),
        "spans": [["start": 0.5, "label": .null], ["votes": ["a": 1]]],
      ]
    }
    let whole: JSON = [
      "schema": "a \"name\"", "nested": ["numbers": [1, 2.5], "empty": [], "none": .null],
      "nothing": [], "recordings": .array(recordings),
    ]
    let written = try Self.written(pretty: pretty, elements: elements)
    #expect(written.text == whole.serialized(pretty: pretty) + "\n")
    #expect(elements < 1_000 ? written.pieces == 1 : written.pieces > 1)
  }
}
