import Configuration
import FaultDX

/// What can be set: by a flag, by an environment variable, or in a file, in this order.
enum Setting: String, CaseIterable {
  case model
  case data
  case host
  case port
  case tokenFile
  case certificate
  case privateKey
  case insecure
  case durability
  case threads
  case logLevel
  case logFormat
  case maximumBodyBytes
  case maximumConnections
  case maximumRequests
  case maximumStreams
  case maximumEvents
  case idleSeconds
  case bodySeconds
  case writeSeconds
  case drainSeconds

  var key: AbsoluteConfigKey { AbsoluteConfigKey([rawValue]) }

  /// `--token-file`.
  var flag: String {
    "--" + rawValue.map { $0.isUppercase ? "-" + $0.lowercased() : String($0) }.joined()
  }
}

/// Why settings cannot be used: exit code 64, or 78 of a file's.
struct SettingError: Error, CustomStringConvertible {
  let description: String

  init(_ description: String) { self.description = description }
}

/// The values of settings, wherever they come from.
struct SettingValues {
  private let reader: ConfigReader

  /// - Parameters:
  ///   - flags: What the command line says.
  ///   - environment: `FAULTDX_TOKEN_FILE` and the like.
  ///   - file: A JSON object of settings.
  init(flags: [Setting: String], environment: [String: String], file: String?) throws {
    var values: [AbsoluteConfigKey: ConfigValue] = [:]
    for (setting, value) in flags {
      values[setting.key] = ConfigValue(.string(value), isSecret: false)
    }
    var providers: [any ConfigProvider] = [
      InMemoryProvider(name: "flags", values: values),
      EnvironmentVariablesProvider(environmentVariables: environment).prefixKeys(with: "faultdx"),
    ]
    if let file { providers.append(try Self.provider(file)) }
    reader = ConfigReader(providers: providers)
  }

  private static func provider(_ file: String) throws -> InMemoryProvider {
    let document: JSON
    do {
      document = try JSON(parsing: DurableFile.read(file, limit: 1 << 20))
    } catch let error as JSONError {
      throw SettingError("\(file): \(error)")
    }
    guard let object = document.objectValue else {
      throw SettingError("\(file): expected a JSON object of settings")
    }
    var values: [AbsoluteConfigKey: ConfigValue] = [:]
    for member in object {
      guard let setting = Setting(rawValue: member.key) else {
        let known = Setting.allCases.map(\.rawValue).joined(separator: ", ")
        throw SettingError("\(file): there is no setting \"\(member.key)\"; there are \(known)")
      }
      let text: String
      switch member.value {
      case .string(let value): text = value
      case .integer(let value): text = "\(value)"
      case .number(let value): text = "\(value)"
      case .bool(let value): text = "\(value)"
      case .array(let values):
        text = values.compactMap(\.stringValue).joined(separator: ",")
      default:
        throw SettingError(
          "\(file): \(member.key): expected a text, a number, true or false, found \(member.value)")
      }
      values[setting.key] = ConfigValue(.string(text), isSecret: false)
    }
    return InMemoryProvider(name: "file", values: values)
  }

  func string(_ setting: Setting) -> String? {
    reader.string(forKey: ConfigKey([setting.rawValue]))
  }

  func list(_ setting: Setting) -> [String] {
    string(setting)?.split(separator: ",").map(String.init) ?? []
  }

  func bool(_ setting: Setting) throws -> Bool {
    switch string(setting)?.lowercased() {
    case nil, "false", "no", "0": false
    case "true", "yes", "1": true
    case .some(let value):
      throw SettingError("\(setting.flag): expected true or false, found \"\(value)\"")
    }
  }

  func integer(_ setting: Setting, _ usual: Int, in range: ClosedRange<Int>) throws -> Int {
    guard let text = string(setting) else { return usual }
    guard let value = Int(text), range ~= value else {
      throw SettingError(
        "\(setting.flag): expected a whole number from \(range.lowerBound) to \(range.upperBound), found \"\(text)\""
      )
    }
    return value
  }

  func choice<Choice: RawRepresentable & CaseIterable>(
    _ setting: Setting, _ usual: Choice
  ) throws -> Choice where Choice.RawValue == String {
    guard let text = string(setting) else { return usual }
    guard let value = Choice(rawValue: text) else {
      let known = Choice.allCases.map(\.rawValue).joined(separator: ", ")
      throw SettingError("\(setting.flag): expected one of \(known), found \"\(text)\"")
    }
    return value
  }
}
