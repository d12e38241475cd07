/// What is done to recordings, and then to each window, before a network sees them: steps in order.
///
/// It is part of a model, so that a signal is conditioned when it is diagnosed exactly as it was when the model was
/// trained. Computed in `Double`, rounded to `Float` behind each step that is done to recordings.
///
/// A sample that is not a finite number divides a channel: what lies before and behind it is conditioned as a recording
/// of its own, and the sample stays what it is, so that only the windows that hold it are lost.
///
///     let conditioning = try Conditioning(parsing: "detrend,bandpass:2000-5000,envelope")
///     let conditioned = try conditioning.apply(to: recording)
public struct Conditioning: Sendable, Equatable {
  /// The steps: those for recordings, then those for windows.
  public let steps: [ConditioningStep]

  /// Nothing is done.
  public static let none = Conditioning()

  private init() { steps = [] }

  /// These steps.
  ///
  /// - Throws: `ConditioningError.invalidStep` where a step cannot stand where it stands, or has a number that makes no
  ///   sense.
  public init(_ steps: [ConditioningStep]) throws(ConditioningError) {
    for (index, step) in steps.enumerated() {
      let before = steps[..<index]
      if let window = before.first(where: \.actsOnWindows), !step.actsOnWindows {
        throw .invalidStep(
          step: "\(step)",
          reason:
            "is done to recordings and cannot stand behind \(window), which is done to windows")
      }
      if let spectrum = before.first(where: \.makesSpectrum) {
        throw .invalidStep(
          step: "\(step)", reason: "cannot stand behind \(spectrum), whose lines are no signal")
      }
      switch step {
      case .resample(let rate):
        guard rate > 0, rate.isFinite else {
          throw .invalidStep(step: "\(step)", reason: "a rate is a positive number of Hz")
        }
        if before.contains(where: \.changesAxis) {
          throw .invalidStep(step: "\(step)", reason: "cannot stand behind order tracking")
        }
      case .orderTrack:
        if before.contains(where: \.changesAxis) {
          throw .invalidStep(step: "\(step)", reason: "cannot be done twice")
        }
      case .detrend, .filter, .envelope, .magnitudeSpectrum, .envelopeSpectrum: break
      }
    }
    self.steps = steps
  }

  /// Reads steps with commas between them; of an empty text, none.
  ///
  /// - Throws: `ConditioningError.syntax` or `.invalidStep`.
  public init(parsing text: String) throws(ConditioningError) {
    var steps: [ConditioningStep] = []
    if text.contains(where: { !$0.isWhitespace }) {
      for step in text.split(separator: ",", omittingEmptySubsequences: false) {
        steps.append(try ConditioningStep(parsing: String(step)))
      }
    }
    try self.init(steps)
  }

  /// Whether nothing is done.
  public var isEmpty: Bool { steps.isEmpty }

  /// What is done to recordings.
  public var recordingSteps: ArraySlice<ConditioningStep> { steps.prefix { !$0.actsOnWindows } }

  /// What is done to each window.
  public var windowSteps: ArraySlice<ConditioningStep> { steps.drop { !$0.actsOnWindows } }

  /// Whether a recording can be conditioned block by block as it comes (``ConditioningStream``), with the result of the
  /// whole, bit for bit.
  public var isCausal: Bool { steps.allSatisfy(\.isCausal) }

  /// Whether what comes out is never negative, so that to turn it upside down makes something else of it.
  public var losesSign: Bool {
    steps.contains { step in
      if case .envelope = step { true } else { step.makesSpectrum }
    }
  }

  /// Whether windows become lines of their spectra.
  public var makesSpectrum: Bool { steps.last?.makesSpectrum ?? false }

  /// The channel that order tracking listens to, where it does.
  var tachometer: String? {
    for case .orderTrack(let tracking) in steps {
      if case .tachometer(let channel, _) = tracking.source { return channel }
    }
    return nil
  }

  /// The rate that the first step brings recordings to, where it does that.
  public var firstRate: Double? {
    if case .resample(let rate)? = steps.first { rate } else { nil }
  }

  /// The samples that a window of so many becomes.
  public func outputLength(ofWindow length: Int) -> Int { makesSpectrum ? length / 2 + 1 : length }

  /// The channels that are left of these.
  ///
  /// - Throws: `ConditioningError.noChannel` or `.onlyTachometer`.
  public func outputChannels(of names: [String]) throws(ConditioningError) -> [String] {
    guard let tachometer else { return names }
    let recording = Recording(file: "the input", samples: [], channelNames: names)
    let index = try ChannelName(tachometer).index(in: recording)
    return names.indices.filter { $0 != index }.map { names[$0] }
  }
}

extension ConditioningStep {
  /// Whether samples are by shaft angle behind it.
  var changesAxis: Bool {
    if case .orderTrack = self { true } else { false }
  }
}

extension Conditioning: CustomStringConvertible {
  /// The steps as `init(parsing:)` reads them; empty of none.
  public var description: String { steps.map(\.description).joined(separator: ",") }
}
