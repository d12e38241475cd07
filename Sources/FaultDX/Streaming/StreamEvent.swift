public import FaultDXSignal

/// Something that a monitoring service should know about a stream.
///
/// The events of a stream, read in order, tell its state: nothing else need be kept.
public struct StreamEvent: Sendable, Equatable {
  /// What happened.
  public enum Kind: Sendable, Equatable {
    /// A fault where there was none, or none that the model knew.
    case raised(label: String)
    /// Another fault than before.
    case changed(from: String, to: String)
    /// The fault is gone: what it was, or `nil` where it was unknown.
    case cleared(from: String?)
    /// The signal is unlike everything that the model was trained on; the nearest class of training.
    case unknown(nearest: String)
    /// From here on windows cannot be believed: what is wrong with the first, or `nil` where the network's answer was no
    /// number. The verdict stays what it was.
    case invalidInput(WindowDefect?)
    /// Windows can be believed again.
    case validInput
    /// Samples do not follow those before them.
    case gap(StreamGap)
  }

  /// 0, 1, 2, … of a stream, also across a snapshot: what makes an event told twice the same event.
  public var sequence: Int
  /// What happened.
  public var kind: Kind
  /// Which of the stream's models says so; `nil` of gaps, which concern all.
  public var model: Int?
  /// The frame behind the last one that decided it, by the stream's counter.
  public var position: Int
  /// The time stamp of that frame in seconds, where samples came with any.
  public var time: Double?
  /// The mean probability of the label among the windows that voted for it, in 0…1; 0 where there is no label.
  public var confidence: Double
  /// How unlike training the last windows were, in dB (`Novelty.distance`); `nil` where the model does not know.
  public var distance: Double?
}

/// Why samples do not follow those before them.
public enum StreamGap: Sendable, Equatable {
  /// So many frames are missing, by counter or by time stamp.
  case missing(frames: Int)
  /// The sensor counts anew; where it had got to.
  case counterRestarted(from: Int)
  /// The clock jumped by so many seconds. With a counter nothing is missing and windows go on across it.
  case clockJumped(seconds: Double)
}

/// What is the matter with a stream as far as one model knows.
public enum StreamVerdict: Sendable, Equatable {
  /// Too few windows so far.
  case undecided
  /// The class that is no fault.
  case normal(label: String)
  /// A fault; every class of a model that has none without a fault.
  case fault(label: String)
  /// Unlike everything in training.
  case unknown
}

/// One window of a stream and what was found of it.
public struct StreamedWindow: Sendable, Equatable {
  /// The answer for a window.
  public enum Answer: Sendable, Equatable {
    /// The most probable class and its probability.
    case diagnosed(class: Int, confidence: Float)
    /// Samples that cannot be believed.
    case invalid(WindowDefect)
    /// The network's answer is not a number.
    case notFinite
  }

  /// Which of the stream's models.
  public var model: Int
  /// The first frame at the model's rate, counted from where the samples last began to follow each other: as
  /// `Diagnosis.Window.start` of a recording that begins there.
  public var start: Int
  /// The frames by the stream's counter.
  public var frames: Range<Int>
  /// What was found.
  public var answer: Answer
  /// How unlike training the last windows were, in dB; `nil` where the model does not know.
  public var distance: Double?
}

/// What is known about a stream at one moment.
public struct StreamStatus: Sendable, Equatable {
  /// The verdict of each model.
  public var verdicts: [StreamVerdict]
  /// Whether the last window of each model could be believed.
  public var isValid: [Bool]
  /// The frame that is expected next, by the stream's counter.
  public var position: Int
  /// The time stamp of that frame in seconds, where samples came with any.
  public var time: Double?
  /// Windows answered so far, of all models, the invalid ones too.
  public var windows: Int
  /// The number of the next event.
  public var nextSequence: Int
}
