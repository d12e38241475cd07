import FaultDXStorage

/// What was fitted beside a model to its training windows, as `baselines.json` of its run folder has it.
struct FittedSuite {
  /// Names what the file holds.
  let schema: String
  /// Of the model file: what another training fitted says nothing about this one.
  let sha256: String

  /// The bytes of the file.
  func serialized(_ suite: JSON) -> String {
    let document: JSON = [
      "schema": .string(schema), "model": .string(sha256), "suite": suite,
    ]
    return document.serialized() + "\n"
  }

  /// What stands beside a model.
  ///
  /// - Parameter decode: From the JSON; `nil` where that is of another kind.
  /// - Returns: `nil` where there is none, which is said where it is not plain.
  func load<Suite>(
    besideModel model: String, _ common: CommonOptions, decode: (JSON) -> Suite?
  ) throws -> Suite? {
    let path = RunFolder(besideModel: model).baselines
    guard let bytes = try Self.bytes(path) else {
      common.note("no \(path): the network stands alone, without the baselines of its training")
      return nil
    }
    let document = try Self.parsed(bytes, path)
    guard document["schema"]?.stringValue == schema, let suite = document["suite"].flatMap(decode)
    else {
      throw CommandFailure("\(path): does not hold the baselines of a model as \(schema) has them")
    }
    guard document["model"]?.stringValue == sha256 else {
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
