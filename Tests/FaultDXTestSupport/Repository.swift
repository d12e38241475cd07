/// Where things lie in a checkout.
public enum Repository {
  /// The folder that holds `Package.swift`.
  public static var root: String {
    #filePath.split(separator: "/").dropLast(3).reduce("") { "\($0)/\($1)" }
  }

  /// A committed fixture below `Tests/Fixtures`.
  public static func fixture(_ path: String) -> String { "\(root)/Tests/Fixtures/\(path)" }

  /// The real signals beside the checkout; tests on them skip where the folder is absent.
  public static var sharedDatasets: String { "\(root)/../shared/datasets" }
}
