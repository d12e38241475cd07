package import FaultDXStorage

/// A JSON object that is read key by key; what is left over at the end is an error.
package struct StrictObject {
  private let path: String
  private var members: [String: JSON] = [:]

  /// The object at a path; the path is empty for the outermost.
  package init(_ json: JSON, at path: String) throws(ConfigurationError) {
    self.path = path
    guard let object = json.objectValue else {
      throw ConfigurationError(
        key: path.isEmpty ? "configuration" : path, found: json.serialized(), expected: "an object")
    }
    for member in object { members[member.key] = member.value }
  }

  private func name(_ key: String) -> String { path.isEmpty ? key : "\(path).\(key)" }

  private func error(_ key: String, _ value: JSON, _ expected: String) -> ConfigurationError {
    ConfigurationError(key: name(key), found: value.serialized(), expected: expected)
  }

  /// Takes a member out.
  package mutating func value(_ key: String) throws(ConfigurationError) -> JSON {
    guard let value = members.removeValue(forKey: key) else {
      throw ConfigurationError(key: name(key), found: "missing", expected: "a value")
    }
    return value
  }

  /// Takes a member out; `nil` where there is none.
  package mutating func optional(_ key: String) -> JSON? { members.removeValue(forKey: key) }

  /// Takes a whole number out.
  package mutating func integer(_ key: String) throws(ConfigurationError) -> Int {
    let value = try value(key)
    guard let number = value.intValue else { throw error(key, value, "a whole number") }
    return number
  }

  /// Takes a number out.
  package mutating func number(_ key: String) throws(ConfigurationError) -> Double {
    let value = try value(key)
    guard let number = value.doubleValue else { throw error(key, value, "a number") }
    return number
  }

  /// Takes a whole number out; `nil` for `null`.
  package mutating func optionalInteger(_ key: String) throws(ConfigurationError) -> Int? {
    let value = try value(key)
    if value.isNull { return nil }
    guard let number = value.intValue else { throw error(key, value, "a whole number or null") }
    return number
  }

  /// Takes a number out; `nil` for `null`.
  package mutating func optionalNumber(_ key: String) throws(ConfigurationError) -> Double? {
    let value = try value(key)
    if value.isNull { return nil }
    guard let number = value.doubleValue else { throw error(key, value, "a number or null") }
    return number
  }

  /// Takes a truth value out.
  package mutating func bool(_ key: String) throws(ConfigurationError) -> Bool {
    let value = try value(key)
    guard let truth = value.boolValue else { throw error(key, value, "true or false") }
    return truth
  }

  /// Takes whole numbers out; `nil` for `null`.
  package mutating func integers(_ key: String) throws(ConfigurationError) -> [Int]? {
    let value = try value(key)
    if value.isNull { return nil }
    var numbers: [Int] = []
    guard let values = value.arrayValue else {
      throw error(key, value, "whole numbers in an array")
    }
    for element in values {
      guard let number = element.intValue else {
        throw error(key, value, "whole numbers in an array")
      }
      numbers.append(number)
    }
    return numbers
  }

  /// Takes one of a fixed set of words out.
  package mutating func choice<Choice: RawRepresentable<String> & CaseIterable>(
    _ key: String
  ) throws(ConfigurationError) -> Choice {
    let value = try value(key)
    guard let choice = value.stringValue.flatMap(Choice.init(rawValue:)) else {
      let words = Choice.allCases.map { "\"\($0.rawValue)\"" }.joined(separator: ", ")
      throw error(key, value, "one of \(words)")
    }
    return choice
  }

  /// Checks that nothing is left.
  package func finish() throws(ConfigurationError) {
    guard let key = members.keys.sorted().first else { return }
    throw ConfigurationError(key: name(key), found: "present", expected: "no such key")
  }
}
