import FaultDX
import FaultDXEvaluation
import FaultDXSignal

/// The sound windows of labelled recordings, end to end: windows that overlap get noise of their own each.
///
/// A network that looks beyond a window sees its noisy neighbours, and nothing clean: what is left over behind the last window, and
/// windows that are not sound, are not there.
struct CleanWindows {
  /// The windows of one recording.
  struct Source {
    /// As the windows are cut from it: at the model's rate and conditioned; its samples are the windows, end to end.
    var recording: Recording
    /// The first frame of each window.
    var starts: [Int]
    var truth: Int
    /// What names its noise.
    var fingerprint: UInt64
  }

  let sources: [Source]
  private let labels: [String]

  init(of recordings: [Recording], for diagnoser: Diagnoser) throws {
    let model = diagnoser.model
    labels = model.labels
    sources = try recordings.map { original in
      guard let label = original.label else {
        throw CommandFailure("\(original.identity) has no label; a noise sweep needs them")
      }
      guard let truth = model.labels.firstIndex(of: label) else {
        throw CommandFailure(
          "\(original.identity) is labelled \"\(label)\", which is not a class of the model "
            + "(\(model.labels.joined(separator: ", ")))")
      }
      let (prepared, windows) = try diagnoser.soundWindows(of: original)
      var recording = prepared
      let channels = prepared.channels
      recording.samples = windows.flatMap {
        prepared.samples[$0.lowerBound * channels..<$0.upperBound * channels]
      }
      return Source(
        recording: recording, starts: windows.map(\.lowerBound), truth: truth,
        fingerprint: original.fingerprint)
    }
  }

  /// The number of windows.
  var count: Int { sources.reduce(0) { $0 + $1.starts.count } }

  /// The physical unit of each recording, or the recording.
  var units: [String] { sources.map(\.recording.unit) }

  /// What these are, in the plural.
  var unitName: String { sources.contains { $0.recording.group != nil } ? "groups" : "recordings" }

  /// One recording with noise on every window.
  ///
  /// The noise of a window is named by the seed, the samples of its recording, its first frame, the kind and the ratio: it
  /// depends neither on the name of the file nor on what else is measured.
  func noisy(_ source: Source, _ noise: AddedNoise, decibels: Double, seed: UInt64) -> Recording {
    let channels = source.recording.channels
    let samples = noise.length * channels
    var result = source.recording
    let kind = UInt64(NoiseKind.allCases.firstIndex(of: noise.kind) ?? 0)
    for (index, start) in source.starts.enumerated() {
      var name = CounterGenerator(
        seed: seed, stream: source.fingerprint, substream: UInt64(start))
      // -0 dB is 0 dB.
      var generator = CounterGenerator(
        seed: name.next(), stream: kind, substream: (decibels + 0).bitPattern)
      var window = Array(result.samples[index * samples..<(index + 1) * samples])
      noise.add(to: &window, channels: channels, decibels: decibels, using: &generator)
      result.samples.replaceSubrange(index * samples..<(index + 1) * samples, with: window)
    }
    return result
  }

  /// What a classifier said of all windows, in order.
  func predictions(_ probabilities: [[Double]]) -> Predictions {
    let units = units
    let positions = sources.indices.flatMap { position in
      sources[position].starts.map { _ in position }
    }
    return Predictions(
      labels: labels, truth: positions.map { sources[$0].truth }, probabilities: probabilities,
      recordings: positions, units: positions.map { units[$0] }, unitName: unitName)
  }

  /// Windows that lie end to end in recordings, for classifiers that are no network.
  func baselineWindows(_ recordings: [Recording], of model: Model) -> BaselineWindows {
    BaselineWindows(
      recordings: recordings,
      windows: sources.enumerated().flatMap { position, source in
        source.starts.indices.map {
          .init(recording: position, start: $0 * model.windowLength, label: source.truth)
        }
      }, windowLength: model.windowLength, conditioning: model.conditioning,
      classCount: model.labels.count)
  }
}
