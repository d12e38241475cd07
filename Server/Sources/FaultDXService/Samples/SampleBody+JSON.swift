import FaultDX

extension SampleBody {
  mutating func read(json bytes: [UInt8], _ limits: ServiceLimits) throws(ServiceError) {
    let document: JSON
    do throws(JSONError) {
      document = try JSON(parsing: bytes)
    } catch {
      throw .malformed("the body is no JSON: \(error)")
    }
    guard let object = document.objectValue else {
      throw .malformed("expected a JSON object with \"samples\"")
    }
    var said = SampleDescription()
    for member in object where member.key != "samples" {
      guard
        let field = SampleDescription.Field.allCases.first(where: { $0.member == member.key })
      else {
        throw .malformed("there is no member \"\(member.key.prefix(60))\" in a body of samples")
      }
      try said.set(field, member.value)
    }
    try said.check(limits)
    description = description.merged(with: said)
    guard let rows = object["samples"]?.arrayValue else {
      throw .malformed("expected \"samples\", an array of numbers")
    }
    var samples: [Float] = []
    samples.reserveCapacity(rows.count)
    var channels: Int?
    for (index, row) in rows.enumerated() {
      if let frame = row.arrayValue {
        guard index == 0 || channels == frame.count, 1...limits.channels ~= frame.count else {
          throw .malformed(
            "frame \(index) has \(frame.count) samples, expected \(channels ?? limits.channels)")
        }
        channels = frame.count
        for value in frame { samples.append(try Self.sample(value, index)) }
      } else {
        guard channels == nil else {
          throw .malformed("frame \(index) is no array, as those before it")
        }
        samples.append(try Self.sample(row, index))
      }
      guard samples.count <= limits.samples else {
        throw .tooLarge("more than \(limits.samples) samples")
      }
    }
    try add(samples, channels: channels, rate: nil)
  }

  /// A number; `null` where there is no sample, which makes a window invalid.
  private static func sample(_ value: JSON, _ index: Int) throws(ServiceError) -> Float {
    if value.isNull { return .nan }
    guard let number = value.doubleValue else {
      throw .malformed("frame \(index): expected a number, found \(value.serialized().prefix(40))")
    }
    return Float(number)
  }
}

extension SampleDescription {
  fileprivate mutating func set(_ field: Field, _ value: JSON) throws(ServiceError) {
    func mismatch(_ expected: String) -> ServiceError {
      .malformed("\(field.member): expected \(expected), found \(value.serialized().prefix(40))")
    }
    func number() throws(ServiceError) -> Double {
      guard let number = value.doubleValue, number.isFinite else { throw mismatch("a number") }
      return number
    }
    switch field {
    case .sampleRate: sampleRate = try number()
    case .speed: speed = try number()
    case .time: time = try number()
    case .firstSample:
      guard let count = value.intValue, count >= 0 else {
        throw mismatch("a whole number from 0 on")
      }
      firstSample = count
    case .model:
      guard let name = value.stringValue else { throw mismatch("a text") }
      model = name
    case .channels:
      if let count = value.intValue {
        channelCount = count
        return
      }
      guard let array = value.arrayValue else { throw mismatch("an array of texts, or a number") }
      var names: [String] = []
      for element in array {
        guard let name = element.stringValue else { throw mismatch("an array of texts") }
        names.append(name)
      }
      channelNames = names
    }
  }
}
