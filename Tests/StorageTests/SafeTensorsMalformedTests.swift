import FaultDXStorage
import Testing

/// Headers by hand, each wrong in one way.
struct SafeTensorsMalformedTests {
  struct Case: Sendable, CustomTestStringConvertible {
    let header: String
    let dataCount: Int
    let message: String
    var testDescription: String { header }
    init(_ header: String, _ dataCount: Int, _ message: String) {
      self.header = header
      self.dataCount = dataCount
      self.message = message
    }
  }

  /// A header with one tensor `w`.
  private static func one(
    _ type: String = "\"F32\"", _ shape: String = "[2]", _ offsets: String = "[0,8]"
  ) -> String {
    "{\"w\":{\"dtype\":\(type),\"shape\":\(shape),\"data_offsets\":\(offsets)}}"
  }

  /// A header with two tensors of two floats.
  private static func two(_ first: String, _ second: String) -> String {
    "{\"a\":{\"dtype\":\"F32\",\"shape\":[2],\"data_offsets\":\(first)},"
      + "\"b\":{\"dtype\":\"F32\",\"shape\":[2],\"data_offsets\":\(second)}}"
  }

  static let notAnObject = "byte 8: expected a header from"
  static let cases: [Case] = [
    // The header as a whole.
    Case("", 0, notAnObject), Case("   ", 0, notAnObject), Case("[]", 0, notAnObject),
    Case("null", 0, notAnObject), Case("\"{}\"", 0, notAnObject), Case(" {}", 0, notAnObject),
    Case("\n{}", 0, notAnObject), Case("{}\n", 0, notAnObject), Case("{}\0", 0, notAnObject),
    Case("\u{FEFF}{}", 0, notAnObject), Case("{", 0, notAnObject), Case("}", 0, notAnObject),
    Case("{}{}", 0, "byte 10: expected the end"), Case("{} {}", 0, "byte 11: expected the end"),
    Case("{}", 1, "byte 10: expected the end of the file, found 1 more"),
    Case("{}", 8, "found 8 more"),
    Case("{,}", 0, "byte 9: expected a name"), Case("{\"w\"}", 0, "byte 12: expected \":\""),
    Case("{\"w\":}", 0, "byte 13: expected a value"), Case("{w:1}", 0, "byte 9: expected a name"),
    Case("{\"\\ud800\":{}}", 0, "half of one"), Case("{\"\u{1}\":{}}", 0, "control character"),
    Case("{\"a\":[[[[[[[[1]]]]]]]]}", 0, "at most 8 nested levels"),
    Case("{\"w\":1e999}", 0, "too large"), Case("{\"w\":NaN}", 0, "expected a value"),
    Case(
      "{\"w\":{\"dtype\":\"F32\",\"shape\":[2],\"data_offsets\":[0,8]},"
        + "\"w\":{\"dtype\":\"F32\",\"shape\":[2],\"data_offsets\":[0,8]}}", 8,
      "found \"w\" again"),
    // Metadata.
    Case("{\"__metadata__\":[]}", 0, "__metadata__: expected an object of strings, found an array"),
    Case("{\"__metadata__\":null}", 0, "found null"),
    Case("{\"__metadata__\":\"x\"}", 0, "found a string"),
    Case("{\"__metadata__\":{\"a\":1}}", 0, "expected a string under \"a\", found a number"),
    Case("{\"__metadata__\":{\"a\":null}}", 0, "found null"),
    Case("{\"__metadata__\":{\"a\":{}}}", 0, "found an object"),
    Case("{\"__metadata__\":{\"a\":\"1\",\"a\":\"2\"}}", 0, "found \"a\" again"),
    Case("{\"__metadata__\":{},\"__metadata__\":{}}", 0, "found \"__metadata__\" again"),
    // The members of a tensor.
    Case("{\"w\":1}", 0, "tensor \"w\": expected an object, found a number"),
    Case("{\"w\":[]}", 0, "expected an object, found an array"),
    Case("{\"w\":{}}", 0, "expected a dtype"),
    Case("{\"w\":{\"dtype\":\"F32\"}}", 0, "expected a shape that is an array, found nothing"),
    Case(
      "{\"w\":{\"dtype\":\"F32\",\"shape\":[2]}}", 8, "data_offsets that is an array, found nothing"
    ),
    Case("{\"w\":{\"shape\":[2],\"data_offsets\":[0,8]}}", 8, "found nothing"),
    Case(
      "{\"w\":{\"dtype\":\"F32\",\"shape\":[2],\"data_offsets\":[0,8],\"x\":1}}", 8, "found \"x\""),
    Case(
      "{\"w\":{\"dtype\":\"F32\",\"dtype\":\"F32\",\"shape\":[2],\"data_offsets\":[0,8]}}", 8,
      "found \"dtype\" again"),
    // Types.
    Case(one("\"f32\""), 8, "found \"f32\""), Case(one("\"U8\""), 2, "found \"U8\""),
    Case(one("\"BOOL\""), 2, "found \"BOOL\""), Case(one("\"C64\""), 16, "found \"C64\""),
    Case(one("\"\""), 8, "found \"\""), Case(one("32"), 8, "found a number"),
    Case(one("null"), 8, "found null"), Case(one("[\"F32\"]"), 8, "found an array"),
    Case(one("\"F64\""), 8, "expected 16 bytes for the shape and type, found 8"),
    Case(one("\"F16\""), 8, "expected 4 bytes"), Case(one("\"BF16\""), 8, "expected 4 bytes"),
    Case(one("\"I64\""), 8, "expected 16 bytes"),
    // Shapes.
    Case(one("\"F32\"", "2"), 8, "a shape that is an array"),
    Case(one("\"F32\"", "[-2]"), 8, "found -2"), Case(one("\"F32\"", "[2.0]"), 8, "found 2.0"),
    Case(one("\"F32\"", "[\"2\"]"), 8, "found \"2\""),
    Case(one("\"F32\"", "[null]"), 8, "found null"),
    Case(one("\"F32\"", "[-0]"), 8, "found -0.0"), Case(one("\"F32\"", "[2e0]"), 8, "found 2.0"),
    Case(one("\"F32\"", "[[2]]"), 8, "found [2]"),
    Case(one("\"F32\"", "[true,2]"), 8, "found true"),
    Case(one("\"F32\"", "[3]"), 8, "expected 12 bytes"),
    Case(one("\"F32\"", "[0]"), 8, "expected 0 bytes"),
    Case(one("\"F32\"", "[]"), 8, "expected 4 bytes"),
    Case(one("\"F32\"", "[1,1,1,1,1,1,1,1,2]"), 8, "at most 8 dimensions, found 9"),
    Case(one("\"F32\"", "[4611686018427387904,4]"), 8, "more elements than can be counted"),
    Case(one("\"F32\"", "[4611686018427387904]"), 8, "more elements than can be counted"),
    Case(one("\"F32\"", "[4294967296,4294967296,0]"), 8, "more elements than can be counted"),
    Case(one("\"F32\"", "[9223372036854775808]"), 8, "too large"),
    // Offsets.
    Case(one("\"F32\"", "[2]", "8"), 8, "data_offsets that is an array"),
    Case(one("\"F32\"", "[2]", "[]"), 8, "two rising data_offsets"),
    Case(one("\"F32\"", "[2]", "[8]"), 8, "two rising data_offsets"),
    Case(one("\"F32\"", "[2]", "[0,8,8]"), 8, "two rising data_offsets"),
    Case(one("\"F32\"", "[2]", "[8,0]"), 8, "two rising data_offsets"),
    Case(one("\"F32\"", "[2]", "[-8,0]"), 8, "found -8"),
    Case(one("\"F32\"", "[2]", "[0,8.0]"), 8, "found 8.0"),
    Case(one("\"F32\"", "[2]", "[0,\"8\"]"), 8, "found \"8\""),
    Case(one("\"F32\"", "[2]", "[0,4]"), 8, "found 4"),
    Case(one("\"F32\"", "[2]", "[4,12]"), 12, "expected the data to begin at offset 0, found 4"),
    Case(one("\"F32\"", "[2]", "[0,8]"), 7, "expected a file of at least"),
    Case(one("\"F32\"", "[2]", "[0,8]"), 0, "expected a file of at least"),
    Case(one("\"F32\"", "[2]", "[0,8]"), 9, "found 1 more"),
    Case(
      one("\"F32\"", "[2]", "[9223372036854775799,9223372036854775807]"), 8, "begin at offset 0"),
    Case(one("\"F32\"", "[2]", "[0,9223372036854775807]"), 8, "expected 8 bytes"),
    Case(
      one("\"F32\"", "[2305843009213693951]", "[0,9223372036854775804]"), 8,
      "at least 9223372036854775807"),
    Case(
      two("[0,8]", "[0,8]"), 16, "tensor \"b\": expected the data to begin at offset 8, found 0"),
    Case(
      two("[0,8]", "[4,12]"), 12, "tensor \"b\": expected the data to begin at offset 8, found 4"),
    Case(two("[0,8]", "[12,20]"), 20, "begin at offset 8, found 12"),
    Case(two("[8,16]", "[0,8]"), 12, "tensor \"a\": expected a file of at least"),
    Case(two("[0,8]", "[8,16]"), 20, "found 4 more"),
  ]

