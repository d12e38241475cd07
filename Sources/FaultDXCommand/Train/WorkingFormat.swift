import FaultDXSignal

/// What every recording is brought to before windows are cut from it: one rate, one set of channels, one
/// window length and hop.
///
/// Found from the data unless the user says.
struct WorkingFormat {
  /// Hz; `nil` where no recording says.
  var sampleRate: Double?
  var channelNames: [String]
  /// Frames.
  var windowLength: Int
  /// Frames from one training window to the next.
  var trainingHop: Int
  /// Whether every recording is exactly one window.
  var windowsAreRecordings: Bool { frames.allSatisfy { $0 == windowLength } }
  /// The length of every recording at that rate, and the hop the user asked for.
  private let frames: [Int]
  private let givenHop: Int?

  /// Recordings no longer than this that are all equally long are windows themselves (UCR style).
  private static let longestWholeRecording = 4096
  /// About how many training windows are worth having; overlap makes up for short recordings.
  private static let wantedTrainingWindows = 4000
  /// Seconds in a window where the rate is known: four turns of a shaft at 1200 rpm.
  private static let wantedDuration = 0.2
  /// Frames in a window where the rate is not known.
  private static let lengthWithoutRate = 1024
  /// Windows that even the shortest recording should give.
  private static let wantedWindowsPerRecording = 4
  private static let shortestWindow = 16
  /// Below this there is no spectrum, and nothing to learn from.
  static let shortestUsable = 2

  /// Decides on a format.
  ///
  /// - Throws: `CommandFailure` where the recordings cannot be brought together.
  init(for recordings: [Recording], window: Int?, hop: Int?) throws {
    guard let first = recordings.first else { throw CommandFailure("no recordings to train on") }
    for recording in recordings where recording.channels != first.channels {
      throw CommandFailure(
        "\(recording.identity) has \(recording.channels) channels where \(first.identity) has "
          + "\(first.channels); choose with --channel")
    }
    channelNames = first.channelNames
    let rate = try Self.commonRate(of: recordings)
    sampleRate = rate
    let frames = recordings.map { recording in
      Int(Double(recording.frames) * (rate ?? 1) / (recording.sampleRate ?? rate ?? 1))
    }
    // Of samples by shaft angle a second says nothing.
    windowLength =
      window
      ?? Self.windowLength(frames: frames, sampleRate: first.axis == .time ? rate : nil)
    if windowLength < Self.shortestUsable, let short = frames.firstIndex(of: windowLength) {
      throw CommandFailure(
        "\(recordings[short].identity) has \(frames[short]) "
          + "\(frames[short] == 1 ? "sample" : "samples"), too few for a window; if a row of the table "
          + "is a window, say --layout wide, and name the recording column where it is not the right one"
      )
    }
    let windowLength = windowLength
    if let index = frames.firstIndex(where: { $0 < windowLength }) {
      throw CommandFailure(
        "\(recordings[index].identity) has \(frames[index]) samples, fewer than a window of "
          + "\(windowLength); choose a shorter one with --window")
    }
    self.frames = frames
    givenHop = hop
    trainingHop = 1
    findHop()
  }

  /// The rate that all recordings are brought to; `nil` where none says its own.
  ///
  /// - Throws: `CommandFailure` where some do and some do not.
  static func commonRate(of recordings: [Recording]) throws -> Double? {
    let rates = recordings.compactMap(\.sampleRate)
    guard rates.isEmpty || rates.count == recordings.count else {
      let silent = recordings.first { $0.sampleRate == nil }?.identity ?? ""
      throw CommandFailure(
        "\(silent) does not say its sampling rate, others do; give it with --rate or in a manifest")
    }
    // The lowest rate is the one that every recording can be brought to without inventing bandwidth.
    return rates.min()
  }

  /// The same with windows half as long; `nil` where they would be too short to say anything.
  var shortened: WorkingFormat? {
    guard windowLength / 2 >= Self.shortestWindow else { return nil }
    var shorter = self
    shorter.windowLength = windowLength / 2
    shorter.findHop()
    return shorter
  }

  private mutating func findHop() {
    let disjoint = frames.reduce(0) { $0 + $1 / windowLength }
    trainingHop =
      givenHop
      ?? max(
        windowLength / 8, min(windowLength, windowLength * disjoint / Self.wantedTrainingWindows), 1
      )
  }

  private static func windowLength(frames: [Int], sampleRate: Double?) -> Int {
    let shortest = frames.min() ?? 0
    if shortest <= longestWholeRecording, frames.allSatisfy({ $0 == shortest }) { return shortest }
    let wanted = sampleRate.map { $0 * wantedDuration } ?? Double(lengthWithoutRate)
    var length = shortestWindow
    while Double(length) * 2.0.squareRoot() < wanted, length < shortest { length *= 2 }
    while length > shortestWindow, length * wantedWindowsPerRecording > shortest { length /= 2 }
    return length
  }
}
