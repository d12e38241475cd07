/// A document that cannot be reported on.
public struct ReportError: Error, Equatable, CustomStringConvertible {
  /// The file that it came from.
  public var file: String
  /// What was found and what was expected.
  public var problem: String

  /// Describes a problem.
  public init(file: String, _ problem: String) {
    self.file = file
    self.problem = problem
  }

  /// One sentence.
  public var description: String { "\(file): \(problem)" }
}