  @Test(arguments: cases)
  func `is refused with its place and reason`(_ testCase: Case) {
    let header = Array(testCase.header.utf8)
    let bytes =
      length(UInt64(header.count)) + header + [UInt8](repeating: 0, count: testCase.dataCount)
    expect(testCase.message, for: bytes)
  }

  @Test(
    arguments: [
      (UInt64.max, "found 18446744073709551615"), (1 << 63, "header of at most 16777216 bytes"),
      ((16 << 20) + 1, "header of at most 16777216 bytes"), (16 << 20, "at least 16777224 bytes"),
      (3, "at least 11 bytes, found 10"),
    ] as [(UInt64, String)])
  func `refuses a length beyond the limit or the file`(stated: UInt64, message: String) {
    expect(message, for: length(stated) + Array("{}".utf8))
  }

  @Test func `bounds the number of tensors`() throws {
    func header(_ count: Int) -> [UInt8] {
      let tensors = (0..<count).map {
        "\"\($0)\":{\"dtype\":\"F32\",\"shape\":[0],\"data_offsets\":[0,0]}"
      }
      let text = Array("{\(tensors.joined(separator: ","))}".utf8)
      return length(UInt64(text.count)) + text
    }
    #expect(try SafeTensors(parsing: header(1000), file: "m").entries.count == 1000)
    expect("at most 65536 tensors, found 65537", for: header(65_537))
  }

