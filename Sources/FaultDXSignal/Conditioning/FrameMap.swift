/// Which frames of a recording the frames after conditioning come from.
public struct FrameMap: Sendable, Equatable {
  /// What one step does to the place of a frame.
  enum Piece: Sendable, Equatable {
    /// Frame k comes from frame k · numerator / denominator.
    case scaled(numerator: Double, denominator: Double)
    /// Straight lines between frames and where they come from.
    case knots(frames: [Double], sources: [Double])

    func source(of frame: Double) -> Double {
      switch self {
      case .scaled(let numerator, let denominator): return frame * numerator / denominator
      case .knots(let frames, let sources):
        var low = 0
        var high = frames.count - 1
        while high - low > 1 {
          let middle = (low + high) / 2
          if frames[middle] <= frame { low = middle } else { high = middle }
        }
        let share = (frame - frames[low]) / (frames[high] - frames[low])
        return sources[low] + share * (sources[high] - sources[low])
      }
    }
  }

  /// From the recording to the result.
  private var pieces: [Piece]

  /// Every frame comes from itself.
  public static let identity = FrameMap(pieces: [])

  /// Frames at one rate that come from frames at another, both in Hz.
  public static func rates(from rate: Double, to newRate: Double) -> FrameMap {
    FrameMap(pieces: [.scaled(numerator: rate, denominator: newRate)])
  }

  /// This map and what becomes of its result.
  public func followed(by other: FrameMap) -> FrameMap {
    FrameMap(pieces: pieces + other.pieces)
  }

  mutating func append(_ piece: Piece) { pieces.append(piece) }

  /// Where a frame comes from, with a fraction.
  public func source(of frame: Double) -> Double {
    pieces.reversed().reduce(frame) { $1.source(of: $0) }
  }

  /// The frames that a range comes from, among so many.
  public func source(of range: Range<Int>, total: Int) -> Range<Int> {
    let start = min(max(0, Int(source(of: Double(range.lowerBound)))), total)
    return start..<max(start, min(sourceEnd(of: range), total))
  }

  /// Where those frames end if there are as many.
  public func sourceEnd(of range: Range<Int>) -> Int {
    Int(source(of: Double(range.upperBound)).rounded(.up))
  }
}
