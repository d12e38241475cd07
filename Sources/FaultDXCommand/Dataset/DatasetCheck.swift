import ArgumentParser
import Crypto
import FaultDXIO
import FaultDXStorage

/// `faultdx dataset check FOLDER`: whether the files of a data set are there and can be read.
struct DatasetCheck: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "check",
    abstract: "Check whether the files of a public data set are there and can be read.",
    discussion: """
      EXAMPLES:
        faultdx dataset check cwru/
        faultdx dataset check downloads/ --name mfpt
      """)

  @Argument(help: "The folder that holds the data set.", completion: .directory)
  var folder: String

  @Option(help: "The name of the data set. (default: the one with most of its files there)")
  var name: String?

  @OptionGroup(title: "Common") var common: CommonOptions

  func validate() throws { if let name { _ = try DatasetCommand.find(name) } }

  func run() throws {
    let dataset = try name.map(DatasetCommand.find) ?? guess()
    var damaged = 0
    var present = 0
    for file in dataset.files {
      let path = self.path(file)
      do {
        let bytes = try DurableFile.read(path)
        present += 1
        if let checksum = file.checksum, SHA256.hash(data: bytes).hexadecimal != checksum {
          throw CommandFailure("\(path): does not match its checksum")
        }
        var options = ReadingOptions()
        options.variable = file.variable
        options.rate = file.rate
        options.nameLabels = .none
        _ = try RecordingReader.read(bytes: bytes, name: path, options: options)
      } catch FileError.notFound {
        continue
      } catch {
        damaged += 1
        try Console.output("\(error)\n")
      }
    }
    let missing = dataset.files.count - present
    try Console.output(
      "\(dataset.name): \(present - damaged) of \(dataset.files.count) files good, \(missing) missing, "
        + "\(damaged) damaged\n")
    guard damaged == 0 else { throw ExitCode(ExitStatus.badData.rawValue) }
    guard present > 0 else { throw ExitCode(ExitStatus.noInput.rawValue) }
  }

  private func path(_ file: PublicDataset.File) -> String {
    folder.hasSuffix("/") ? folder + file.path : "\(folder)/\(file.path)"
  }

  private func guess() throws -> PublicDataset {
    let counts = PublicDataset.all.map { dataset in
      (dataset, dataset.files.count { (try? DurableFile.checkReadable(path($0))) != nil })
    }
    guard let best = counts.max(by: { $0.1 < $1.1 }), best.1 > 0 else {
      throw CommandFailure(
        "\(folder): expected the files of a data set, found none of any that is known; name one with --name",
        status: .noInput)
    }
    return best.0
  }
}

extension DurableFile {
  /// Throws where there is no such file that can be opened.
  fileprivate static func checkReadable(_ path: String) throws {
    guard access(path, R_OK) == 0 else { throw FileError.notFound(path: path) }
  }
}

#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#else
  import Darwin
#endif