  @Test func `accepts spaces after the header, tensors out of order and eight dimensions`() throws {
    let header = Array(
      ("{\"b\":{\"data_offsets\":[4,8],\"shape\":[1,1,1,1,1,1,1,1],\"dtype\":\"F32\"},"
        + "\"a\":{\"dtype\":\"F32\",\"shape\":[],\"data_offsets\":[0,4]},"
        + "\"z\":{\"dtype\":\"F32\",\"shape\":[0],\"data_offsets\":[4,4]}}   ").utf8)
    let data: [UInt8] = [0, 0, 128, 63, 0, 0, 0, 64]
    let file = try SafeTensors(
      parsing: length(UInt64(header.count)) + header + data, file: "m")
    #expect(file.entries.map(\.name) == ["b", "a", "z"])
    #expect(file["a"]?.values == [1])
    #expect(file["b"]?.values == [2])
  }

  private func length(_ count: UInt64) -> [UInt8] {
    (0..<8).map { UInt8(truncatingIfNeeded: count >> (8 * $0)) }
  }

  private func expect(_ message: String, for bytes: [UInt8]) {
    do {
      _ = try SafeTensors(parsing: bytes, file: "bad.safetensors")
      Issue.record("accepted")
    } catch {
      #expect(error.description.hasPrefix("bad.safetensors: "))
      #expect(error.description.contains(message), "\(error)")
    }
  }
}
