import FaultDXStorage

#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#else
  import Darwin
#endif

/// Fetches files with curl, a process of its own.
///
/// A client of our own would bring TLS and Foundation's networking into a command that starts in milliseconds, for
/// something that is done once; curl resumes, retries and shows progress, and is on every system that this runs on.
struct Transfer {
  let quiet: Bool

  /// Fetches a file; what a broken transfer left is continued.
  func fetch(_ address: String, to path: String) throws {
    let partial = path + ".part"
    var arguments = [
      "curl", "--fail", "--location", "--retry", "3", "--continue-at", "-", "--proto",
      "=http,https", "--output", partial,
    ]
    arguments += quiet || !Console.isTerminal ? ["--silent", "--show-error"] : ["--progress-bar"]
    let status = try run(arguments + ["--", address])
    guard status == 0 else {
      throw CommandFailure(
        "\(address): curl gave up with status \(status); the same command goes on where it stopped",
        status: .inputOutput)
    }
    guard rename(partial, path) == 0 else { throw FileError.cannotCreate(path: path, code: errno) }
  }

  /// Runs a program to its end.
  private func run(_ arguments: [String]) throws -> Int32 {
    var process = pid_t()
    var words: [UnsafeMutablePointer<CChar>?] = arguments.map { strdup($0) }
    words.append(nil)
    defer { for word in words { free(word) } }
    let code = posix_spawnp(&process, arguments[0], nil, nil, words, environ)
    guard code != ENOENT else {
      throw CommandFailure(
        "\(arguments[0]) is not there and is needed to fetch files; install it, or fetch them yourself",
        status: .internalError)
    }
    guard code == 0 else {
      throw CommandFailure(
        "\(arguments[0]) cannot be started: \(String(cString: strerror(code)))",
        status: .internalError)
    }
    var status: Int32 = 0
    while waitpid(process, &status, 0) < 0 {
      guard errno == EINTR else { return -1 }
    }
    // The low seven bits hold a signal, the next byte what the program returned.
    return status & 0x7F == 0 ? status >> 8 & 0xFF : 128 + status & 0x7F
  }
}
