import FaultDXService
import HTTPTypes
import Hummingbird

/// Receives the bodies of requests within what all of them together may hold.
struct RequestSamples: Sendable {
  let limits: ServiceLimits
  let budget: ByteBudget
  let turnstile: Turnstile

  init(_ limits: ServiceLimits) {
    self.limits = limits
    budget = ByteBudget(limit: limits.bufferedBytes)
    turnstile = Turnstile(limit: limits.requests)
  }

  /// Receives and reads samples, and does something with them.
  ///
  /// A place among the requests that are worked on is taken when the body is there: who is slow holds none.
  func callAsFunction<Result>(
    _ request: Request, _ body: (SampleBody) async throws -> Result
  ) async throws -> Result {
    let format = try SampleBody.Format(contentType: request.headers[.contentType])
    if let encoding = request.headers[.contentEncoding], encoding.lowercased() != "identity" {
      throw ServiceError(
        415, "unsupported_encoding", "bodies are taken as they are, without Content-Encoding")
    }
    let description = try Self.description(request)
    let share = budget.share()
    let bytes = try await receive(request, format.bytes(limits), share)
    // JSON becomes some ten times as large before it is samples.
    if format == .json { try share.take(9 * bytes.count) } else { try share.take(bytes.count) }
    let place = try turnstile.enter()
    defer { withExtendedLifetime((share, place)) {} }
    return try await body(SampleBody(bytes, format, description, limits))
  }

  private func receive(
    _ request: Request, _ limit: Int, _ share: ByteBudget.Share
  ) async throws -> [UInt8] {
    func tooLarge(_ found: String) -> ServiceError {
      ServiceError(413, "too_large", "a body of \(found) bytes, expected at most \(limit)")
    }
    let announced = request.headers[.contentLength].flatMap { Int($0) }
    if let announced, announced > limit { throw tooLarge("\(announced)") }
    var bytes: [UInt8] = []
    for try await chunk in request.body {
      guard chunk.readableBytes <= limit - bytes.count else { throw tooLarge("more") }
      try share.take(chunk.readableBytes)
      bytes.append(contentsOf: chunk.readableBytesView)
    }
    return bytes
  }

  private static func description(_ request: Request) throws -> SampleDescription {
    var description = SampleDescription()
    for field in SampleDescription.Field.allCases {
      let header = HTTPField.Name(field.rawValue).flatMap { request.headers[$0] }
      let parameter = request.uri.queryParameters[field.rawValue[...]].map(String.init)
      if let header, let parameter, header != parameter {
        throw ServiceError(
          400, "malformed", "\(field.rawValue) stands in the header and, otherwise, in the address")
      }
      if let text = header ?? parameter { try description.set(field, text) }
    }
    return description
  }
}
