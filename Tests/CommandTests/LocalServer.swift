import Foundation

/// A web server on this machine that can continue a file from any byte, as long as Python is there to be it.
final class LocalServer {
  /// Its address, with a slash at the end.
  let address: String
  private let process = Process()
  /// Its end ends the server, however this process ends.
  private let life = Pipe()

  /// Whether there is what it takes.
  static let isAvailable = ["python3", "curl"].allSatisfy { program in
    ["/usr/bin", "/usr/local/bin", "/bin", "/opt/homebrew/bin"].contains {
      FileManager.default.isExecutableFile(atPath: "\($0)/\(program)")
    }
  }

  private static let program = """
    import http.server, os, sys, threading
    def leave():
        sys.stdin.read()
        os._exit(0)
    threading.Thread(target=leave, daemon=True).start()
    class Handler(http.server.BaseHTTPRequestHandler):
        def do_GET(self):
            path = os.path.join(sys.argv[1], self.path.lstrip("/").replace("%20", " "))
            if not os.path.isfile(path):
                return self.send_error(404)
            data = open(path, "rb").read()
            start = 0
            if "Range" in self.headers:
                start = int(self.headers["Range"].split("=")[1].split("-")[0])
                self.send_response(206)
                self.send_header("Content-Range", "bytes %d-%d/%d" % (start, len(data) - 1, len(data)))
            else:
                self.send_response(200)
            self.send_header("Content-Length", str(len(data) - start))
            self.end_headers()
            self.wfile.write(data[start:])
            open(sys.argv[2], "a").write("%s from %d\\n" % (self.path, start))
        def log_message(self, *arguments):
            pass
    server = http.server.HTTPServer(("127.0.0.1", 0), Handler)
    print(server.server_port, flush=True)
    server.serve_forever()
    """

  /// Serves a folder, and notes each answer as a line of a file.
  init(_ folder: String, log: String) throws {
    let output = Pipe()
    process.executableURL = URL(fileURLWithPath: "/usr/bin/env")
    process.arguments = ["python3", "-c", Self.program, folder, log]
    process.standardInput = life
    process.standardOutput = output
    process.standardError = FileHandle.nullDevice
    try process.run()
    let line = String(decoding: output.fileHandleForReading.availableData, as: UTF8.self)
    address = "http://127.0.0.1:\(line.trimmingCharacters(in: .whitespacesAndNewlines))/"
  }

  // Signals that ask may be blocked in a process that was started from a worker thread.
  deinit { kill(process.processIdentifier, SIGKILL) }
}
