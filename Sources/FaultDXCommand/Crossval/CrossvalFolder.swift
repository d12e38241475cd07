import FaultDXEvaluation
import FaultDXStorage

#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#else
  import Darwin
#endif

/// The folder that a cross-validation leaves: `crossval.json`, `confusion.csv`, and `fold-1.json` and on.
struct CrossvalFolder {
  private let path: String

  /// Makes the folder before any work is done that would be lost without it.
  init(creating path: String) throws {
    self.path = path
    if mkdir(path, 0o777) != 0 && errno != EEXIST {
      throw FileError.cannotCreate(path: path, code: errno)
    }
    try DurableFile.checkWritable("\(path)/crossval.json")
    DurableFile.removeLeftovers(in: path)
  }

  /// Keeps the figures of a fold as soon as there are any.
  func write(_ result: FoldResult, number: Int) throws {
    try DurableFile.write(
      JSON.object(result.metrics).serialized(pretty: true) + "\n",
      to: "\(path)/fold-\(number).json")
  }

  func write(_ text: String, to name: String) throws {
    try DurableFile.write(text, to: "\(path)/\(name)")
  }

  /// Keeps what all folds came to; last, so that it is never there without them.
  func write(_ whole: CrossValidation, json: String) throws {
    if let row = whole.pooled.network ?? whole.pooled.best {
      try DurableFile.write(row.windows.outcomes.csv, to: "\(path)/confusion.csv")
    }
    try DurableFile.write(json, to: "\(path)/crossval.json")
  }
}
