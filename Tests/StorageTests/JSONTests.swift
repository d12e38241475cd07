import FaultDXStorage
import Testing

struct JSONTests {
  static let allowed: [(String, JSON)] = [
    ("null", JSON.null), (" \t\r\ntrue ", true), ("false", false), ("0", 0), ("-0", .number(-0.0)),
    ("-12", -12), ("9223372036854775807", .integer(.max)), ("-9223372036854775808", .integer(.min)),
    ("1.0", 1.0), ("1e3", 1000.0), ("1E+3", 1000.0), ("12.5e-1", 1.25), ("1e-400", 0.0),
    ("0.1", 0.1), ("5e-324", .number(.leastNonzeroMagnitude)),
    ("1.7976931348623157e308", 1.7976931348623157e308),
    ("\"\"", ""), (#""\"\\\/\b\f\n\r\t""#, "\"\\/\u{8}\u{C}\n\r\t"),
    (#""\u0041\u00e9\u20AC""#, "Aé€"),
    (#""\ud83d\ude00""#, "😀"), ("\"é€😀\"", "é€😀"), ("\"\u{7F}\"", "\u{7F}"), (#""\u0000""#, "\0"),
    ("[]", []), ("[ ]", []), ("[1 , 2]", [1, 2]), ("[[[]]]", [[[]]]), ("{}", [:]), ("{ }", [:]),
    (#"{"b" : 1 , "a":[null]}"#, ["b": 1, "a": [nil]]), (#"{"":{"":{}}}"#, ["": ["": [:]]]),
  ]

  @Test(arguments: JSONTests.allowed)
  func `reads what RFC 8259 allows`(text: String, expected: JSON) throws {
    #expect(try JSON(parsing: text) == expected)
  }

  static let refused: [(String, Int)] = [
    ("", 0), (" ", 1), ("nul", 3), ("nulL", 3), ("True", 0), ("+1", 0), (".5", 0), ("1.", 2),
    ("-", 1),
    ("01", 1), ("-01", 2), ("1e", 2), ("1e+", 3), ("0x1", 1), ("1 2", 2), ("1e400", 0),
    ("-1e400", 0),
    ("9223372036854775808", 0), ("-9223372036854775809", 0), ("NaN", 0), ("Infinity", 0),
    ("[", 1), ("[1", 2), ("[1,", 3), ("[1,]", 3), ("[,1]", 1), ("[1 2]", 3), ("]", 0), ("[1}", 2),
    ("{", 1), ("{1:2}", 1), ("{\"a\"}", 4), ("{\"a\":}", 5), ("{\"a\":1,}", 7), ("{\"a\":1", 6),
    ("{\"a\" 1}", 5), ("{'a':1}", 1), ("{\"a\":1,\"a\":2}", 7), (#"{"a":1,"\u0061":2}"#, 7),
    ("{\"é\":1,\"e\u{301}\":2}", 8), ("\"", 1), ("\"a", 2), ("\"\n\"", 1), ("\"\t\"", 1),
    ("\"\0\"", 1),
    (#""\x""#, 2), (#""\u12""#, 5), (#""\u12G4""#, 5), (#""\ud800""#, 1), (#""\udc00""#, 1),
    (#""a\ud800b""#, 2), (#""\ud800\n""#, 1), (#""\ud800\ud800""#, 1), (#""\ud800\u0041""#, 1),
    ("\"\\", 2), ("// x\n1", 0), ("1/**/", 1), ("\u{FEFF}1", 0), ("\u{A0}1", 0), ("[1]x", 3),
    ("\0", 0),
  ]

  @Test(arguments: JSONTests.refused)
  func `refuses what RFC 8259 does not allow and says at which byte`(
    text: String, offset: Int
  ) {
    #expect(throws: JSONError.self) { try JSON(parsing: text) }
    do { _ = try JSON(parsing: text) } catch { #expect(error.offset == offset, "\(error)") }
  }

  @Test(
    arguments: [
      [0x80], [0xBF], [0xC0, 0x80], [0xC1, 0xBF], [0xC2], [0xC2, 0x41], [0xE0, 0x9F, 0xBF],
      [0xE2, 0x82], [0xED, 0xA0, 0x80], [0xED, 0xBF, 0xBF], [0xF0, 0x8F, 0xBF, 0xBF],
      [0xF4, 0x90, 0x80, 0x80], [0xF5, 0x80, 0x80, 0x80], [0xFE], [0xFF], [0xF0, 0x9F, 0x98],
    ] as [[UInt8]])
  func `refuses bytes that are not UTF-8`(bytes: [UInt8]) {
    let quoted = [UInt8(ascii: "\""), UInt8(ascii: "a")] + bytes + [UInt8(ascii: "\"")]
    do {
      _ = try JSON(parsing: quoted)
      Issue.record("accepted \(bytes)")
    } catch {
      #expect(error.problem == .invalidUTF8)
      #expect(error.offset == 2)
    }
  }

  @Test func `bounds the depth`() throws {
    let deepest = String(repeating: "[", count: 32) + String(repeating: "]", count: 32)
    _ = try JSON(parsing: deepest)
    do {
      _ = try JSON(parsing: String(repeating: "[{\"a\":", count: 50_000))
      Issue.record("accepted 100000 levels")
    } catch {
      #expect(error.problem == .tooDeep(limit: 32))
      #expect(error.offset == 16 * 6)
    }
  }

  @Test func `writes the same text always, in the order given`() {
    let value: JSON = [
      "z": 1, "a": [1.5, -0.0, .number(1e300), .number(.nan), .number(.infinity)],
      "s": "a\"\\/\u{1}\u{8}\t\u{1F}é😀", "n": nil, "t": [true, false], "e": [:], "l": [],
    ]
    let text =
      #"{"z":1,"a":[1.5,-0.0,1e+300,null,null],"s":"a\"\\/\u0001\b\t\u001fé😀","n":null,"#
      + #""t":[true,false],"e":{},"l":[]}"#
    #expect(value.serialized() == text)
  }

  @Test func `writes for people when asked`() {
    let value: JSON = ["labels": ["a", "b"], "confusion": [[1, 0], [2, 3]], "none": [:]]
    let text = """
      {
        "labels": ["a", "b"],
        "confusion": [
          [1, 0],
          [2, 3]
        ],
        "none": {}
      }
      """
    #expect(value.serialized(pretty: true) == text)
  }

  @Test func `numbers survive the way out and in`() throws {
    var generator = SplitMix(state: 1)
    for _ in 0..<20_000 {
      let value = Double(bitPattern: generator.next())
      guard value.isFinite else { continue }
      let json = try JSON(parsing: JSON.number(value).serialized())
      #expect(json.doubleValue?.bitPattern == value.bitPattern)
    }
  }

  @Test func `random values survive the way out and in, compact and pretty`() throws {
    var generator = SplitMix(state: 2)
    for _ in 0..<500 {
      let value = randomValue(depth: 4, &generator)
      #expect(try JSON(parsing: value.serialized()) == value)
      #expect(try JSON(parsing: value.serialized(pretty: true)) == value)
    }
  }

  @Test func `members are set in place, appended and removed`() {
    var object: JSONObject = ["a": 1, "b": 2]
    object["a"] = 3
    object["c"] = .null
    object["b"] = nil
    #expect(object == ["a": 3, "c": .null])
    #expect(object.keys == ["a", "c"])
    #expect(JSON.object(object)["a"]?.intValue == 3)
    #expect(JSON.array([1, 2.5])[1]?.doubleValue == 2.5)
    #expect(JSON.array([1])[1] == nil)
    #expect(JSON.number(2.5).intValue == nil)
  }

  @Test func `errors read as sentences`() {
    #expect(
      JSONErrorText("{\"a\":1,\"a\":2}") == "byte 7: expected each name once, found \"a\" again")
    #expect(JSONErrorText("[1;2]") == "byte 2: expected \",\" or \"]\", found \";\"")
    #expect(JSONErrorText("[1") == "byte 2: expected \",\" or \"]\", found the end")
    #expect(JSONErrorText("\u{FEFF}") == "byte 0: expected a value, found byte 0xEF")
  }

  private func JSONErrorText(_ text: String) -> String? {
    do {
      _ = try JSON(parsing: text)
      return nil
    } catch { return error.description }
  }

  private func randomValue(depth: Int, _ generator: inout SplitMix) -> JSON {
    switch Int.random(in: 0..<(depth > 0 ? 7 : 5), using: &generator) {
    case 0: return .null
    case 1: return .bool(.random(using: &generator))
    case 2: return .integer(.random(in: .min ... .max, using: &generator))
    case 3: return .number(.random(in: -1e9...1e9, using: &generator))
    case 4:
      let scalars = (0..<Int.random(in: 0..<8, using: &generator)).compactMap { _ in
        Unicode.Scalar(UInt32.random(in: 0..<0x11_0000, using: &generator))
      }
      return .string(String(String.UnicodeScalarView(scalars)))
    case 5:
      return .array(
        (0..<Int.random(in: 0..<4, using: &generator)).map { _ in
          randomValue(depth: depth - 1, &generator)
        })
    default:
      var object = JSONObject()
      for name in 0..<Int.random(in: 0..<4, using: &generator) {
        object["\(name)"] = randomValue(depth: depth - 1, &generator)
      }
      return .object(object)
    }
  }
}

/// A small seeded generator for the tests of this target.
struct SplitMix: RandomNumberGenerator {
  var state: UInt64

  mutating func next() -> UInt64 {
    state &+= 0x9E37_79B9_7F4A_7C15
    var z = state
    z = (z ^ (z >> 30)) &* 0xBF58_476D_1CE4_E5B9
    z = (z ^ (z >> 27)) &* 0x94D0_49BB_1331_11EB
    return z ^ (z >> 31)
  }
}
