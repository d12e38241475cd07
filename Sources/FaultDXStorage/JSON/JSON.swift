/// A JSON value (RFC 8259) that keeps the order of its members.
///
/// Model files, reports and run folders must come out byte for byte the same for the same content, so
/// objects are ordered, and whole numbers stay whole: `1` is `.integer(1)`, `1.0` is `.number(1)`.
///
///     let report: JSON = ["schema": "faultdx.evaluation/1", "accuracy": 0.98, "labels": ["a", "b"]]
///     report["accuracy"]?.doubleValue       // 0.98
///     report.serialized(pretty: true)
public indirect enum JSON: Sendable, Equatable {
  /// The literal `null`.
  case null
  /// `true` or `false`.
  case bool(Bool)
  /// A number written without fraction and exponent.
  case integer(Int)
  /// Any other number.
  case number(Double)
  /// Text.
  case string(String)
  /// Values in order.
  case array([JSON])
  /// Named values in order.
  case object(JSONObject)
}

extension JSON {
  /// The member of an object with this name; `nil` where there is none or this is no object.
  public subscript(key: String) -> JSON? { objectValue?[key] }

  /// The element of an array at this position; `nil` where there is none or this is no array.
  public subscript(position: Int) -> JSON? {
    guard case .array(let values) = self, values.indices.contains(position) else { return nil }
    return values[position]
  }

  /// The text, if this is text.
  public var stringValue: String? { if case .string(let value) = self { value } else { nil } }

  /// The truth value, if this is one.
  public var boolValue: Bool? { if case .bool(let value) = self { value } else { nil } }

  /// The whole number, if this is a number without a fraction that fits.
  public var intValue: Int? {
    switch self {
    case .integer(let value): value
    case .number(let value): Int(exactly: value)
    default: nil
    }
  }

  /// The number, if this is one.
  public var doubleValue: Double? {
    switch self {
    case .integer(let value): Double(value)
    case .number(let value): value
    default: nil
    }
  }

  /// The elements, if this is an array.
  public var arrayValue: [JSON]? { if case .array(let value) = self { value } else { nil } }

  /// The members, if this is an object.
  public var objectValue: JSONObject? { if case .object(let value) = self { value } else { nil } }

  /// Whether this is `null`.
  public var isNull: Bool { self == .null }
}

extension JSON: ExpressibleByNilLiteral, ExpressibleByBooleanLiteral, ExpressibleByIntegerLiteral,
  ExpressibleByFloatLiteral, ExpressibleByStringLiteral, ExpressibleByStringInterpolation,
  ExpressibleByArrayLiteral, ExpressibleByDictionaryLiteral
{
  /// Creates `null`.
  public init(nilLiteral: ()) { self = .null }
  /// Creates a truth value.
  public init(booleanLiteral value: Bool) { self = .bool(value) }
  /// Creates a whole number.
  public init(integerLiteral value: Int) { self = .integer(value) }
  /// Creates a number.
  public init(floatLiteral value: Double) { self = .number(value) }
  /// Creates text.
  public init(stringLiteral value: String) { self = .string(value) }
  /// Creates an array.
  public init(arrayLiteral elements: JSON...) { self = .array(elements) }
  /// Creates an object whose members keep the order of the literal.
  ///
  /// - Precondition: No name occurs twice.
  public init(dictionaryLiteral elements: (String, JSON)...) {
    self = .object(JSONObject(uniqueMembers: elements))
  }
}
