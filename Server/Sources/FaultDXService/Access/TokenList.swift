import Crypto
import FaultDX

/// Those who may use the service, as the SHA-256 of their tokens: whoever reads the file cannot pass for them.
public struct TokenList: Sendable {
  private let digests: [[UInt8]]

  /// Reads a list from a file.
  ///
  /// One line for each token: its SHA-256 in hexadecimal digits and, behind a space, whose it is. Lines that begin with `#` are left
  /// aside.
  ///
  /// - Throws: `TokenError`, or `FileError`.
  public init(contentsOf file: String) throws {
    let bytes = try DurableFile.read(file, limit: 1 << 20)
    var digests: [[UInt8]] = []
    for (number, line) in bytes.split(
      separator: UInt8(ascii: "\n"), omittingEmptySubsequences: false
    )
    .enumerated() {
      let word = line.prefix { $0 != UInt8(ascii: " ") && $0 != UInt8(ascii: "\t") && $0 != 13 }
      if word.isEmpty || word.first == UInt8(ascii: "#") { continue }
      guard let digest = Self.digest(word) else {
        throw TokenError(file: file, line: number + 1)
      }
      digests.append(digest)
    }
    guard !digests.isEmpty else { throw TokenError(file: file, line: nil) }
    self.digests = digests
  }

  /// Tokens themselves.
  public init(tokens: [String]) { digests = tokens.map { Self.hash($0) } }

  /// Whether a token is in the list, in a time that does not tell how near it came.
  public func contains(_ token: some StringProtocol) -> Bool {
    let found = Self.hash(token)
    var isThere = false
    for digest in digests {
      var difference: UInt8 = 0
      for (one, other) in zip(found, digest) { difference |= one ^ other }
      isThere = difference == 0 || isThere
    }
    return isThere
  }

  /// A new token of 256 random bits, and the line that lets it in.
  public static func make() -> (token: String, digest: String) {
    var generator = SystemRandomNumberGenerator()
    let token = "fdx_" + (0..<32).map { _ in generator.next() as UInt8 }.hexadecimal
    return (token, hash(token).hexadecimal)
  }

  private static func hash(_ token: some StringProtocol) -> [UInt8] {
    Array(SHA256.hash(data: Array(token.utf8)))
  }

  private static func digest(_ word: ArraySlice<UInt8>) -> [UInt8]? {
    guard word.count == 64 else { return nil }
    var digest: [UInt8] = []
    var high: UInt8?
    for byte in word {
      guard let digit = Character(UnicodeScalar(byte)).hexDigitValue else { return nil }
      if let first = high {
        digest.append(first << 4 | UInt8(digit))
        high = nil
      } else {
        high = UInt8(digit)
      }
    }
    return digest
  }
}

/// Why a file is no list of tokens.
public struct TokenError: Error, Equatable, CustomStringConvertible {
  /// The file.
  public var file: String
  /// The line that is none, counted from 1; `nil` where the file holds no token.
  public var line: Int?

  /// One sentence.
  public var description: String {
    guard let line else { return "\(file): holds no token; faultdx-server token makes one" }
    return
      "\(file):\(line): expected the SHA-256 of a token in 64 hexadecimal digits; faultdx-server token makes one"
  }
}
