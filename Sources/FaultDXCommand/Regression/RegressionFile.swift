import FaultDX
import FaultDXEvaluation

/// The simple estimators that were fitted to a model's training windows.
struct RegressionFile {
  private static let schema = "faultdx.regression-baselines/1"

  /// The bytes of the file.
  ///
  /// - Parameter sha256: Of the model file.
  static func serialized(_ suite: RegressionSuite, sha256: String) -> String {
    FittedSuite(schema: schema, sha256: sha256).serialized(suite.json)
  }

  /// The simple estimators of a model; `nil` where there are none.
  static func load(for file: EstimatorFile, _ common: CommonOptions) throws -> RegressionSuite? {
    let model = file.model.core
    return try FittedSuite(schema: schema, sha256: file.sha256).load(
      besideModel: file.path, common
    ) {
      RegressionSuite(json: $0, windowLength: model.windowLength, channels: model.windowChannels)
    }
  }
}
