import FaultDX
import FaultDXService
import HTTPTypes
import Hummingbird
import HummingbirdCore
import Logging
import NIOCore
import ServiceLifecycle
import UnixSignals

/// The service over HTTP/1.1.
struct HTTPService {
  let settings: ServerSettings
  let service: MonitoringService
  let tokens: AccessList?
  let certificate: ServerCertificate?
  let metrics: MetricsRegistry
  let logger: Logger

  init(
    _ settings: ServerSettings, _ service: MonitoringService, tokens: AccessList?,
    certificate: ServerCertificate?, metrics: MetricsRegistry, logger: Logger
  ) {
    self.settings = settings
    self.service = service
    self.tokens = tokens
    self.certificate = certificate
    self.metrics = metrics
    self.logger = logger
  }

  /// Serves until the process is told to end (SIGTERM, SIGINT), and then until what was begun is done.
  func run() async throws {
    let router = Router(
      context: BasicRequestContext.self, options: .autoGenerateHeadEndpoints)
    router.add(middleware: AnswerMiddleware(logger: logger))
    router.add(middleware: AccessMiddleware(tokens: tokens, isLoopback: settings.isLoopback))
    Routes(service: service, metrics: metrics).add(to: router)
    let host = settings.host.contains(":") ? "[\(settings.host)]" : settings.host
    let scheme = certificate == nil ? "http" : "https"
    if settings.isPlainText {
      logger.warning(
        """
        WITHOUT TLS: tokens and samples come to \(host) in plain text unless something in front of the server speaks \
        it; --certificate and --private-key make the server speak it itself
        """)
    }
    let reloader = Reloader(
      service: service, access: tokens, certificate: certificate, logger: logger,
      signals: await UnixSignalsSequence(trapping: .sighup))
    let application = Application(
      router: router, server: server,
      configuration: ApplicationConfiguration(
        address: .hostname(settings.host, port: settings.port), serverName: "faultdx",
        backlog: 1024,
        availableConnectionsDelegate: .maximum(settings.connections, logger: logger)),
      onServerRunning: { [logger] channel in
        let port = channel.localAddress?.port ?? 0
        logger.notice("listening on \(scheme)://\(host):\(port)")
      },
      logger: logger)
    var configuration = ServiceGroupConfiguration(
      services: [
        .init(service: Ticker(service: service)), .init(service: reloader),
        .init(service: application),
      ],
      gracefulShutdownSignals: [.sigterm, .sigint], logger: logger)
    configuration.maximumGracefulShutdownDuration = .seconds(settings.drainSeconds)
    let group = ServiceGroup(configuration: configuration)
    try await group.run()
    logger.notice("ended")
  }

  private var server: HTTPServerBuilder {
    let times = RequestGuard.Times(
      head: .seconds(Int64(settings.idleSeconds)), body: .seconds(Int64(settings.bodySeconds)),
      write: .seconds(Int64(settings.writeSeconds)))
    let configuration = HTTP1Channel.Configuration(
      additionalChannelHandlers: [RequestGuard(times)],
      httpDecoderConfiguration: .init(
        maxHeaderFieldSize: 8 << 10, maxHeaderListSize: 16 << 10, maxHeaderFieldCount: 100))
    return HTTPServerBuilder { [certificate] responder in
      let plain = HTTP1Channel(responder: responder, configuration: configuration)
      guard let certificate else { return plain }
      return EncryptedChannel(base: plain, certificate: certificate)
    }
  }
}

/// Tells those who listen what changed, twice a second.
struct Ticker: Service {
  let service: MonitoringService

  func run() async throws {
    try? await cancelWhenGracefulShutdown {
      var ticks = 0
      while true {
        try await Task.sleep(for: .milliseconds(500))
        ticks += 1
        service.tellChanges()
        if ticks % 20 == 0 { service.feed.pulse() }
      }
    }
    service.feed.end()
  }
}
