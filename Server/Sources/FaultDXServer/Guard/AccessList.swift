import FaultDXService
import Synchronization

/// The tokens that let in now; the file may be read again while the server runs.
final class AccessList: Sendable {
  private let file: String
  private let tokens: Mutex<TokenList>

  /// - Throws: As `TokenList.init(contentsOf:)`.
  init(contentsOf file: String) throws {
    self.file = file
    tokens = Mutex(try TokenList(contentsOf: file))
  }

  /// - Throws: As `TokenList.init(contentsOf:)`; then the old ones let in on.
  func reload() throws {
    let read = try TokenList(contentsOf: file)
    tokens.withLock { $0 = read }
  }

  func contains(_ token: some StringProtocol) -> Bool {
    let now = tokens.withLock { $0 }
    return now.contains(token)
  }
}
