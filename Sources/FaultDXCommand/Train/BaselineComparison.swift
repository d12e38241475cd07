import FaultDX
import FaultDXEvaluation
import FaultDXSignal
import FaultDXStorage
import FaultDXTraining

/// What needs no network, fitted on the same training windows and measured on the same test windows.
struct BaselineComparison {
  /// One baseline.
  struct Row {
    var name: String
    var windows: ConfusionMatrix
    var recordings: ConfusionMatrix
  }

  let rows: [Row]

  /// More windows than this change a linear discriminant on 32 bands no more.
  private static let windowLimit = 20_000

  init(training: LabelledWindows, test: [Recording], _ model: Model) {
    let count = model.labels.count
    let bands = SpectralBands(windowLength: model.windowLength, channels: training.channels)
    let step = max(1, training.count / Self.windowLimit)
    let chosen = stride(from: 0, to: training.count, by: step).map { training.windows[$0] }
    let classes = chosen.map(\.label)
    let majority = MajorityClassBaseline(classes: classes, classCount: count)
    let discriminant = LinearDiscriminantBaseline(
      features: chosen.map { window in
        bands(training.recordings[window.recording].window(window.start, model.windowLength))
      }, classes: classes, classCount: count)
    rows = [
      Self.row("majority class", test, model) { _ in majority.frequencies },
      Self.row("linear discriminant", test, model) { discriminant.probabilities(bands($0)) },
    ]
  }

  /// The one with the highest accuracy by window.
  var best: Row? { rows.max { $0.windows.accuracy < $1.windows.accuracy } }

  /// By name, accuracy by window and by recording.
  var json: JSON {
    var members: JSONObject = [:]
    for row in rows {
      members[row.name] = [
        "windows": .number(row.windows.accuracy), "recordings": .number(row.recordings.accuracy),
      ]
    }
    return .object(members)
  }

  private static func row(
    _ name: String, _ test: [Recording], _ model: Model,
    probabilities: (ArraySlice<Float>) -> [Double]
  ) -> Row {
    var row = Row(
      name: name, windows: ConfusionMatrix(labels: model.labels),
      recordings: ConfusionMatrix(labels: model.labels))
    for recording in test {
      guard let truth = model.labels.firstIndex(where: { $0 == recording.label }) else { continue }
      var sums = [Double](repeating: 0, count: model.labels.count)
      let windows = SlidingWindows(
        frames: recording.frames, length: model.windowLength, hop: model.hop)
      for frames in windows where WindowDefect.find(in: recording, frames: frames) == nil {
        let values = probabilities(recording.window(frames.lowerBound, frames.count))
        row.windows.add(truth: truth, predicted: values.firstMaximum)
        for (index, value) in values.enumerated() { sums[index] += value }
      }
      row.recordings.add(truth: truth, predicted: sums.firstMaximum)
    }
    return row
  }
}

extension Recording {
  /// The samples of some frames, interleaved.
  fileprivate func window(_ start: Int, _ length: Int) -> ArraySlice<Float> {
    samples[start * channels..<(start + length) * channels]
  }
}
