import FaultDXSignal

extension Recording {
  /// The longest runs of frames, among those given, in which every sample is a finite number.
  func finiteStretches(of frames: Range<Int>) -> [Range<Int>] {
    var stretches: [Range<Int>] = []
    var start = frames.lowerBound
    samples.withUnsafeBufferPointer { samples in
      for frame in frames {
        let channels = frame * channels..<(frame + 1) * channels
        guard samples[channels].contains(where: { !$0.isFinite }) else { continue }
        if frame > start { stretches.append(start..<frame) }
        start = frame + 1
      }
    }
    if frames.upperBound > start { stretches.append(start..<frames.upperBound) }
    return stretches
  }
}
