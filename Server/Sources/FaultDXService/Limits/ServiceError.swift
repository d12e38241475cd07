/// Why a request is not served, as the client is told.
public struct ServiceError: Error, Equatable, Sendable, CustomStringConvertible {
  /// The status of HTTP.
  public var status: Int
  /// A word for programs, such as `too_large`.
  public var code: String
  /// A sentence for people.
  public var message: String
  /// Seconds after which it is worth trying again.
  public var retryAfter: Int?

  /// A refusal.
  public init(_ status: Int, _ code: String, _ message: String, retryAfter: Int? = nil) {
    self.status = status
    self.code = code
    self.message = message
    self.retryAfter = retryAfter
  }

  /// The sentence.
  public var description: String { message }

  static func malformed(_ message: String) -> ServiceError {
    ServiceError(400, "malformed", message)
  }

  static func unknownSensor(_ name: String) -> ServiceError {
    ServiceError(404, "unknown_sensor", "there is no stream of a sensor \"\(name)\"")
  }

  static func tooLarge(_ message: String) -> ServiceError {
    ServiceError(413, "too_large", message)
  }

  static func unprocessable(_ code: String, _ message: String) -> ServiceError {
    ServiceError(422, code, message)
  }

  /// There is too much to do at the moment.
  public static let overloaded = ServiceError(
    503, "overloaded", "the service has as much to do as it may have; try again", retryAfter: 1)
}
