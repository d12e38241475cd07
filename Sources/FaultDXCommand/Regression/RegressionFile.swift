import FaultDX
import FaultDXEvaluation
import FaultDXStorage

/// The simple estimators that were fitted to a model's training windows, in `baselines.json` of its run folder.
struct RegressionFile {
  private static let schema = "faultdx.regression-baselines/1"

  /// The bytes of the file.
  ///
  /// - Parameter sha256: Of the model file: baselines of another training say nothing about this one.
  static func serialized(_ suite: RegressionSuite, sha256: String) -> String {
    let document: JSON = [
      "schema": .string(schema), "model": .string(sha256), "suite": suite.json,
    ]
    return document.serialized() + "\n"
  }

  /// The simple estimators of a model.
  ///
  /// - Returns: `nil` where there are none, which is said where it is not plain.
  static func load(for file: EstimatorFile, _ common: CommonOptions) throws -> RegressionSuite? {
    let path = RunFolder(besideModel: file.path).baselines
    guard let bytes = try bytes(path) else {
      common.note("no \(path): the network stands alone, without the baselines of its training")
      return nil
    }
    let document = try parsed(bytes, path)
    let model = file.model.core
    guard document["schema"]?.stringValue == schema,
      let suite = document["suite"].flatMap({
        RegressionSuite(json: $0, windowLength: model.windowLength, channels: model.windowChannels)
      })
    else {
      throw CommandFailure("\(path): does not hold the baselines of a model as \(schema) has them")
    }
    guard document["model"]?.stringValue == file.sha256 else {
      common.warn("\(path) was left by the training of another model; its baselines are not shown")
      return nil
    }
    return suite
  }

  private static func bytes(_ path: String) throws -> [UInt8]? {
    do {
      return try DurableFile.read(path)
    } catch FileError.notFound {
      return nil
    }
  }

  private static func parsed(_ bytes: [UInt8], _ path: String) throws -> JSON {
    do {
      return try JSON(parsing: bytes)
    } catch {
      throw CommandFailure("\(path): \(error)")
    }
  }
}
