import FaultDXEvaluation
import FaultDXSignal

/// What a split set aside to measure on, or for something else.
struct TestStretches {
  /// Stretches as recordings of their own.
  let recordings: [Recording]
  /// The physical unit of each, or the whole recording where that is not known: what is drawn together.
  let units: [String]
  /// The number of the recording that each was cut from.
  let sources: [Int]

  /// - Parameter keepsFrames: Whether windows are cut from the frames as they are, so that stretches can be
  ///   put together.
  init(_ split: Split, of originals: [Recording], role: Split.Role = .test, keepsFrames: Bool) {
    let pieces = split.pieces.filter { $0.role == role }
    var recordings: [Recording] = []
    var units: [String] = []
    var sources: [Int] = []
    for (index, pieces) in Dictionary(grouping: pieces, by: \.recording).sorted(by: {
      $0.key < $1.key
    }) {
      let original = originals[index]
      if split.testBasis == .windows, keepsFrames {
        // Whole windows, so that put together they are cut into the same ones again.
        recordings.append(original.joined(pieces.map(\.frames)))
        units.append(original.unit)
        sources.append(index)
      } else {
        recordings += pieces.map { original.stretch($0.frames) }
        units += pieces.map { _ in original.unit }
        sources += pieces.map { _ in index }
      }
    }
    self.recordings = recordings
    self.units = units
    self.sources = sources
  }
}

extension Recording {
  /// The physical unit, or the recording itself where that is not known.
  var unit: String { group ?? "\(file)#\(name)" }

  /// Several stretches as one recording.
  fileprivate func joined(_ stretches: [Range<Int>]) -> Recording {
    var joined = self
    joined.samples = stretches.flatMap {
      samples[$0.lowerBound * channels..<$0.upperBound * channels]
    }
    let count = "\(stretches.count) \(stretches.count == 1 ? "stretch" : "stretches")"
    joined.name = name.isEmpty ? count : "\(name), \(count)"
    return joined
  }
}
