import FaultDX
import FaultDXIO

/// `classify` with a model that estimates a number.
struct EstimateRun {
  let file: EstimatorFile
  let inputs: [String]
  let input: InputOptions
  let format: ResultFormat
  let keepsWindows: Bool
  let common: CommonOptions

  func run() throws {
    let estimator = Estimator(model: file.model)
    // A median needs all windows, so nothing is read in blocks.
    try RecordingBatches(
      inputs: inputs, input: input, model: file.model.core, streamFrom: .max,
      writer: ResultWriter(EstimateForm(file: file, keepsWindows: keepsWindows), format: format),
      common: common
    ).run(missing: "estimated") { recordings in
      estimator.estimate(all: recordings, parallelism: common.parallelism).map {
        $0.mapError { $0 }
      }
    } stream: { stream in
      throw CommandFailure(
        "\(stream.recording.file): was to be read as a whole", status: .internalError)
    }
  }
}
