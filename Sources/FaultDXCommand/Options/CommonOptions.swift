import ArgumentParser
import FaultDXTensor

/// What a machine or a person reads.
enum OutputFormat: String, ExpressibleByArgument, CaseIterable {
  case text, json
}

/// The options that every command understands.
struct CommonOptions: ParsableArguments {
  @Option(help: "Threads to use; results do not depend on it. (default: all cores)")
  var threads: Int?

  @Option(help: "Seed of everything random.")
  var seed: UInt64 = 1

  @Flag(name: .shortAndLong, help: "Say nothing but results and errors.")
  var quiet = false

  @Flag(name: .shortAndLong, help: "Say more about what was assumed.")
  var verbose = false

  func validate() throws {
    if let threads, !(1...1024).contains(threads) {
      throw ValidationError("--threads must be between 1 and 1024, got \(threads)")
    }
    if quiet && verbose { throw ValidationError("--quiet and --verbose exclude each other") }
  }

  /// The threads asked for, or all cores.
  var parallelism: Parallelism { threads.map { .threads($0) } ?? .allCores }

  /// Says something on standard error unless `--quiet`.
  func note(_ message: String) {
    if !quiet { Console.say(message) }
  }

  /// Says on standard error what the user should know although the work goes on, unless `--quiet`.
  func warn(_ message: String) {
    if !quiet { Console.warning(message) }
  }
}
