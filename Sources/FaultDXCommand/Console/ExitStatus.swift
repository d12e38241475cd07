import ArgumentParser
import FaultDXIO
import FaultDXNN
import FaultDXStorage
import FaultDXTraining

#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#else
  import Darwin
#endif

/// The exit codes of `sysexits.h` that the command promises.
enum ExitStatus: Int32 {
  case usage = 64
  case badData = 65
  case noInput = 66
  case internalError = 70
  case cannotCreate = 73
  case inputOutput = 74
  case interrupted = 130
  case terminated = 143

  /// The code for an error of ours; `nil` for those that ArgumentParser explains itself (usage, help).
  init?(for error: any Error) {
    switch error {
    case is CleanExit, is ValidationError, is ExitCode: return nil
    case let failure as CommandFailure: self = failure.status
    case let failure as FileError: self = ExitStatus(for: failure)
    case ReadingError.file(let failure): self = ExitStatus(for: failure)
    case ReadingError.options: self = .usage
    // Impossible networks and recipes come from the command line; those in files are `ModelError`s.
    case is ConfigurationError, TrainingError.configuration: self = .usage
    default:
      // Usage errors come wrapped in a type that ArgumentParser keeps to itself.
      guard !String(reflecting: type(of: error)).hasPrefix("ArgumentParser.") else { return nil }
      self = .badData
    }
  }

  private init(for failure: FileError) {
    switch failure {
    case .notFound, .isDirectory, .unreadable: self = .noInput
    case .tooLarge: self = .badData
    case .cannotCreate: self = .cannotCreate
    case .writeFailed: self = .inputOutput
    }
  }

  /// Ends the process.
  func exit() -> Never {
    #if canImport(Glibc)
      Glibc.exit(rawValue)
    #elseif canImport(Musl)
      Musl.exit(rawValue)
    #else
      Darwin.exit(rawValue)
    #endif
  }
}

/// Something the command itself found wrong, with the exit code that belongs to it.
struct CommandFailure: Error, CustomStringConvertible {
  var status: ExitStatus
  var description: String

  /// Bad data, unless another status is named.
  init(_ description: String, status: ExitStatus = .badData) {
    self.status = status
    self.description = description
  }
}
