import FaultDXSignal

/// Where the samples of a window are taken from the recording.
struct WindowPlacement {
  /// The place of the window's first frame; whole where the speed is 1.
  var first: Double
  /// Frames of the recording for each frame of the window: at 1.04 a shaft seems to run 4 % faster.
  var speed: Double

  /// Draws a placement that leaves a window inside its range.
  ///
  /// A window that fills its range stays as it is: it is a recording, or a stretch beside a cut, and to move or stretch
  /// it would need samples that there are not.
  init(
    _ window: LabelledWindows.Window, length: Int, _ augmentation: Augmentation,
    _ random: inout CounterGenerator
  ) {
    var start = window.start
    if augmentation.maximumShift > 0 {
      let lowest = max(window.range.lowerBound, window.start - augmentation.maximumShift)
      let highest = min(window.range.upperBound - length, window.start + augmentation.maximumShift)
      start = lowest + random.integer(below: max(1, highest - lowest + 1))
    }
    first = Double(start)
    speed = 1
    guard augmentation.stretch > 0 else { return }
    let drawn = random.uniform(in: (1 - augmentation.stretch)...(1 + augmentation.stretch))
    guard length > 1, window.range.count > length else { return }
    // From the first frame to the last.
    let span = Double(length - 1)
    speed = min(drawn, Double(window.range.count - 1) / span)
    first = min(
      max(first + span * (1 - speed) / 2, Double(window.range.lowerBound)),
      Double(window.range.upperBound - 1) - span * speed)
  }
}
