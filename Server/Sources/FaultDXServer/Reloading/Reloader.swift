import FaultDXService
import Logging
import ServiceLifecycle
import UnixSignals

/// Reads models, tokens and the certificate again when the process is sent SIGHUP: what is broken stays as it was, and the
/// log says why.
struct Reloader: Service {
  let service: MonitoringService
  let access: AccessList?
  let certificate: ServerCertificate?
  let logger: Logger
  let signals: UnixSignalsSequence

  func run() async throws {
    for await _ in signals.cancelOnGracefulShutdown() {
      reload("certificate", certificate.map { certificate in { try certificate.reload() } })
      reload("list of tokens", access.map { access in { try access.reload() } })
      do { _ = try await service.reloadModels() } catch {
        logger.error("the models were not read again: \(error)")
      }
    }
  }

  private func reload(_ what: String, _ body: (() throws -> Void)?) {
    guard let body else { return }
    do {
      try body()
      logger.notice("read the \(what) again")
    } catch {
      logger.error("the \(what) stays as it was: \(error)")
    }
  }
}
