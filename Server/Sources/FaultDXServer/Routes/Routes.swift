import FaultDX
import FaultDXService
import Foundation
import HTTPTypes
import Hummingbird

/// What is at which address.
struct Routes: Sendable {
  let service: MonitoringService
  let metrics: MetricsRegistry
  let samples: RequestSamples

  init(service: MonitoringService, metrics: MetricsRegistry) {
    self.service = service
    self.metrics = metrics
    samples = RequestSamples(service.limits)
  }

  func add(to router: Router<BasicRequestContext>) {
    PageRoutes().add(to: router)
    get(router, "livez") { _, _ in Response(["status": "up"]) }
    get(router, "readyz") { [service] _, _ in
      _ = try await service.events(after: .max, limit: 1)
      return Response(["status": "ready"])
    }
    get(router, "metrics") { [metrics] _, _ in
      Response(
        status: .ok, headers: [.contentType: "text/plain; version=0.0.4; charset=utf-8"],
        body: .init(byteBuffer: ByteBuffer(string: metrics.exposition)))
    }
    get(router, "openapi.json") { _, _ in
      Response(json: String(decoding: PackageResources.openapi_json, as: UTF8.self))
    }
    get(router, "v1/models") { [service] _, _ in Response(service.modelList) }
    router.post("v1/models/reload") { [service] _, _ in
      Response(try await service.reloadModels())
    }
    forbid(router, "v1/models/reload", but: "POST")
    get(router, "v1/streams") { [service] _, _ in Response(service.streamList) }
    get(router, "v1/events") { [self] request, _ in
      if Self.wantsStream(request) {
        return try EventStream(service: service, sensor: nil).response(
          after: try Self.number(request, "after"))
      }
      let events = try await service.events(
        after: try Self.number(request, "after"), limit: try Self.limit(request))
      return Self.response(events)
    }
    get(router, "v1/streams/:sensor/window") { [service] _, context in
      Response(try await service.lastWindow(of: try Self.sensor(context)))
    }
    get(router, "v1/streams/:sensor/events") { [service] request, context in
      let sensor = try Self.sensor(context)
      let from = try Self.number(request, "from")
      let after = try Self.number(request, "after")
      let events = try await service.events(
        of: sensor, from: from.map(Int.init), after: after, limit: try Self.limit(request))
      if Self.wantsStream(request) {
        return try EventStream(service: service, sensor: sensor).response(after: after)
      }
      return Self.response(events)
    }
    router.post("v1/diagnose") { [service, samples] request, _ in
      let explains = request.uri.queryParameters["explain"].map { $0 == "true" } ?? false
      return try await samples(request) {
        Response(try await service.diagnose($0, explains: explains))
      }
    }
    forbid(router, "v1/diagnose", but: "POST")
    router.post("v1/streams/:sensor/samples") { [service, samples] request, context in
      let sensor = try Self.sensor(context)
      return try await samples(request) { Response(try await service.accept($0, for: sensor)) }
    }
    forbid(router, "v1/streams/:sensor/samples", but: "POST")
    router.get("v1/streams/:sensor") { [service] _, context in
      Response(try service.stream(try Self.sensor(context)))
    }
    router.delete("v1/streams/:sensor") { [service] _, context in
      try await service.delete(try Self.sensor(context))
      return Response(status: .noContent)
    }
    forbid(router, "v1/streams/:sensor", but: "GET, HEAD, DELETE")
  }

  /// Something to be read, and only read.
  private func get(
    _ router: Router<BasicRequestContext>, _ path: RouterPath,
    _ body: @escaping @Sendable (Request, BasicRequestContext) async throws -> Response
  ) {
    router.get(path, use: body)
    forbid(router, path, but: "GET, HEAD")
  }

  private func forbid(
    _ router: Router<BasicRequestContext>, _ path: RouterPath, but allowed: String
  ) {
    let names = allowed.split(separator: ", ")
    let words = [
      "GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS", "TRACE", "CONNECT", "QUERY",
    ]
    let methods = words.compactMap { HTTPRequest.Method(rawValue: $0) }
    for method in methods where !names.contains(method.rawValue[...]) {
      router.on(path, method: method) { _, _ -> Response in
        let message = "expected the method \(allowed)"
        var response = Response(
          ["error": ["code": "method_not_allowed", "message": .string(message)]], status: 405)
        response.headers[.allow] = allowed
        return response
      }
    }
  }

  private static func sensor(_ context: BasicRequestContext) throws -> SensorName {
    let text = try context.parameters.require("sensor")
    // A colon may come as it is or as %3A.
    guard let name = text.removingPercentEncoding else {
      throw ServiceError(400, "malformed", "the sensor's name is not UTF-8")
    }
    return try SensorName(name)
  }

  private static func wantsStream(_ request: Request) -> Bool {
    request.headers[.accept]?.contains("text/event-stream") ?? false
  }

  /// The number behind a word of the address; `after` may stand in the header of a browser that connects again.
  private static func number(_ request: Request, _ name: String) throws -> Int64? {
    var text = request.uri.queryParameters[name[...]].map(String.init)
    if name == "after",
      let header = HTTPField.Name("Last-Event-ID").flatMap({ request.headers[$0] })
    {
      text = header
    }
    guard let text else { return nil }
    guard let number = Int64(text), number >= 0 else {
      throw ServiceError(400, "malformed", "\(name): expected a whole number from 0 on")
    }
    return number
  }

  private static func limit(_ request: Request) throws -> Int {
    let limit = try number(request, "limit") ?? 100
    guard 1...1000 ~= limit else {
      throw ServiceError(400, "malformed", "limit: expected a whole number from 1 to 1000")
    }
    return Int(limit)
  }

  private static func response(_ events: [StoredEvent]) -> Response {
    Response(json: "{\"events\":[" + events.map(\.json).joined(separator: ",") + "]}")
  }
}
