import FaultDXStorage

#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#else
  import Darwin
#endif

/// The folder beside a model that says how it came about: `model.run/` beside `model.safetensors`.
struct RunFolder {
  let path: String

  /// The folder that belongs to a model file.
  init(besideModel model: String) {
    let ending = ".safetensors"
    path = (model.hasSuffix(ending) ? String(model.dropLast(ending.count)) : model) + ".run"
  }

  /// The folder of a run that a user names by it or by its model.
  init(of run: String) {
    var run = run
    while run.count > 1, run.hasSuffix("/") { run.removeLast() }
    self.init(besideModel: run.hasSuffix(".run") ? String(run.dropLast(4)) : run)
  }

  /// The folder of a network beside the first: `model.run/network-2/`.
  init(member index: Int, of folder: RunFolder) { path = "\(folder.path)/network-\(index + 1)" }

  var checkpoint: String { "\(path)/checkpoint.safetensors" }
  var history: String { "\(path)/history.csv" }
  var metrics: String { "\(path)/metrics.json" }
  var confusion: String { "\(path)/confusion.csv" }
  var estimates: String { "\(path)/estimates.csv" }
  var report: String { "\(path)/report.txt" }
  var baselines: String { "\(path)/baselines.json" }
  var arguments: String { "\(path)/arguments.json" }
  var windows: String { "\(path)/windows.json" }
  var noiseSweep: String { "\(path)/noise-sweep.json" }
  var page: String { "\(path)/report.html" }

  /// Makes the folder where there is none, before any work is done that would be lost without it.
  func create() throws {
    try Self.makeFolder(path)
    try DurableFile.checkWritable(checkpoint)
    DurableFile.removeLeftovers(in: path)
  }

  /// Makes a folder where there is none.
  static func makeFolder(_ path: String) throws {
    if mkdir(path, 0o777) != 0 && errno != EEXIST {
      throw FileError.cannotCreate(path: path, code: errno)
    }
  }

  /// Removes the checkpoint, if there is one.
  func removeCheckpoint() throws {
    if unlink(checkpoint) != 0 && errno != ENOENT {
      throw FileError.cannotCreate(path: checkpoint, code: errno)
    }
  }
}
