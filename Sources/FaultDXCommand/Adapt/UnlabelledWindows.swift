import FaultDX
import FaultDXTraining

/// The sound windows of recordings as a model would be asked about them, without what anybody says is wrong.
struct UnlabelledWindows {
  /// What is to be said, as sentences.
  let notes: [String]
  private let windows: LabelledWindows

  var count: Int { windows.count }

  /// Brings recordings to the model's rate and conditions them; those without a sound window are left out, and said.
  ///
  /// - Throws: `DiagnosisError` where the model cannot be asked about a recording, `CommandFailure` where there is no
  ///   sound window at all.
  init(_ recordings: [Recording], for model: Model) throws {
    let diagnoser = Diagnoser(model: model)
    var conditioned: [Recording] = []
    var windows: [LabelledWindows.Window] = []
    var notes: [String] = []
    for original in recordings {
      guard let (sound, ranges) = try Self.soundWindows(of: original, diagnoser) else {
        notes.append("\(original.identity) has no sound window and is left out.")
        continue
      }
      var recording = sound
      // Here is where labels end.
      recording.label = nil
      for range in ranges {
        windows.append(
          .init(
            recording: conditioned.count, start: range.lowerBound, label: 0,
            range: 0..<recording.frames))
      }
      conditioned.append(recording)
    }
    guard !windows.isEmpty else {
      throw CommandFailure("there is no sound window to adapt to")
    }
    self.notes = notes
    self.windows = try LabelledWindows(
      recordings: conditioned, windows: windows, labels: ["unknown"],
      windowLength: model.windowLength, conditioning: model.conditioning, normalization: .none)
  }

  /// `nil` where there is none.
  private static func soundWindows(
    of recording: Recording, _ diagnoser: Diagnoser
  ) throws(DiagnosisError) -> (Recording, [Range<Int>])? {
    do throws(DiagnosisError) {
      return try diagnoser.soundWindows(of: recording)
    } catch .invalidInput {
      return nil
    }
  }

  /// The windows as one network reads them.
  func windows(
    _ member: Model.Member, parallelism: Parallelism
  ) throws(LabelledWindowsError) -> LabelledWindows {
    try windows.seen(
      as: member.representation, by: member.network.configuration, parallelism: parallelism)
  }
}
