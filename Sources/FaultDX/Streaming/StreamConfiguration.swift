/// What is known about a stream of samples, and how windows become verdicts.
public struct StreamConfiguration: Sendable, Equatable {
  /// What messages call the stream, such as the sensor's name.
  public var name: String
  /// Frames per second of what is pushed, in Hz; `nil` where it is the model's rate.
  public var sampleRate: Double?
  /// The names of the interleaved channels, from which each model takes those that it knows; `nil` where there are as many as
  /// the model has, in its order.
  public var channelNames: [String]?
  /// The shaft's speed in revolutions per minute, where it is known; ``StreamingDiagnoser/setSpeed(_:eachWindow:)`` changes it.
  public var speed: Double?
  /// Frames from one window to the next, at the model's rate; `nil` for the model's own hop.
  public var hop: Int?
  /// How windows become verdicts.
  public var smoothing: VerdictSmoothing
  /// The class that is no fault; `nil` to look for one among ``usualNormalLabels``.
  public var normalLabel: String?
  /// Seconds by which a time stamp may be off before it counts as a gap or a jump of the clock.
  public var timeTolerance: Double
  /// Frames by which a counter may lie back and still be a repetition; farther back, the sensor's counter began anew.
  public var repetitionHorizon: Int

  /// Describes a stream; all may be left out.
  public init(
    name: String = "stream", sampleRate: Double? = nil, channelNames: [String]? = nil,
    speed: Double? = nil, hop: Int? = nil, smoothing: VerdictSmoothing = VerdictSmoothing(),
    normalLabel: String? = nil, timeTolerance: Double = 0.5, repetitionHorizon: Int = 1 << 20
  ) {
    self.name = name
    self.sampleRate = sampleRate
    self.channelNames = channelNames
    self.speed = speed
    self.hop = hop
    self.smoothing = smoothing
    self.normalLabel = normalLabel
    self.timeTolerance = timeTolerance
    self.repetitionHorizon = repetitionHorizon
  }

  /// What the class without a fault is usually called; letters of either case.
  public static let usualNormalLabels = [
    "normal", "healthy", "sound", "good", "ok", "baseline", "no_fault", "no fault", "none",
  ]

  /// The class of a model that is no fault; `nil` where there is none.
  func normalClass(among labels: [String]) -> Int? {
    if let normalLabel { return labels.firstIndex(of: normalLabel) }
    return labels.firstIndex { Self.usualNormalLabels.contains($0.lowercased()) }
  }

  /// - Throws: `StreamError.configuration` where a number makes no sense.
  func validate() throws(StreamError) {
    func expect(_ holds: Bool, _ problem: @autoclosure () -> String) throws(StreamError) {
      if !holds { throw .configuration(stream: name, problem: problem()) }
    }
    func isPositive(_ value: Double?) -> Bool { value.map { $0 > 0 && $0.isFinite } ?? true }
    try expect(isPositive(sampleRate), "a rate of \(sampleRate ?? 0) Hz")
    try expect(isPositive(speed), "a speed of \(speed ?? 0) revolutions per minute")
    try expect(hop.map { 1...1 << 24 ~= $0 } ?? true, "a hop of \(hop ?? 0) frames")
    try expect(
      timeTolerance >= 0 && timeTolerance.isFinite, "a time tolerance of \(timeTolerance) s")
    try expect(
      0...StreamClock.largestCounter ~= repetitionHorizon,
      "a repetition horizon of \(repetitionHorizon) frames")
    if let channelNames {
      try expect(!channelNames.isEmpty, "no channels")
      try expect(
        channelNames.count <= Self.mostChannels, "\(channelNames.count) channels")
      try expect(
        Set(channelNames).count == channelNames.count,
        "a channel occurs twice in \(channelNames)")
    }
    if let problem = smoothing.problem { try expect(false, problem) }
  }

  static let mostChannels = 4096
}

/// How the answers for windows, which may flicker, become verdicts, which should not.
///
/// Of the last `memory` valid windows so many must say the same. A window has a say where it is sure enough: for what
/// is not the verdict yet from `confidence` on, for what is the verdict down to `holdingConfidence` (hysteresis in how
/// sure), and a verdict stays as long as it has the votes that made it, whatever else has votes too (hysteresis in how
/// many). What would change a verdict must last for `minimumDuration`.
public struct VerdictSmoothing: Sendable, Equatable {
  /// Votes that make a fault the verdict.
  public var votes: Int
  /// Votes that make the class without a fault the verdict.
  public var clearingVotes: Int
  /// Valid windows that are looked back at.
  public var memory: Int
  /// The probability from which a window votes for what is not the verdict.
  public var confidence: Double
  /// The probability down to which a window votes for what is the verdict.
  public var holdingConfidence: Double
  /// Seconds that a new verdict must last before it is announced.
  public var minimumDuration: Double

  /// Three of the last five windows raise, four of them clear; all may be chosen.
  public init(
    votes: Int = 3, clearingVotes: Int = 4, of memory: Int = 5, confidence: Double = 0.5,
    holdingConfidence: Double = 0.4, minimumDuration: Double = 0
  ) {
    self.votes = votes
    self.clearingVotes = clearingVotes
    self.memory = memory
    self.confidence = confidence
    self.holdingConfidence = holdingConfidence
    self.minimumDuration = minimumDuration
  }

  /// Every window is a verdict.
  public static let none = VerdictSmoothing(
    votes: 1, clearingVotes: 1, of: 1, confidence: 0, holdingConfidence: 0)

  /// The most windows that are looked back at.
  public static let longestMemory = 10_000

  /// What makes no sense, in words.
  var problem: String? {
    if !(1...Self.longestMemory ~= memory) { return "a memory of \(memory) windows" }
    if !(1...memory ~= votes) || !(1...memory ~= clearingVotes) {
      return "\(votes) votes to raise and \(clearingVotes) to clear among \(memory) windows"
    }
    if !(0...1 ~= confidence) || !(0...1 ~= holdingConfidence) || holdingConfidence > confidence {
      return "votes from \(confidence) on and down to \(holdingConfidence)"
    }
    if !(minimumDuration >= 0 && minimumDuration <= 1e9) {
      return "a minimum duration of \(minimumDuration) s"
    }
    return nil
  }
}
