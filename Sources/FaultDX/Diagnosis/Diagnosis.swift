public import FaultDXSignal

/// What a recording was found to be, from all of its windows.
public struct Diagnosis: Sendable, Equatable {
  /// The class with the highest mean probability.
  public var label: String
  /// The probability of `label`, in 0…1.
  public var confidence: Double
  /// The probability of every class, in the order of the model's labels: the mean over the valid windows, sharpened as
  /// held-out recordings taught the model (`Certainty.recordingPower`) where there were enough of them.
  public var probabilities: [Double]
  /// How many windows chose each class, in the order of the model's labels.
  public var votes: [Int]
  /// The windows that were diagnosed, in time order.
  public var windows: [Window]
  /// The windows left out because their samples could not be believed, in time order.
  public var invalidWindows: [InvalidWindow]
  /// Frames per second of the samples that were diagnosed, in Hz, or per unit of another axis; `nil` where nothing said.
  public var sampleRate: Double?
  /// What the frames follow each other along; shaft angle behind order tracking.
  public var axis: SignalAxis = .time
  /// The rate of the recording in Hz, where it had to be resampled to the model's.
  public var resampledFrom: Double?

  /// The indices of the classes that cannot be ruled out (`PredictionSets`), which can be none; `nil` where the model
  /// does not know.
  public var plausible: [Int]?
  /// How unlike the training recordings this one is; `nil` where the model does not know.
  public var novelty: Novelty?

  /// Whether the recording is unlike everything that the model was trained on, so that `label` is but the nearest class.
  public var isUnknown: Bool { novelty?.isUnknown ?? false }

  /// One diagnosed window.
  public struct Window: Sendable, Equatable {
    /// The first frame, counted at `Diagnosis.sampleRate`.
    public var start: Int
    /// What the network answered for each class, in the order of the model's labels.
    public var logits: [Float]
    /// The probability of each class: the softmax of `logits` over the model's temperature.
    public var probabilities: [Float]

    /// The index of the most probable class; the first of equals.
    public var predicted: Int { probabilities.firstMaximum }
  }

  /// One window that was not diagnosed.
  public struct InvalidWindow: Sendable, Equatable {
    /// The first frame, counted at `Diagnosis.sampleRate`.
    public var start: Int
    /// What is wrong with its samples, as they were recorded: before any resampling.
    public var defect: WindowDefect
  }

  /// A stretch of time over which the windows say the same.
  public struct Span: Sendable, Equatable {
    /// Where it begins and ends, in frames at `Diagnosis.sampleRate`.
    public var frames: Range<Int>
    /// What its windows say; `nil` where they were invalid.
    public var label: String?
  }
}
