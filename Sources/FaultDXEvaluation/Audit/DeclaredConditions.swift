import FaultDXSignal

/// Which columns of a manifest name a condition (load, speed, …) that units were measured under.
///
/// A unit on both sides of a test is a leak where nothing else distinguishes the sides. Where they differ in
/// a condition, the test is another question: the same units, otherwise loaded.
struct DeclaredConditions {
  private let recordings: [Recording]
  /// Sorted; the same for every unit.
  private let columns: [String]

  init(_ recordings: [Recording]) {
    self.recordings = recordings
    let names = Set(recordings.flatMap(\.conditions.keys))
    columns = names.filter { Self.isCondition($0, recordings) }.sorted()
  }

  /// Whether a column tells conditions apart.
  ///
  /// One whose values hardly recur names recordings or was measured (a speed of 1796.3 rpm), and one that
  /// the class says already adds nothing. A load is always a condition.
  private static func isCondition(_ column: String, _ recordings: [Recording]) -> Bool {
    let known = recordings.compactMap { recording in
      recording.conditions[column].map { (label: recording.label ?? "", value: $0) }
    }
    guard column == "load" || Set(known.map(\.value)).count * 2 <= known.count else { return false }
    return Dictionary(grouping: known, by: \.label).values.contains { members in
      Set(members.map(\.value)).count > 1
    }
  }

  /// One condition and its values on both sides.
  struct Difference: Hashable {
    let column: String
    let training: Set<String>
    let test: Set<String>

    /// `load 3 against 0`.
    var description: String {
      "\(column) \(enumerated(test.sorted())) against \(enumerated(training.sorted()))"
    }
  }

  /// The conditions in which recordings of one unit on two sides have no value in common.
  func differences(training: [Int], test: [Int]) -> [Difference] {
    columns.compactMap { column in
      guard let trained = values(column, training), let tested = values(column, test),
        trained.isDisjoint(with: tested)
      else { return nil }
      return Difference(column: column, training: trained, test: tested)
    }
  }

  /// The values of some recordings; `nil` where one does not say.
  private func values(_ column: String, _ members: [Int]) -> Set<String>? {
    var values: Set<String> = []
    for member in members {
      guard let value = recordings[member].conditions[column] else { return nil }
      values.insert(value)
    }
    return values
  }
}
