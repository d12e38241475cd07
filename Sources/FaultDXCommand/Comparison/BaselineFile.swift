import FaultDX
import FaultDXEvaluation
import FaultDXTraining

/// The baselines that were fitted to a model's training windows.
struct BaselineFile {
  private static let schema = "faultdx.baselines/1"

  /// The bytes of the file.
  ///
  /// - Parameter sha256: Of the model file.
  static func serialized(_ suite: BaselineSuite, sha256: String) -> String {
    FittedSuite(schema: schema, sha256: sha256).serialized(suite.json)
  }

  /// The baselines of a model; `nil` where there are none.
  static func load(for file: ModelFile, _ common: CommonOptions) throws -> BaselineSuite? {
    let model = file.model
    return try FittedSuite(schema: schema, sha256: file.sha256).load(
      besideModel: file.path, common
    ) {
      BaselineSuite(
        json: $0, windowLength: model.windowLength, channels: model.windowChannels,
        conditioning: model.conditioning, classCount: model.labels.count)
    }
  }
}

extension BaselineWindows {
  /// The windows that a network was trained on.
  init(_ windows: LabelledWindows) {
    self.init(
      recordings: windows.recordings,
      windows: windows.windows.map {
        .init(recording: $0.recording, start: $0.start, label: $0.label)
      }, windowLength: windows.windowLength, conditioning: windows.conditioning,
      classCount: windows.labels.count)
  }
}
