import FaultDXNN
import FaultDXSignal
import FaultDXStorage

/// The `faultdx.` keys of a container, read with errors that name the key.
struct ModelMetadata {
  private let values: SafeTensors.Metadata
  private let file: String

  init(_ container: SafeTensors, file: String) {
    values = container.metadata
    self.file = file
  }

  /// Which of them it is.
  func schema(among known: [String]) throws(ModelError) -> String {
    let expected = known.joined(separator: " and ")
    guard let found = values["faultdx.schema"] else {
      throw ModelError(file: file, "its metadata has no \"faultdx.schema\"; expected \(expected)")
    }
    if found == EstimatorModel.schema, !known.contains(found) {
      throw ModelError(
        file: file,
        "it estimates a number and knows no classes (schema \"\(found)\"); classify, evaluate and info take it, and "
          + "Estimator in code")
    }
    guard known.contains(found) else {
      throw ModelError(file: file, "its schema is \"\(found)\"; this version reads \(expected)")
    }
    return found
  }

  func json(_ key: String) throws(ModelError) -> JSON {
    guard let text = values["faultdx.\(key)"] else {
      throw ModelError("its metadata has no \"faultdx.\(key)\"")
    }
    do {
      return try JSON(parsing: Array(text.utf8))
    } catch {
      throw ModelError("its metadata \"faultdx.\(key)\" is not JSON: \(error)")
    }
  }

  func integer(_ key: String) throws(ModelError) -> Int {
    let value = try json(key)
    guard let integer = value.intValue else { throw mismatch(key, value, "a whole number") }
    return integer
  }

  func optionalNumber(_ key: String) throws(ModelError) -> Double? {
    let value = try json(key)
    if value == .null { return nil }
    guard let number = value.doubleValue else { throw mismatch(key, value, "a number or null") }
    return number
  }

  func strings(_ key: String) throws(ModelError) -> [String] {
    let value = try json(key)
    guard let array = value.arrayValue else { throw mismatch(key, value, "an array of strings") }
    var strings: [String] = []
    for element in array {
      guard let string = element.stringValue else {
        throw mismatch(key, value, "an array of strings")
      }
      strings.append(string)
    }
    return strings
  }

  func normalization(_ key: String) throws(ModelError) -> Normalization {
    let value = try json(key)
    guard let normalization = Normalization(json: value) else {
      throw mismatch(key, value, "a normalisation")
    }
    return normalization
  }

  /// None where the key is missing, as it must be in one schema, and may be in that of several networks.
  func conditioning(_ key: String, schema: String) throws(ModelError) -> Conditioning {
    let isThere = values["faultdx.\(key)"] != nil
    guard isThere == (schema == Model.conditionedSchema) || schema == Model.membersSchema else {
      throw ModelError(
        "its schema is \"\(schema)\" and its metadata \(isThere ? "have" : "have no") \"faultdx.\(key)\""
      )
    }
    if !isThere { return .none }
    let value = try json(key)
    do throws(ConditioningError) {
      if let conditioning = try Conditioning(json: value), !conditioning.isEmpty {
        return conditioning
      }
    } catch {
      throw ModelError("its metadata \"faultdx.\(key)\" cannot be followed: \(error)")
    }
    throw mismatch(key, value, "a list of conditioning steps")
  }

  /// `nil` where the key is missing: files of older versions have none.
  func calibration(_ key: String) throws(ModelError) -> Calibration? {
    if values["faultdx.\(key)"] == nil { return nil }
    let value = try json(key)
    guard let calibration = Calibration(json: value) else {
      throw mismatch(key, value, "a calibration")
    }
    return calibration
  }

  /// `nil` where the key is missing: files of older versions have none.
  func certainty(_ key: String, classes: Int, channels: Int) throws(ModelError) -> Certainty? {
    if values["faultdx.\(key)"] == nil { return nil }
    let value = try json(key)
    guard let certainty = Certainty(json: value, classes: classes, channels: channels) else {
      throw ModelError(
        "its metadata \"faultdx.\(key)\" is no certainty of \(classes) classes and \(channels) channels"
      )
    }
    return certainty
  }

  private func mismatch(_ key: String, _ found: JSON, _ expected: String) -> ModelError {
    ModelError("its metadata \"faultdx.\(key)\" is \(found.serialized()), expected \(expected)")
  }
}
