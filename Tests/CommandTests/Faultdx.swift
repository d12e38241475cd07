import Foundation

#if canImport(FoundationEssentials)
  import FoundationEssentials
#endif

/// The command as users have it: a process with arguments, an environment and two streams.
enum Faultdx {
  /// What a run left.
  struct Outcome {
    /// The exit code; 128 and the number of the signal where one ended the process.
    var status: Int32
    var output: String
    var errors: String
  }

  /// The binary that was built with these tests: it lies beside them.
  static let path: String = {
    let tests = URL(fileURLWithPath: CommandLine.arguments[0]).resolvingSymlinksInPath()
    var folder = tests.deletingLastPathComponent()
    // On Darwin the tests are a bundle, a few folders below the products.
    for _ in 0..<4 where !FileManager.default.isExecutableFile(atPath: folder.path + "/faultdx") {
      folder.deleteLastPathComponent()
    }
    return folder.path + "/faultdx"
  }()

  /// Runs the command to its end.
  static func run(
    _ arguments: [String], in folder: Folder, input: Data? = nil, to output: String? = nil,
    environment: [String: String] = [:]
  ) throws -> Outcome {
    try start(arguments, in: folder, input: input, to: output, environment: environment).finish()
  }

  /// Starts the command.
  ///
  /// - Parameter output: where standard output goes; a file of the test's own unless named.
  static func start(
    _ arguments: [String], in folder: Folder, input: Data? = nil, to output: String? = nil,
    environment: [String: String] = [:]
  ) throws -> Running {
    try Running(arguments, folder, input: input, output: output, environment: environment)
  }

  /// A process that may still be running.
  final class Running {
    private let process = Process()
    private let streams: Folder
    private let output: String

    init(
      _ arguments: [String], _ folder: Folder, input: Data?, output: String?,
      environment: [String: String]
    ) throws {
      streams = try Folder()
      self.output = output ?? streams.path("output")
      try streams.write(Data(), to: "output")
      try streams.write(Data(), to: "errors")
      try streams.write(input ?? Data(), to: "input")
      process.executableURL = URL(fileURLWithPath: Faultdx.path)
      process.arguments = arguments
      process.currentDirectoryURL = URL(fileURLWithPath: folder.root)
      var variables = ProcessInfo.processInfo.environment
      variables["FAULTDX_MODEL"] = nil
      process.environment = variables.merging(environment) { $1 }
      let ends = [
        try FileHandle(forReadingFrom: URL(fileURLWithPath: streams.path("input"))),
        try FileHandle(forWritingTo: URL(fileURLWithPath: self.output)),
        try FileHandle(forWritingTo: URL(fileURLWithPath: streams.path("errors"))),
      ]
      process.standardInput = ends[0]
      process.standardOutput = ends[1]
      process.standardError = ends[2]
      // The command has its own by then; Foundation keeps ours open for as long as the tests run.
      defer { for end in ends { try? end.close() } }
      // Once in some thousand starts at once Foundation read memory that was not its own.
      Self.starting.lock()
      defer { Self.starting.unlock() }
      try process.run()
    }

    private static let starting = NSLock()

    deinit {
      if process.isRunning { kill(process.processIdentifier, SIGKILL) }
    }

    var isRunning: Bool { process.isRunning }

    /// What has been said on standard error so far.
    var errors: String { (try? streams.text("errors")) ?? "" }

    func send(_ signal: Int32) { kill(process.processIdentifier, signal) }

    /// Waits until standard error holds a text; gives up when the process ends.
    ///
    /// - Returns: whether the text came while the process was running.
    func waits(for text: String) -> Bool {
      while isRunning {
        if errors.contains(text) { return true }
        usleep(1000)
      }
      return false
    }

    /// Waits for the end; makes one where it does not come.
    func finish() throws -> Outcome {
      let deadline = ContinuousClock.now + .seconds(120)
      while isRunning {
        if ContinuousClock.now > deadline { send(SIGKILL) }
        usleep(1000)
      }
      let isSignal = process.terminationReason == .uncaughtSignal
      return Outcome(
        status: isSignal ? 128 + process.terminationStatus : process.terminationStatus,
        output: output == streams.path("output") ? try streams.text("output") : "",
        errors: try streams.text("errors"))
    }
  }
}
