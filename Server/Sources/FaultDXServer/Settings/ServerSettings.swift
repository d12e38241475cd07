import FaultDXService
import Logging

/// How a server is to be run.
struct ServerSettings {
  enum LogFormat: String, CaseIterable { case text, json }

  var models: [String]
  var data: String
  var host: String
  var port: Int
  var tokenFile: String?
  var durability: StreamStore.Durability
  var threads: Int
  var logLevel: Logger.Level
  var logFormat: LogFormat
  var limits = ServiceLimits()
  var connections: Int
  var idleSeconds: Int
  var bodySeconds: Int
  var writeSeconds: Int
  var drainSeconds: Int

  /// - Throws: `SettingError`; among others of a server that would let in whoever can reach it.
  init(_ values: SettingValues) throws {
    models = values.list(.model)
    guard !models.isEmpty else {
      throw SettingError(
        "expected a model: --model FILE, FAULTDX_MODEL, or \"model\" in a configuration file")
    }
    data = values.string(.data) ?? "faultdx-data"
    host = values.string(.host) ?? "127.0.0.1"
    port = try values.integer(.port, 8080, in: 0...65_535)
    tokenFile = values.string(.tokenFile)
    durability = try values.choice(.durability, .power)
    threads = try values.integer(.threads, 2, in: 1...256)
    logLevel = try values.choice(.logLevel, .info)
    logFormat = try values.choice(.logFormat, .text)
    limits.bodyBytes = try values.integer(.maximumBodyBytes, limits.bodyBytes, in: 1...1 << 32)
    limits.bufferedBytes = max(limits.bufferedBytes, 2 * limits.bodyBytes)
    limits.requests = try values.integer(.maximumRequests, limits.requests, in: 1...100_000)
    limits.streams = try values.integer(.maximumStreams, limits.streams, in: 1...1_000_000)
    limits.events = try values.integer(.maximumEvents, limits.events, in: 1...1_000_000_000)
    connections = try values.integer(.maximumConnections, 2000, in: 1...100_000)
    idleSeconds = try values.integer(.idleSeconds, 30, in: 1...3600)
    bodySeconds = try values.integer(.bodySeconds, 30, in: 1...3600)
    writeSeconds = try values.integer(.writeSeconds, 30, in: 1...3600)
    drainSeconds = try values.integer(.drainSeconds, 20, in: 1...3600)
    try check(isInsecure: values.bool(.insecure))
  }

  /// Whether only this machine can reach the server.
  var isLoopback: Bool { host == "localhost" || host == "::1" || host.hasPrefix("127.") }

  private func check(isInsecure: Bool) throws {
    if isLoopback { return }
    guard isInsecure, tokenFile != nil else {
      throw SettingError(
        "--host \(host) lets other machines in, which takes --token-file, and TLS in front of the server: say so with "
          + "--insecure")
    }
  }
}
