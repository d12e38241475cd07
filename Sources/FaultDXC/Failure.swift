import CFaultDXInterface
import FaultDX

/// Why a call does not return `FAULTDX_OK`.
struct Failure: Error {
  let status: faultdx_status
  let message: String

  init(_ status: Int32, _ message: String) {
    self.status = status
    self.message = message
  }

  static func argument(_ message: String) -> Failure { Failure(FAULTDX_INVALID_ARGUMENT, message) }

  init(_ error: DiagnosisError) {
    switch error {
    case .invalidInput, .notFinite: self.init(FAULTDX_INVALID_INPUT, error.description)
    case .tooShort, .channelCount, .sampleRate, .conditioning, .missing:
      self.init(FAULTDX_UNSUITABLE, error.description)
    case .windowSize: self.init(FAULTDX_INVALID_ARGUMENT, error.description)
    }
  }

  init(_ error: StreamError) {
    switch error {
    case .noModel, .unknownModel, .configuration, .partialFrame, .position:
      self.init(FAULTDX_INVALID_ARGUMENT, error.description)
    case .needsWholeRecordings, .missingChannel: self.init(FAULTDX_UNSUITABLE, error.description)
    case .model(_, let error): self.init(error)
    }
  }

  init(_ error: SnapshotError) { self.init(FAULTDX_NOT_A_SNAPSHOT, error.description) }

  /// What came of reading a model.
  init(reading error: any Error) {
    self.init(
      error is FileError ? FAULTDX_FILE_ERROR : FAULTDX_NOT_A_MODEL, String(describing: error))
  }
}

/// Runs the body of a function of the interface, and keeps what went wrong for the thread to ask for.
func answering(_ body: () throws(Failure) -> faultdx_status) -> faultdx_status {
  do throws(Failure) {
    return try body()
  } catch {
    write(
      error.message,
      to: UnsafeMutableRawBufferPointer(start: last_error_memory(), count: Int(LAST_ERROR_SIZE)))
    return error.status
  }
}

/// Writes a text that ends with a zero byte, cut between characters where it is too long.
func write(_ text: String, to memory: UnsafeMutableRawBufferPointer) {
  guard var room = memory.isEmpty ? nil : memory.count - 1 else { return }
  var end = 0
  for scalar in text.unicodeScalars {
    let bytes = UTF8.width(scalar)
    if bytes > room { break }
    if scalar == "\0" { break }
    for byte in UTF8.encode(scalar).map(Array.init) ?? [] {
      memory[end] = byte
      end += 1
    }
    room -= bytes
  }
  memory[end] = 0
}
