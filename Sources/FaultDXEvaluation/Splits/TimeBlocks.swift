/// Recordings cut into as many blocks of time as there are folds.
///
/// In each fold one block of every recording is tested, the next chooses, the others train. A window's frames
/// are left out wherever two roles meet, on the side that is not tested, so that over all folds every frame
/// is tested once.
struct TimeBlocks {
  private let planner: SplitPlanner
  private let count: Int

  init(_ planner: SplitPlanner, count: Int) {
    self.planner = planner
    self.count = count
  }

  /// Frames that a recording must have to be cut: three windows a block, of which gaps may take two.
  private var framesNeeded: Int { 3 * planner.configuration.windowLength * count }

  /// The stretches of a fold; recordings too short for blocks train in all of them.
  func pieces(fold: Int) throws(SplitError) -> [Split.Piece] {
    var pieces: [Split.Piece] = []
    for (label, members) in planner.members.enumerated() where !members.isEmpty {
      let longest = members.map { planner.sources[$0].frames }.max() ?? 0
      guard longest >= framesNeeded else {
        throw .tooLittle(
          label: planner.labels[label], recordings: members.count, longest: longest,
          needed: framesNeeded, roles: count)
      }
      for recording in members {
        let frames = planner.sources[recording].frames
        pieces +=
          frames >= framesNeeded
          ? cut(recording, frames, fold) : [planner.whole(recording, .training)]
      }
    }
    return pieces
  }

  private func cut(_ recording: Int, _ frames: Int, _ fold: Int) -> [Split.Piece] {
    let gap = planner.configuration.windowLength
    let roles = (0..<count).map { block -> Split.Role in
      block == fold ? .test : block == (fold + 1) % count ? .validation : .training
    }
    var pieces: [Split.Piece] = []
    var first = 0
    while first < count {
      let role = roles[first]
      let end = roles[first...].firstIndex { $0 != role } ?? count
      let start = first == 0 ? 0 : frames * first / count + gives(role, to: roles[first - 1], gap)
      let stop = end == count ? frames : frames * end / count - gives(role, to: roles[end], gap)
      pieces.append(Split.Piece(recording: recording, role: role, frames: start..<stop))
      first = end
    }
    return pieces
  }

  /// Frames that a stretch leaves out beside one of another role.
  private func gives(_ role: Split.Role, to neighbour: Split.Role, _ gap: Int) -> Int {
    role == .training || (role == .validation && neighbour == .test) ? gap : 0
  }
}
