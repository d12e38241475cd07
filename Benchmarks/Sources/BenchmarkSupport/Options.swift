import FaultDXNN
import FaultDXTensor

#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#else
  import Darwin
#endif

/// What every benchmark can be asked: the instruction set, the network, and one flag of its own.
package struct Options {
  /// What the kernels run on.
  package private(set) var instructionSet = InstructionSet.best
  /// The reference networks that are measured.
  package private(set) var networks = ["wide", "small"]
  /// The numbers in which convolutions multiply.
  package private(set) var precision = Precision.float32
  /// Whether the flag was given.
  package private(set) var isComplete = false
  /// How often the work is to be run, on one thread and without being timed: for a profiler.
  package private(set) var profiledRuns: Int?

  /// Reads the command line; prints `usage` and stops with 64 where it cannot.
  package init(usage: String) {
    var arguments = CommandLine.arguments.dropFirst()
    while let option = arguments.popFirst() {
      switch option {
      case "--isa":
        do {
          instructionSet = try InstructionSet.requested(by: arguments.popFirst() ?? "")
        } catch {
          Self.stop(error.description)
        }
      case "--network":
        guard let name = arguments.popFirst(), networks.contains(name) else { Self.stop(usage) }
        networks = [name]
      case "--precision" where usage.contains("--precision"):
        guard let named = Precision(rawValue: arguments.popFirst() ?? "") else { Self.stop(usage) }
        precision = named
      case "--all": isComplete = true
      case "--profile":
        guard let runs = arguments.popFirst().flatMap(Int.init) else { Self.stop(usage) }
        profiledRuns = runs
      default: Self.stop(usage)
      }
    }
  }

  private static func stop(_ message: String) -> Never {
    print(message)
    exit(64)
  }
}
