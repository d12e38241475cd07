import FaultDX
import FaultDXIO
import FaultDXTestSupport
import Foundation

/// Measured and simulated signals to stream, each cut to what a debug build hears in little time.
enum SharedRecordings {
  static let folder = "\(Repository.sharedDatasets)/cwru"
  static var isThere: Bool { FileManager.default.fileExists(atPath: folder) }

  /// Of the committed data sets.
  static func committed() throws -> [Recording] {
    try read("\(Repository.root)/datasets/signal.wav")
      + read("\(Repository.root)/datasets/bearing.csv").prefix(1)
  }

  /// Of the real ones beside the checkout.
  static func measured() throws -> [Recording] {
    try ["12k_Drive_End_IR007_0_105.mat"].flatMap {
      try read("\(folder)/\($0)").prefix(1)
    }
  }

  private static func read(_ file: String) throws -> [Recording] {
    try RecordingReader.read(inputs: [file], options: ReadingOptions()).recordings.map {
      var recording = $0
      recording.samples = Array(recording.samples.prefix(4_000 * recording.channels))
      recording.sampleRate = 12_000
      return recording
    }
  }
}
