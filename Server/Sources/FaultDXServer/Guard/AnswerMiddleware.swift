import CoreMetrics
import Dispatch
import FaultDX
import FaultDXService
import HTTPTypes
import Hummingbird
import Logging
import Metrics

/// Turns errors into documents, and counts and logs what was answered.
struct AnswerMiddleware<Context: RequestContext>: RouterMiddleware {
  let logger: Logger

  func handle(
    _ request: Request, context: Context,
    next: (Request, Context) async throws -> Response
  ) async throws -> Response {
    let begin = DispatchTime.now().uptimeNanoseconds
    var response: Response
    do {
      response = try await next(request, context)
    } catch {
      response = answer(to: error, request)
    }
    response.headers[.xContentTypeOptions] = "nosniff"
    if response.headers[.cacheControl] == nil { response.headers[.cacheControl] = "no-store" }
    let took = DispatchTime.now().uptimeNanoseconds - begin
    let route = context.endpointPath ?? "other"
    let method = Self.methods.contains(request.method) ? request.method.rawValue : "other"
    Metrics.Counter(
      label: "faultdx_http_requests_total",
      dimensions: [
        ("method", method), ("route", route), ("status", "\(response.status.code)"),
      ]
    ).increment()
    Metrics.Timer(label: "faultdx_http_request_seconds", dimensions: [("route", route)])
      .recordNanoseconds(Int64(took))
    logger.debug(
      "answered",
      metadata: [
        "method": "\(method)", "path": "\(request.uri.path)", "status": "\(response.status.code)",
        "milliseconds": "\(Double(took / 1000) / 1000)",
      ])
    return response
  }

  private static var methods: Set<HTTPRequest.Method> {
    [.get, .head, .post, .put, .delete, .patch, .options]
  }

  private func answer(to error: any Error, _ request: Request) -> Response {
    let found: ServiceError
    switch error {
    case let error as ServiceError: found = error
    case let error as any HTTPResponseError:
      found =
        error.status == .notFound
        ? ServiceError(404, "not_found", "there is nothing at this address")
        : ServiceError(error.status.code, "refused", error.status.reasonPhrase)
    case is CancellationError:
      found = ServiceError(503, "ending", "the service is being ended", retryAfter: 5)
    default:
      logger.error("a request failed: \(error)", metadata: ["path": "\(request.uri.path)"])
      found = ServiceError(500, "internal", "the service failed; its log says why")
    }
    var response = Response(
      ["error": ["code": .string(found.code), "message": .string(found.message)]],
      status: found.status)
    if let seconds = found.retryAfter { response.headers[.retryAfter] = "\(seconds)" }
    if found.status == 401 { response.headers[.wwwAuthenticate] = "Bearer" }
    return response
  }
}

extension Response {
  /// A JSON document.
  init(_ document: JSON, status: Int = 200) {
    self.init(json: document.serialized(), status: status)
  }

  /// A JSON document as text.
  init(json: String, status: Int = 200) {
    self.init(
      status: .init(code: status), headers: [.contentType: "application/json"],
      body: .init(byteBuffer: ByteBuffer(string: json + "\n")))
  }
}
