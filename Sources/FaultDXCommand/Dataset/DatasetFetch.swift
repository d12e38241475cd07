import ArgumentParser
import Crypto
import FaultDXIO
import FaultDXStorage

#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#else
  import Darwin
#endif

/// `faultdx dataset fetch NAME`: the files of a data set and its manifest, in a folder.
struct DatasetFetch: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "fetch",
    abstract: "Fetch the files of a public data set and write its manifest beside them.",
    discussion: """
      Files that are there already are kept, and a transfer that broke goes on where it stopped. The terms of the \
      data are its owner's: read them with "faultdx dataset info".

      EXAMPLES:
        faultdx dataset fetch cwru-12k-drive-end --output cwru/
        faultdx dataset fetch mfpt && faultdx train mfpt
      """)

  @Argument(help: "The name of the data set.")
  var name: String

  @Option(
    name: .shortAndLong, help: "The folder to put it in. (default: its name)",
    completion: .directory)
  var output: String?

  @Option(help: "The address of a copy to fetch from instead of the owner's.")
  var mirror: String?

  @OptionGroup(title: "Common") var common: CommonOptions

  func validate() throws {
    _ = try DatasetCommand.find(name)
    if let mirror, !mirror.hasPrefix("http://"), !mirror.hasPrefix("https://") {
      throw ValidationError("--mirror must begin with http:// or https://, got \"\(mirror)\"")
    }
  }

  func run() throws {
    let dataset = try DatasetCommand.find(name)
    var folder = output ?? dataset.name
    while folder.count > 1, folder.hasSuffix("/") { folder.removeLast() }
    if mkdir(folder, 0o777) != 0, errno != EEXIST {
      throw FileError.cannotCreate(path: folder, code: errno)
    }
    common.note("\(dataset.title)\nterms: \(dataset.terms)")
    var source = mirror ?? dataset.source
    if !source.hasSuffix("/") { source += "/" }
    let transfer = Transfer(quiet: common.quiet)
    let downloads = dataset.downloads
    for (index, download) in downloads.enumerated() {
      let path = "\(folder)/\(download)"
      if access(path, R_OK) == 0 { continue }
      common.note("\(index + 1) of \(downloads.count): \(source)\(download)")
      try transfer.fetch(source + download, to: path)
      try check(path, dataset.files.first { $0.path == download }?.checksum)
    }
    switch dataset.packing {
    case .files: break
    case .zip(let archive):
      let count = try ArchiveUnpacker.unpack("\(folder)/\(archive)", into: folder)
      common.note("\(archive): \(count) files unpacked")
    case .archives:
      common.note("unpack the archives in \(folder), each into a folder of its own name")
    }
    try DurableFile.write(dataset.manifest, to: "\(folder)/manifest.csv")
    common.note("\(folder)/manifest.csv: \(dataset.files.count) files")
  }

  /// Compares with a known checksum; without one, says what it is, to compare with a later copy.
  private func check(_ path: String, _ expected: String?) throws {
    let found = SHA256.hash(data: try DurableFile.read(path)).hexadecimal
    guard let expected else {
      if common.verbose { common.note("\(path): sha256 \(found)") }
      return
    }
    guard found == expected else {
      unlink(path)
      throw CommandFailure("\(path): expected sha256 \(expected), found \(found); it is removed")
    }
  }
}
