/// What a request says about its samples; all of it may be left out.
public struct SampleDescription: Sendable, Equatable {
  /// Frames per second, in Hz.
  public var sampleRate: Double?
  /// The names of the interleaved channels.
  public var channelNames: [String]?
  /// How many channels are interleaved, where they have no names.
  public var channelCount: Int?
  /// The shaft's speed in revolutions per minute.
  public var speed: Double?
  /// The number of the first frame by the sensor's counter.
  public var firstSample: Int?
  /// When the first frame was taken, in seconds since 1970.
  public var time: Double?
  /// The model that is asked.
  public var model: String?

  /// Nothing is said.
  public init() {}

  /// The fields, as headers and as parameters of an address; JSON has them in camel case.
  public enum Field: String, CaseIterable, Sendable {
    case sampleRate = "sample-rate"
    case channels
    case speed
    case firstSample = "first-sample"
    case time
    case model

    /// The member of a JSON object.
    var member: String {
      switch self {
      case .sampleRate: "sampleRate"
      case .firstSample: "firstSample"
      default: rawValue
      }
    }
  }

  /// Reads what stands in a header or in an address.
  ///
  /// - Throws: `ServiceError` where it cannot be.
  public mutating func set(_ field: Field, _ text: String) throws(ServiceError) {
    func number() throws(ServiceError) -> Double {
      guard let value = Double(text), value.isFinite else {
        throw .malformed("\(field.rawValue): expected a number, found \"\(text.prefix(40))\"")
      }
      return value
    }
    switch field {
    case .sampleRate: sampleRate = try number()
    case .speed: speed = try number()
    case .time: time = try number()
    case .model: model = text
    case .channels:
      if let count = Int(text) {
        channelCount = count
        return
      }
      channelNames = text.split(separator: ",", omittingEmptySubsequences: false).map {
        String($0.trimmingSpaces)
      }
    case .firstSample:
      guard let value = Int(text), value >= 0 else {
        throw .malformed(
          "first-sample: expected a whole number from 0 on, found \"\(text.prefix(40))\"")
      }
      firstSample = value
    }
  }

  /// Checks what was said.
  ///
  /// - Throws: `ServiceError` where a number cannot be.
  func check(_ limits: ServiceLimits) throws(ServiceError) {
    if let sampleRate, !(1e-3...1e9 ~= sampleRate) {
      throw .malformed("a sample rate of \(sampleRate) Hz, expected 0.001 to 1,000,000,000")
    }
    if let speed, !(speed > 0 && speed <= 1e7) {
      throw .malformed("a speed of \(speed) revolutions per minute")
    }
    if let time, !(abs(time) <= 1e12) { throw .malformed("a time of \(time) s") }
    if let channelCount, !(1...limits.channels ~= channelCount) {
      throw .tooLarge("\(channelCount) channels, expected 1 to \(limits.channels)")
    }
    guard let channelNames else { return }
    guard 1...limits.channels ~= channelNames.count else {
      throw .tooLarge("\(channelNames.count) channels, expected 1 to \(limits.channels)")
    }
    guard channelNames.allSatisfy({ 1...128 ~= $0.utf8.count }) else {
      throw .malformed("a channel's name has 1 to 128 bytes")
    }
    guard Set(channelNames).count == channelNames.count else {
      throw .malformed("a channel occurs twice")
    }
  }

  /// What is said here, and else what is said there.
  func merged(with other: SampleDescription) -> SampleDescription {
    var result = self
    result.sampleRate = sampleRate ?? other.sampleRate
    result.channelNames = channelNames ?? other.channelNames
    result.channelCount = channelCount ?? other.channelCount
    result.speed = speed ?? other.speed
    result.firstSample = firstSample ?? other.firstSample
    result.time = time ?? other.time
    result.model = model ?? other.model
    return result
  }
}

extension StringProtocol {
  var trimmingSpaces: SubSequence {
    var result = self[...]
    while result.first == " " || result.first == "\t" { result.removeFirst() }
    while result.last == " " || result.last == "\t" { result.removeLast() }
    return result
  }
}
