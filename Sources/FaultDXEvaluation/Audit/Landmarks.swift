import FaultDXSignal

/// Places of a signal that are found again after scaling, offset and shift, and what the signal looks like
/// around each.
///
/// A landmark is the largest excursion within some distance to both sides; its place is refined by a parabola
/// to a fraction of a frame, so that a copy that was sampled between the frames of the original has it at the
/// same instant. Around it the signal is read at fixed distances and divided by the excursion: gain and sign
/// fall out.
struct Landmarks {
  struct Landmark {
    /// Frames from the beginning.
    let position: Double
    /// The signs of the values, a bit each.
    let pattern: UInt32
    /// The values at `offsets`, in excursions.
    let values: [Float]
  }

  /// A landmark is the largest within so many frames.
  private static let radius = 24
  /// Frames between the values; no whole number, so that periodic signals are not met in phase.
  private static let step = 1.37
  private static let count = 32

  /// Frames from a landmark to its values.
  private static let offsets: [Double] = (0..<count).map { index in
    (Double(index) - 15.5) * step
  }

  /// The signal that landmarks were sought in: without its mean, its middle frequencies alone.
  let signal: [Float]
  let landmarks: [Landmark]

  /// - Complexity: O(samples).
  init(_ samples: [Float]) {
    let signal = Self.shaped(samples)
    self.signal = signal
    landmarks = Self.peaks(signal).compactMap { Self.landmark(at: $0, in: signal) }
  }

  /// The difference over two frames of the signal smoothed over five: no offset, and nothing near the
  /// Nyquist frequency, where two resamplings of one signal differ.
  private static func shaped(_ x: [Float]) -> [Float] {
    guard x.count >= 8 else { return [] }
    var result = [Float](repeating: 0, count: x.count)
    x.withUnsafeBufferPointer { x in
      result.withUnsafeMutableBufferPointer { y in
        for t in 3..<(x.count - 3) {
          // (1 4 6 4 1) convolved with (1 0 -1).
          y[t] = x[t + 3] - x[t - 3] + 4 * (x[t + 2] - x[t - 2]) + 5 * (x[t + 1] - x[t - 1])
        }
      }
    }
    return result
  }

  /// Frames whose magnitude is the largest within the radius.
  private static func peaks(_ signal: [Float]) -> [Int] {
    var peaks: [Int] = []
    // Candidates in falling order of magnitude: the front is the largest of the last 2·radius + 1 frames.
    var queue: [Int] = []
    var front = 0
    signal.withUnsafeBufferPointer { y in
      for t in y.indices {
        while queue.count > front, y[queue[queue.count - 1]].magnitude < y[t].magnitude {
          queue.removeLast()
        }
        queue.append(t)
        if queue[front] < t - 2 * radius { front += 1 }
        if t >= 2 * radius, queue[front] == t - radius, y[t - radius] != 0 {
          peaks.append(t - radius)
        }
        if front > 4096 {
          queue.removeFirst(front)
          front = 0
        }
      }
    }
    return peaks
  }

  private static func landmark(at peak: Int, in y: [Float]) -> Landmark? {
    guard peak > 0, peak + 1 < y.count else { return nil }
    let (before, top, after) = (Double(y[peak - 1]), Double(y[peak]), Double(y[peak + 1]))
    let curvature = before - 2 * top + after
    guard curvature != 0 else { return nil }
    let shift = min(0.5, max(-0.5, 0.5 * (before - after) / curvature))
    let position = Double(peak) + shift
    let height = top - 0.25 * (before - after) * shift
    guard height != 0, position + offsets[0] >= 1,
      position + offsets[count - 1] < Double(y.count - 3)
    else { return nil }
    var pattern: UInt32 = 0
    var values = [Float](repeating: 0, count: count)
    y.withUnsafeBufferPointer { y in
      for (index, offset) in offsets.enumerated() {
        let value = interpolated(y, at: position + offset) / height
        values[index] = Float(value)
        if value > 0 { pattern |= 1 << UInt32(index) }
      }
    }
    return Landmark(position: position, pattern: pattern, values: values)
  }

  /// The value between frames, by the cubic through the four nearest (Catmull-Rom).
  ///
  /// - Precondition: the frames from one before to two behind the position exist.
  static func interpolated(_ y: UnsafeBufferPointer<Float>, at position: Double) -> Double {
    let frame = Int(position)
    let u = position - Double(frame)
    let (a, b) = (Double(y[frame - 1]), Double(y[frame]))
    let (c, d) = (Double(y[frame + 1]), Double(y[frame + 2]))
    return b + 0.5 * u * (c - a + u * (2 * a - 5 * b + 4 * c - d + u * (3 * (b - c) + d - a)))
  }
}
