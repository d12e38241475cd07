import HTTPTypes
import Hummingbird

/// The page for operators: three files that need nothing from elsewhere, and may have nothing from elsewhere.
struct PageRoutes {
  private static let policy =
    "default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self'; img-src data:; "
    + "base-uri 'none'; form-action 'none'; frame-ancestors 'none'"

  func add(to router: Router<BasicRequestContext>) {
    router.get("/") { _, _ in Self.response(PackageResources.page_html, "text/html; charset=utf-8")
    }
    router.get("page.js") { _, _ in
      Self.response(PackageResources.page_js, "text/javascript; charset=utf-8")
    }
    router.get("page.css") { _, _ in
      Self.response(PackageResources.page_css, "text/css; charset=utf-8")
    }
  }

  private static func response(_ bytes: [UInt8], _ type: String) -> Response {
    var headers: HTTPFields = [.contentType: type, .cacheControl: "no-cache"]
    headers[.contentSecurityPolicy] = policy
    if let referrer = HTTPField.Name("Referrer-Policy") { headers[referrer] = "no-referrer" }
    return Response(
      status: .ok, headers: headers, body: .init(byteBuffer: ByteBuffer(bytes: bytes)))
  }
}
