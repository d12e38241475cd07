public import FaultDXSignal

/// A number that a recording was found to have, such as the size of its fault, from all of its windows.
public struct Estimate: Sendable, Equatable {
  /// The number, in the unit of the model's quantity: the median of the windows'.
  ///
  /// The median, because a few windows with a disturbance have no say in it.
  public var value: Double
  /// Where the true number is with the stated probability (`EstimateMargin`); `nil` where the model does not know.
  public var interval: ClosedRange<Double>?
  /// Whether the number is outside those that the model was trained on, where a network knows nothing.
  public var isExtrapolated: Bool
  /// The windows that were looked at, in time order.
  public var windows: [Window]
  /// The windows left out because their samples could not be believed, in time order.
  public var invalidWindows: [Diagnosis.InvalidWindow]
  /// Frames per second of the samples that were looked at, in Hz, or per unit of another axis; `nil` where nothing said.
  public var sampleRate: Double?
  /// What the frames follow each other along; shaft angle behind order tracking.
  public var axis: SignalAxis = .time
  /// The rate of the recording in Hz, where it had to be resampled to the model's.
  public var resampledFrom: Double?

  /// One window.
  public struct Window: Sendable, Equatable {
    /// The first frame, counted at `Estimate.sampleRate`.
    public var start: Int
    /// The number that the window was found to have.
    public var value: Double
  }
}

/// What a model estimates.
public struct Quantity: Sendable, Equatable {
  /// Its name, such as `fault_size`.
  public var name: String
  /// Its unit, such as `in`; `nil` where nobody said.
  public var unit: String?
  /// The column of tables and manifests that it was read from; `nil` for the column of labels.
  public var column: String?

  /// Names a quantity.
  public init(name: String, unit: String? = nil, column: String? = nil) {
    self.name = name
    self.unit = unit
    self.column = column
  }
}

/// How far estimates of recordings are from the truth, at most, with a stated probability.
///
/// Split conformal prediction (Vovk et al. 2005) with the distance as score, in which each held-out unit (a bearing, a
/// board) counts once, however many recordings it has (hierarchical conformal prediction: Lee, Barber, Willett, 2023).
/// The promise is for a recording of a new unit that is like those held out; it is an average over units.
public struct EstimateMargin: Sendable, Equatable {
  /// The share of recordings whose true number is within the margin, in 0…1.
  public var coverage: Double
  /// The distance, in the unit of what is estimated.
  public var halfWidth: Double
  /// Units that were held out.
  public var units: Int

  /// Takes a margin.
  public init(coverage: Double, halfWidth: Double, units: Int) {
    self.coverage = coverage
    self.halfWidth = halfWidth
    self.units = units
  }
}
