import FaultDXSignal

/// Windows dealt at random, whatever recording they are from.
///
/// This is how most published figures came about, and why they cannot be repeated on another machine: the
/// neighbours of a tested window were trained on. It is here to be compared with.
struct RandomWindows {
  private let planner: SplitPlanner

  init(_ planner: SplitPlanner) { self.planner = planner }

  /// Sets this draw apart from whatever else is drawn from the same seed: "WIND".
  private static let stream: UInt64 = 0x5749_4E44

  /// Stretches of whole windows, end to end, in their roles; neighbours of one role are one stretch.
  ///
  /// - Parameters:
  ///   - parts: How many windows a class must have.
  ///   - role: The role of a window by its place among the windows of its class, in random order.
  func pieces(
    parts: Int, _ role: (_ position: Int, _ count: Int) -> Split.Role
  ) throws(SplitError) -> [Split.Piece] {
    let length = planner.configuration.windowLength
    var pieces: [Split.Piece] = []
    for (label, members) in planner.members.enumerated() where !members.isEmpty {
      let windows = members.flatMap { recording in
        (0..<planner.sources[recording].frames / length).map { (recording, $0 * length) }
      }
      guard windows.count >= parts else {
        throw .tooLittle(
          label: planner.labels[label], recordings: members.count,
          longest: members.map { planner.sources[$0].frames }.max() ?? 0, needed: parts * length,
          roles: parts)
      }
      var generator = CounterGenerator(
        seed: planner.configuration.seed, stream: Self.stream, substream: UInt64(label))
      var roles = [Split.Role](repeating: .training, count: windows.count)
      for (position, window) in generator.shuffled(windows.indices).enumerated() {
        roles[window] = role(position, windows.count)
      }
      for ((recording, start), role) in zip(windows, roles) {
        if let last = pieces.last, last.recording == recording, last.role == role,
          last.frames.upperBound == start
        {
          pieces[pieces.count - 1] = Split.Piece(
            recording: recording, role: role, frames: last.frames.lowerBound..<start + length)
        } else {
          pieces.append(
            Split.Piece(recording: recording, role: role, frames: start..<start + length))
        }
      }
    }
    return pieces
  }
}
