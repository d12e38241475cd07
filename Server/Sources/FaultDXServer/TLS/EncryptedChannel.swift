import HummingbirdCore
import Logging
import NIOCore
import NIOSSL

/// Puts TLS in front of what a connection speaks otherwise.
///
/// Hummingbird's own has one certificate for as long as the server runs. The handshake counts as part of the first
/// request's head, whose time ``RequestGuard`` measures from when the connection came.
struct EncryptedChannel<Base: ServerChildChannel>: ServerChildChannel {
  let base: Base
  let certificate: ServerCertificate

  func setup(channel: any Channel, logger: Logger) -> EventLoopFuture<Base.Value> {
    channel.eventLoop.makeCompletedFuture {
      try channel.pipeline.syncOperations.addHandler(
        NIOSSLServerHandler(context: certificate.context))
    }.flatMap { base.setup(channel: channel, logger: logger) }
  }

  func handle(value: Base.Value, logger: Logger) async {
    await base.handle(value: value, logger: logger)
  }
}
