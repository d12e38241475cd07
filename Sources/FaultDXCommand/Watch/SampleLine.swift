import FaultDXStorage

/// A line of samples of a sensor; the members are those of a body that the service takes.
struct SampleLine {
  /// Why a line is none, in words.
  struct Failure: Error { var words: String }

  /// The channels of a sensor.
  enum Channels: Equatable {
    case count(Int)
    case names([String])

    var count: Int {
      switch self {
      case .count(let count): count
      case .names(let names): names.count
      }
    }
  }

  var sensor = ""
  var samples: [Float] = []
  var sampleRate: Double?
  var channels: Channels?
  var speed: Double?
  var firstSample: Int?
  var time: Double?

  /// Bytes of the longest name of a sensor.
  private static let longestName = 256

  init(_ bytes: [UInt8]) throws(Failure) {
    let document: JSON
    do throws(JSONError) { document = try JSON(parsing: bytes) } catch {
      throw Failure(words: "no JSON: \(error)")
    }
    guard let members = document.objectValue else {
      throw Failure(words: "expected an object with \"sensor\" and \"samples\"")
    }
    var rows: [JSON]?
    for member in members {
      switch member.key {
      case "sensor": sensor = try Self.text(member)
      case "samples":
        rows = member.value.arrayValue
        if rows == nil { throw Self.mismatch(member, "an array of numbers") }
      case "sampleRate": sampleRate = try Self.number(member)
      case "speed": speed = try Self.number(member)
      case "time": time = try Self.number(member)
      case "firstSample":
        guard let number = member.value.intValue, number >= 0 else {
          throw Self.mismatch(member, "a whole number from 0 on")
        }
        firstSample = number
      case "channels": channels = try Self.channels(member)
      default: throw Failure(words: "there is no member \"\(member.key.prefix(60))\" in a line")
      }
    }
    guard !sensor.isEmpty, sensor.utf8.count <= Self.longestName else {
      throw Failure(words: "expected \"sensor\", a name of 1 to \(Self.longestName) bytes")
    }
    guard let rows else { throw Failure(words: "expected \"samples\", an array of numbers") }
    try read(rows)
  }

  private mutating func read(_ rows: [JSON]) throws(Failure) {
    samples.reserveCapacity(rows.count)
    var width: Int?
    for (index, row) in rows.enumerated() {
      if let frame = row.arrayValue {
        guard index == 0 || width == frame.count, !frame.isEmpty else {
          throw Failure(words: "frame \(index) has \(frame.count) samples, expected \(width ?? 1)")
        }
        width = frame.count
        for value in frame { samples.append(try Self.sample(value, index)) }
      } else {
        guard width == nil else {
          throw Failure(words: "frame \(index) is no array, as those before it")
        }
        samples.append(try Self.sample(row, index))
      }
    }
    guard let width else { return }
    if let channels, channels.count != width {
      throw Failure(words: "frames of \(width) samples of \(channels.count) channels")
    }
    channels = channels ?? .count(width)
  }

  /// A number; `null` where there is no sample, which makes a window invalid.
  private static func sample(_ value: JSON, _ index: Int) throws(Failure) -> Float {
    if value.isNull { return .nan }
    guard let number = value.doubleValue else {
      throw Failure(
        words: "frame \(index): expected a number, found \(value.serialized().prefix(40))")
    }
    return Float(number)
  }

  private static func mismatch(_ member: JSONObject.Member, _ expected: String) -> Failure {
    Failure(
      words: "\(member.key): expected \(expected), found \(member.value.serialized().prefix(40))")
  }

  private static func number(_ member: JSONObject.Member) throws(Failure) -> Double {
    guard let number = member.value.doubleValue else { throw mismatch(member, "a number") }
    return number
  }

  private static func text(_ member: JSONObject.Member) throws(Failure) -> String {
    guard let text = member.value.stringValue else { throw mismatch(member, "a text") }
    return text
  }

  private static func channels(_ member: JSONObject.Member) throws(Failure) -> Channels {
    if let count = member.value.intValue, count > 0 { return .count(count) }
    let names = member.value.arrayValue?.compactMap(\.stringValue)
    guard let names, !names.isEmpty, names.count == member.value.arrayValue?.count else {
      throw mismatch(member, "an array of texts, or a number from 1 on")
    }
    return .names(names)
  }
}
