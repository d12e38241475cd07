import FaultDX
import FaultDXEvaluation
import FaultDXSignal
import FaultDXTraining

/// Recordings made ready to learn from: split, conditioned, and cut into windows.
struct TrainingData {
  let format: WorkingFormat
  /// The recordings at one rate, before they are conditioned; pieces of the split are of these.
  let recordings: [Recording]
  let conditioning: Conditioning
  let labels: [String]
  let split: Split
  let normalization: Normalization
  private(set) var training: LabelledWindows
  private(set) var validation: LabelledWindows
  /// What the split set aside to measure on; empty where the test comes from elsewhere.
  let test: TestStretches
  /// Windows left out because their samples cannot be believed.
  let defectiveWindows: Int
  /// What was done to the recordings, as sentences.
  let notes: [String]

  /// Cuts the windows of a split.
  init(
    _ prepared: PreparedRecordings, split: Split,
    normalization name: RecipeOptions.NormalizationName
  ) throws {
    format = prepared.format
    recordings = prepared.recordings
    conditioning = prepared.conditioning
    labels = prepared.labels
    notes = prepared.notes
    self.split = split
    let pieces = try ConditionedPieces(
      of: split, recordings: prepared.recordings, conditioned: prepared.conditioned, conditioning)
    normalization = name.normalization(
      fittedTo: pieces, conditioning, windowLength: format.windowLength)
    let cutter = WindowCutter(
      pieces: pieces, labels: labels, windowLength: format.windowLength, conditioning: conditioning,
      normalization: normalization, isNumeric: prepared.isNumeric)
    let unfit: Int
    let alsoUnfit: Int
    let windows: LabelledWindows
    let held: LabelledWindows
    (windows, unfit) = try cutter.windows(in: .training, hop: format.trainingHop)
    (held, alsoUnfit) = try cutter.windows(in: .validation, hop: format.windowLength)
    if prepared.isNumeric {
      let target = try NumericLabels.target(labels, of: windows)
      (training, validation) = (windows.estimating(target), held.estimating(target))
    } else {
      (training, validation) = (windows, held)
    }
    defectiveWindows = unfit + alsoUnfit
    test = TestStretches(
      split, of: recordings, keepsFrames: conditioning.recordingSteps.isEmpty)
  }

  /// The same with other windows to learn from, and none to choose by.
  func learning(from windows: LabelledWindows) -> TrainingData {
    var data = self
    data.training = windows
    data.validation = validation.selecting([])
    return data
  }
}

extension Recording {
  /// Some of the frames as a recording of its own, which says where it was cut from.
  func stretch(_ frames: Range<Int>) -> Recording {
    guard frames != 0..<self.frames else { return self }
    var part = self
    part.samples = Array(samples[frames.lowerBound * channels..<frames.upperBound * channels])
    let span = "\(frames.lowerBound)-\(frames.upperBound)"
    part.name = name.isEmpty ? "frames \(span)" : "\(name), frames \(span)"
    return part
  }
}
