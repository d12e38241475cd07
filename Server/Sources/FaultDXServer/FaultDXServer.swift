import ArgumentParser
import CoreMetrics
import FaultDX
import FaultDXService
import Foundation
import Logging
import Metrics

/// The command line: `faultdx-server --model FILE`.
@main
struct FaultDXServer: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "faultdx-server",
    abstract: "Diagnoses recordings and the streams of sensors over HTTP.",
    discussion: """
      Every option may also be set by an environment variable (FAULTDX_TOKEN_FILE for --token-file) or in a file of \
      JSON ({"tokenFile": "…"}); a flag wins over a variable, and that over the file.

      EXAMPLES:
        faultdx-server --model model.safetensors          serve this machine on port 8080
        faultdx-server token >> tokens                    make a token; the list keeps its hash
      """,
    version: "faultdx-server 0.1.0",
    subcommands: [Serve.self, Token.self], defaultSubcommand: Serve.self)
}

/// Makes a token.
struct Token: ParsableCommand {
  static let configuration = CommandConfiguration(
    abstract:
      "Make a token: the line for the list goes to the standard output, the token to the standard error."
  )

  @Argument(help: "Whose it is.") var owner = ""

  func run() {
    let (token, digest) = TokenList.make()
    FileHandle.standardError.write(Data((token + "\n").utf8))
    print(owner.isEmpty ? digest : "\(digest) \(owner)")
  }
}

/// Serves.
struct Serve: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "Serve until the process is told to end.")

  @Option(help: "A file of settings (JSON).") var config: String?
  @Option(
    help:
      "A model file, or a folder of them; may be given several times, the first is asked unless a request names another."
  )
  var model: [String] = []
  @Option(help: "The folder for streams and events (faultdx-data).") var data: String?
  @Option(help: "The address to listen on (127.0.0.1).") var host: String?
  @Option(help: "The port (8080); 0 for any that is free.") var port: String?
  @Option(help: "A list of the SHA-256 of tokens, one of which every request must carry.")
  var tokenFile: String?
  @Option(help: "Speak TLS: certificates in PEM, the server's own first.") var certificate: String?
  @Option(help: "The private key of the certificate, in PEM.") var privateKey: String?
  @Flag(
    help:
      "Serve other machines without TLS: tokens come in plain text unless something in front speaks it."
  )
  var insecure = false
  @Option(help: "What an answer survives: loss of \"power\", or of the \"process\" only (power).")
  var durability: String?
  @Option(help: "Threads that diagnose streams, and as many for recordings (2).") var threads:
    String?
  @Option(help: "trace, debug, info, notice, warning, error or critical (info).")
  var logLevel: String?
  @Option(help: "text or json (text).") var logFormat: String?
  @Option(help: "Bytes of a request's body (67108864).") var maximumBodyBytes: String?
  @Option(help: "Open connections (2000).") var maximumConnections: String?
  @Option(help: "Requests that are worked on at once (256).") var maximumRequests: String?
  @Option(help: "Streams of sensors (10000).") var maximumStreams: String?
  @Option(help: "Events that are kept (1000000).") var maximumEvents: String?
  @Option(help: "Seconds for a request's head, and between requests (30).") var idleSeconds: String?
  @Option(help: "Seconds for a request's body (30).") var bodySeconds: String?
  @Option(help: "Seconds for a client to take what is written (30).") var writeSeconds: String?
  @Option(help: "Seconds for requests to be finished when the server is told to end (20).")
  var drainSeconds: String?

  private var flags: [Setting: String] {
    let all: [Setting: String?] = [
      .model: model.isEmpty ? nil : model.joined(separator: ","), .data: data, .host: host,
      .port: port, .tokenFile: tokenFile, .certificate: certificate, .privateKey: privateKey,
      .insecure: insecure ? "true" : nil, .durability: durability, .threads: threads,
      .logLevel: logLevel, .logFormat: logFormat, .maximumBodyBytes: maximumBodyBytes,
      .maximumConnections: maximumConnections, .maximumRequests: maximumRequests,
      .maximumStreams: maximumStreams, .maximumEvents: maximumEvents, .idleSeconds: idleSeconds,
      .bodySeconds: bodySeconds, .writeSeconds: writeSeconds, .drainSeconds: drainSeconds,
    ]
    return all.compactMapValues { $0 }
  }

  func run() async throws {
    do {
      let settings = try ServerSettings(
        SettingValues(
          flags: flags, environment: ProcessInfo.processInfo.environment, file: config))
      try await Self.serve(settings)
    } catch let error as SettingError {
      Self.fail("\(error)", 64)
    } catch let error as FileError {
      if case .notFound = error { Self.fail("\(error)", 66) }
      Self.fail("\(error)", 74)
    } catch let error as ModelError {
      Self.fail("\(error)", 65)
    } catch let error as SafeTensorsError {
      Self.fail("\(error)", 65)
    } catch let error as ShelfError {
      Self.fail("\(error)", 65)
    } catch let error as CertificateError {
      Self.fail("\(error)", error.isMissing ? 66 : 65)
    } catch let error as TokenError {
      Self.fail("\(error)", 65)
    } catch let error as StoreError {
      Self.fail("\(error)", 73)
    }
  }

  private static func fail(_ message: String, _ code: Int32) -> Never {
    FileHandle.standardError.write(Data("error: \(message)\n".utf8))
    Foundation.exit(code)
  }

  private static func serve(_ settings: ServerSettings) async throws {
    LoggingSystem.bootstrap { label in
      var handler: any LogHandler =
        settings.logFormat == .json
        ? JSONLogHandler(label: label) : StreamLogHandler.standardError(label: label)
      handler.logLevel = settings.logLevel
      return handler
    }
    let metrics = MetricsRegistry()
    MetricsSystem.bootstrap(metrics)
    let logger = Logger(label: "faultdx")
    let certificate = try settings.certificate.map {
      try ServerCertificate(chainFile: $0.chain, keyFile: $0.key)
    }
    let tokens = try settings.tokenFile.map { try AccessList(contentsOf: $0) }
    // Before all that is changed by being opened.
    let shelf = try ModelShelf(sources: settings.models)
    let service = try MonitoringService(
      shelf: shelf,
      store: StreamStore(
        folder: settings.data, durability: settings.durability, eventLimit: settings.limits.events),
      limits: settings.limits, threads: settings.threads, logger: logger)
    try await HTTPService(
      settings, service, tokens: tokens, certificate: certificate, metrics: metrics, logger: logger
    ).run()
  }
}
