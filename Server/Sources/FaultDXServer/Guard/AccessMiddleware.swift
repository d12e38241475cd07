import FaultDXService
import HTTPTypes
import Hummingbird

/// Lets in who may come in.
///
/// With a list of tokens, who carries one. Without, who is on this machine: a page of somewhere else that the operator's
/// browser shows is not, though the browser is.
struct AccessMiddleware<Context: RequestContext>: RouterMiddleware {
  let tokens: AccessList?
  /// Whether the server listens on this machine only.
  let isLoopback: Bool

  /// What anybody may know: that the service is up, how it is spoken with, and a page without data.
  static var open: Set<String> {
    ["/livez", "/readyz", "/openapi.json", "/", "/page.js", "/page.css"]
  }

  func handle(
    _ request: Request, context: Context,
    next: (Request, Context) async throws -> Response
  ) async throws -> Response {
    if isLoopback, tokens == nil { try checkOrigin(request) }
    guard let tokens, !Self.open.contains(request.uri.path) else {
      return try await next(request, context)
    }
    let words = request.headers[.authorization]?.split(separator: " ") ?? []
    guard words.count == 2, words[0].lowercased() == "bearer", tokens.contains(words[1]) else {
      throw ServiceError(401, "unauthorized", "expected the header \"Authorization: Bearer TOKEN\"")
    }
    return try await next(request, context)
  }

  private func checkOrigin(_ request: Request) throws {
    guard let host = request.head.authority.map(Self.name), Self.isThisMachine(host) else {
      throw ServiceError(
        421, "wrong_host", "the server listens on this machine, and answers to its names only")
    }
    guard let origin = request.headers[.origin] else { return }
    guard let separator = origin.firstRange(of: "://"),
      Self.isThisMachine(Self.name(String(origin[separator.upperBound...])))
    else { throw ServiceError(403, "wrong_origin", "pages of other hosts may not use the service") }
  }

  private static func name(_ authority: String) -> String {
    if authority.hasPrefix("[") { return String(authority.prefix { $0 != "]" }) + "]" }
    return String(authority.prefix { $0 != ":" })
  }

  private static func isThisMachine(_ name: String) -> Bool {
    name == "localhost" || name == "[::1]" || name.hasPrefix("127.")
  }
}
