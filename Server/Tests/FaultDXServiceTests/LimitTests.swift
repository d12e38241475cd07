import CoreMetrics
import FaultDXService
import Foundation
import Testing

struct LimitTests {
  @Test func `a budget is given back`() throws {
    let budget = ByteBudget(limit: 10)
    do {
      let share = budget.share()
      try share.take(7)
      #expect(throws: ServiceError.overloaded) { try budget.share().take(4) }
      #expect(budget.inUse == 7)
    }
    #expect(budget.inUse == 0)
  }

  @Test func `a turnstile lets so many in`() throws {
    let turnstile = Turnstile(limit: 1)
    let place = try turnstile.enter()
    #expect(throws: ServiceError.overloaded) { try turnstile.enter() }
    withExtendedLifetime(place) {}
  }

  @Test func `a place is free when it was left`() throws {
    let turnstile = Turnstile(limit: 1)
    for _ in 0..<3 { _ = try turnstile.enter() }
    #expect(turnstile.count == 0)
  }

  @Test func `tokens are let in by their hashes alone`() throws {
    let (token, digest) = TokenList.make()
    let file = NSTemporaryDirectory() + "faultdx-tokens-" + UUID().uuidString
    defer { try? FileManager.default.removeItem(atPath: file) }
    try Data("# those of the plant\n\n\(digest) gateway\r\n".utf8).write(to: URL(filePath: file))
    let tokens = try TokenList(contentsOf: file)
    #expect(tokens.contains(token))
    #expect(!tokens.contains(token + "0"))
    #expect(!tokens.contains(digest))
    #expect(!tokens.contains(""))
  }

  /// The examples of FIPS 180.
  @Test(arguments: [
    ("abc", "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"),
    (
      "abcdbcdecdefdefgefghfghighijhijkijkljklmklmnlmnomnopnopq",
      "248d6a61d20638b8e5c026930c3e6039a33ce45964ff2167f6ecedd419db06c1"
    ),
    (
      String(repeating: "a", count: 1_000_000),
      "cdc76e5c9914fb9281a1c7e284d73e67f1809a48a497200e046d39ccc7112cd0"
    ),
  ])
  func `a token has the hash of the standard`(token: String, digest: String) throws {
    let file = NSTemporaryDirectory() + "faultdx-tokens-" + UUID().uuidString
    defer { try? FileManager.default.removeItem(atPath: file) }
    try Data(digest.utf8).write(to: URL(filePath: file))
    #expect(try TokenList(contentsOf: file).contains(token))
  }

  @Test(arguments: ["", "# nobody\n", "secret\n", String(repeating: "g", count: 64)])
  func `a list without tokens is refused`(text: String) throws {
    let file = NSTemporaryDirectory() + "faultdx-tokens-" + UUID().uuidString
    defer { try? FileManager.default.removeItem(atPath: file) }
    try Data(text.utf8).write(to: URL(filePath: file))
    #expect(throws: TokenError.self) { try TokenList(contentsOf: file) }
  }

  @Test func `measurements are written as Prometheus reads them`() {
    let registry = MetricsRegistry()
    registry.makeCounter(label: "a_total", dimensions: [("route", "/v1/\"x\"")]).increment(by: 2)
    registry.makeCounter(label: "a_total", dimensions: [("route", "/v1/\"x\"")]).increment(by: 1)
    registry.makeMeter(label: "level", dimensions: []).set(2.5)
    let timer = registry.makeTimer(label: "took-seconds", dimensions: [])
    timer.recordNanoseconds(2_000_000)
    let lines = registry.exposition.split(separator: "\n")
    #expect(lines.contains("a_total{route=\"/v1/\\\"x\\\"\"} 3"))
    #expect(lines.contains("# TYPE level gauge"))
    #expect(lines.contains("level 2.5"))
    #expect(lines.contains("took_seconds_bucket{le=\"0.001\"} 0"))
    #expect(lines.contains("took_seconds_bucket{le=\"0.0025\"} 1"))
    #expect(lines.contains("took_seconds_bucket{le=\"+Inf\"} 1"))
    #expect(lines.contains("took_seconds_count 1"))
  }
}
