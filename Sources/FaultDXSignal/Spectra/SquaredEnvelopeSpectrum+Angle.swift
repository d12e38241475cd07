extension SquaredEnvelopeSpectrum {
  /// The spectrum of one channel of a recording whose shaft does not turn evenly, followed by its angle.
  ///
  /// Resonances stand still in time and faults in angle. So the signal is whitened, filtered and demodulated as it was
  /// recorded, and only the squared envelope is then taken at equal angles of the shaft (``OrderTracking``). Lines are where they would
  /// be had the shaft turned at its mean speed all the time.
  ///
  /// - Parameters:
  ///   - recording: at a known rate.
  ///   - channel: counted from 0.
  ///   - tachometer: the name of the channel with pulses, another one.
  ///   - pulsesPerRevolution: how many of them a revolution has.
  ///   - slowest: the slowest speed in revolutions per minute.
  ///   - mean: the mean speed.
  ///   - band: in Hz.
  ///   - whitening: in Hz.
  /// - Returns: `nil` where there are fewer than ten revolutions, or no samples that are finite and change.
  /// - Throws: where pulses cannot be followed.
  /// - Precondition: the recording has that channel and a positive rate, and speeds are positive.
  public init?(
    of recording: Recording, channel: Int = 0, tachometer: String, pulsesPerRevolution: Int,
    slowest: Double, mean: Double, band: ClosedRange<Double>? = nil, whitening: Double? = nil
  ) throws(ConditioningError) {
    guard let rate = recording.sampleRate, rate > 0, slowest > 0, mean > 0,
      (0..<recording.channels).contains(channel)
    else { fatalError("no envelope of \(recording.identity) by angle, channel \(channel)") }
    guard
      let envelope = Self.squaredEnvelope(
        of: recording, channel, rate: rate, band: band, whitening: whitening)
    else { return nil }
    // Where the shaft turns slowest a revolution has most samples; none of them is to be lost.
    let wanted = min(max((rate * 60 / slowest).rounded(.up), 64), 65_536)
    let tracking = try OrderTracking(
      samplesPerRevolution: Int(wanted),
      source: .tachometer(channel: "2", pulsesPerRevolution: pulsesPerRevolution))
    let pulses = try ChannelName(tachometer).index(in: recording)
    var both = recording
    both.channelNames = ["envelope", "tachometer"]
    both.samples = envelope.indices.flatMap {
      [envelope[$0], recording.samples[$0 * recording.channels + pulses]]
    }
    let (byAngle, _) = try tracking.apply(to: both)
    guard
      let length = BearingLineSearch.segmentLength(
        frames: byAngle.frames, sampleRate: wanted, speed: 60)
    else { return nil }
    let angularRate = wanted * mean / 60
    var chain = EnvelopeChain(length: length, rate: angularRate, band: nil, whitening: nil)
    for start in stride(from: 0, through: byAngle.frames - length, by: length / 2) {
      chain.add(envelope: byAngle.samples[start..<start + length])
    }
    guard let result = chain.result() else { return nil }
    self.init(
      power: result.power, segments: result.segments, segmentLength: length, rate: angularRate,
      band: band, whitening: whitening)
  }

  /// The squared envelope at the frames of the recording, not a number where samples are none.
  ///
  /// Blocks overlap by half, and the middle of each is taken, which the others' ends do not reach.
  private static func squaredEnvelope(
    of recording: Recording, _ channel: Int, rate: Double, band: ClosedRange<Double>?,
    whitening: Double?
  ) -> [Float]? {
    let frames = recording.frames
    guard frames >= 64 else { return nil }
    let wanted = max(8192, Int(min(rate / 2, 1_048_576)))
    let length = FourierTransform.goodLength(atMost: min(frames, wanted))
    var chain = EnvelopeChain(length: length, rate: rate, band: band, whitening: whitening)
    // The last block ends where the recording does.
    let starts = Array(stride(from: 0, to: frames - length, by: length / 2)) + [frames - length]
    return recording.samples.withUnsafeBufferPointer { samples in
      func each(_ body: (inout EnvelopeChain, Int) -> Void) {
        for start in starts
        where chain.load(samples, start: start, channel: channel, of: recording.channels) {
          body(&chain, start)
        }
      }
      if whitening != nil { each { chain, _ in chain.addMagnitudes() } }
      chain.prepareGains()
      var envelope = [Float](repeating: .nan, count: frames)
      var total = 0.0
      each { chain, start in
        let mean = chain.takeEnvelope()
        if mean.isFinite { total += mean }
        let first = start == 0 ? 0 : length / 4
        for t in first..<length { envelope[start + t] = Float(chain.samples[t]) }
      }
      return total > 0 ? envelope : nil
    }
  }
}
