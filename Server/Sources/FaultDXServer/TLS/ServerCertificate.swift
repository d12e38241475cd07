import FaultDX
import FaultDXService
import Metrics
import NIOSSL
import Synchronization

/// What the server shows those who connect with TLS.
///
/// It may be read again while the server runs: a connection keeps what it began with, the next has what is new.
final class ServerCertificate: Sendable {
  private let chainFile: String
  private let keyFile: String
  private let shown: Mutex<NIOSSLContext>
  private let expiry = Gauge(label: "faultdx_certificate_expiry_timestamp_seconds")

  /// Reads a certificate and its key.
  ///
  /// - Parameters:
  ///   - chainFile: Certificates in PEM, the server's own first.
  ///   - keyFile: The private key of the first, in PEM, without a password.
  /// - Throws: `CertificateError`.
  init(chainFile: String, keyFile: String) throws(CertificateError) {
    self.chainFile = chainFile
    self.keyFile = keyFile
    let (context, end) = try Self.read(chainFile, keyFile)
    shown = Mutex(context)
    expiry.record(Double(end))
  }

  /// For the connection that begins now.
  var context: NIOSSLContext { shown.withLock { $0 } }

  /// Reads both files again.
  ///
  /// - Throws: `CertificateError`; then the old ones are shown on.
  func reload() throws(CertificateError) {
    let (context, end) = try Self.read(chainFile, keyFile)
    shown.withLock { $0 = context }
    expiry.record(Double(end))
  }

  /// - Returns: The context, and when the certificate ends in seconds since 1970.
  private static func read(
    _ chainFile: String, _ keyFile: String
  ) throws(CertificateError) -> (NIOSSLContext, Int) {
    let chain: [NIOSSLCertificate]
    do { chain = try NIOSSLCertificate.fromPEMBytes(try bytes(chainFile)) } catch {
      throw CertificateError.of(chainFile, error, "holds no certificate in PEM")
    }
    guard let own = chain.first else {
      throw CertificateError(file: chainFile, problem: "holds no certificate in PEM")
    }
    let key: NIOSSLPrivateKey
    do { key = try NIOSSLPrivateKey(bytes: try bytes(keyFile), format: .pem) } catch {
      throw CertificateError.of(keyFile, error, "holds no private key in PEM without a password")
    }
    let now = Int(WallClock.now)
    let end = Int(own.notValidAfter)
    guard now < end else {
      throw CertificateError(file: chainFile, problem: "ended \(days(now - end)) ago")
    }
    guard Int(own.notValidBefore) <= now else {
      throw CertificateError(
        file: chainFile, problem: "begins in \(days(Int(own.notValidBefore) - now)) only")
    }
    var configuration = TLSConfiguration.makeServerConfiguration(
      certificateChain: chain.map { .certificate($0) }, privateKey: .privateKey(key))
    configuration.minimumTLSVersion = .tlsv12
    // What TLS 1.2 offers besides these is known to be weak; those of TLS 1.3 are always there.
    configuration.cipherSuites = "ECDHE+AESGCM:ECDHE+CHACHA20"
    configuration.applicationProtocols = ["http/1.1"]
    do { return (try NIOSSLContext(configuration: configuration), end) } catch {
      throw CertificateError(file: keyFile, problem: "is not the private key of \(chainFile)")
    }
  }

  private static func bytes(_ file: String) throws -> [UInt8] {
    try DurableFile.read(file, limit: 1 << 20)
  }

  private static func days(_ seconds: Int) -> String {
    seconds < 2 * 86_400 ? "\(max(1, seconds / 3600)) h" : "\(seconds / 86_400) days"
  }
}

/// Why a certificate cannot be shown.
struct CertificateError: Error, Equatable, CustomStringConvertible {
  /// The file that is the reason.
  var file: String
  /// What is the matter, in words.
  var problem: String
  /// Whether the file is not there at all.
  var isMissing = false

  /// One sentence.
  var description: String { "\(file): \(problem)" }

  fileprivate static func of(
    _ file: String, _ error: any Error, _ problem: String
  ) -> CertificateError {
    guard let error = error as? FileError else {
      return CertificateError(file: file, problem: problem)
    }
    var isMissing = false
    if case .notFound = error { isMissing = true }
    let prefix = file + ": "
    let text = "\(error)"
    return CertificateError(
      file: file, problem: text.hasPrefix(prefix) ? String(text.dropFirst(prefix.count)) : text,
      isMissing: isMissing)
  }
}
