extension Split {
  /// Sources with the roles that a column gives them: a split as it was published.
  ///
  /// - Parameters:
  ///   - sources: The recordings, without roles.
  ///   - column: The name of the column.
  ///   - values: What it says of each recording.
  /// - Throws: `SplitError` where it says something else than a role, or that nothing is the test.
  /// - Precondition: A value for each source.
  public static func sources(
    _ sources: [Source], asPublishedIn column: String, values: [String?]
  ) throws(SplitError) -> [Source] {
    var roles: [Role] = []
    for (source, value) in zip(sources, values) {
      guard let role = value.flatMap(Role.init(published:)) else {
        throw .notARole(recording: source.identity, column: column, found: value)
      }
      roles.append(role)
    }
    guard roles.contains(.test) else { throw .noTest(column: column) }
    return zip(sources, roles).map { source, role in
      var source = source
      // Who says nothing of validation leaves it to be cut from training.
      source.role = role == .training ? nil : role
      return source
    }
  }
}

extension Split.Role {
  /// The role that a data set means by a word, such as `train` or `valid`.
  init?(published word: String) {
    switch word.lowercased() {
    case "train", "training": self = .training
    case "validation", "valid", "val", "dev", "development": self = .validation
    case "test", "testing": self = .test
    default: return nil
    }
  }
}
