import FaultDXEvaluation
import FaultDXSignal

extension SplitProtocol {
  /// The split of one experiment.
  ///
  /// - Parameter frames: How long each recording is at the rate at which windows are cut.
  func split(
    _ recordings: [Recording], frames: [Int], _ configuration: Split.Configuration
  ) throws(SplitError) -> Split {
    let sources = Self.sources(recordings, frames)
    var configuration = configuration
    switch self {
    case .drawn(let basis):
      configuration.basis = basis
      return try Split(sources, configuration: configuration)
    case .published(let column):
      configuration.given = .published(column: column)
      return try Split(
        Split.sources(
          sources, asPublishedIn: column,
          values: recordings.map { $0.value(ofColumn: column) }), configuration: configuration)
    case .leaveOut(let column, let value):
      let folds = try Folds(
        sources, leavingOut: column, values: recordings.map { $0.value(ofColumn: column) },
        only: value, configuration: configuration)
      return folds.folds[0].split
    }
  }

  /// The splits of a cross-validation; recordings are at the rate at which windows are cut.
  func folds(
    _ recordings: [Recording], count: Int?, repeats: Int, _ configuration: Split.Configuration
  ) throws(SplitError) -> Folds {
    let sources = Self.sources(recordings, recordings.map(\.frames))
    var configuration = configuration
    switch self {
    case .drawn(let basis):
      configuration.basis = basis
      return try Folds(sources, configuration: configuration, count: count, repeats: repeats)
    case .published(let column), .leaveOut(let column, nil):
      return try Folds(
        sources, leavingOut: column, values: recordings.map { $0.value(ofColumn: column) },
        configuration: configuration, repeats: repeats)
    case .leaveOut(let column, let value?):
      return try Folds(
        sources, leavingOut: column, values: recordings.map { $0.value(ofColumn: column) },
        only: value, configuration: configuration, repeats: repeats)
    }
  }

  /// What a split needs to know of recordings.
  private static func sources(_ recordings: [Recording], _ frames: [Int]) -> [Split.Source] {
    zip(recordings, frames).map { recording, frames in
      Split.Source(
        identity: recording.identity, label: recording.label ?? "", group: recording.group,
        frames: frames)
    }
  }
}
