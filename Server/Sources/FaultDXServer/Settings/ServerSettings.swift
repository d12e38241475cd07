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
  /// The files of certificate and private key, where the server speaks TLS.
  var certificate: (chain: String, key: String)?
  /// Whether plain text over the network was asked for.
  var isInsecure: Bool
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
    certificate = try Self.certificate(values)
    isInsecure = try values.bool(.insecure)
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
    try checkAccess()
  }

  /// Whether only this machine can reach the server.
  var isLoopback: Bool { host == "localhost" || host == "::1" || host.hasPrefix("127.") }

  /// Whether other machines reach the server without its speaking TLS.
  var isPlainText: Bool { !isLoopback && certificate == nil }

  private static func certificate(
    _ values: SettingValues
  ) throws -> (chain: String, key: String)? {
    switch (values.string(.certificate), values.string(.privateKey)) {
    case (nil, nil): return nil
    case (let chain?, let key?): return (chain, key)
    case (_?, nil): throw SettingError("--certificate needs --private-key")
    case (nil, _?): throw SettingError("--private-key needs --certificate")
    }
  }

  private func checkAccess() throws {
    if isLoopback { return }
    guard tokenFile != nil else {
      throw SettingError(
        "--host \(host) lets other machines in, which takes --token-file; faultdx-server token makes a token"
      )
    }
    guard certificate != nil || isInsecure else {
      throw SettingError(
        "--host \(host) lets other machines in, which takes --certificate and --private-key; where something in front "
          + "of the server speaks TLS, say so with --insecure")
    }
  }
}
