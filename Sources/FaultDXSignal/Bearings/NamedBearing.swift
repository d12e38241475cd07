/// A bearing as somebody named it: by a number of the catalogue, or by its measures.
public struct NamedBearing: Sendable, Equatable {
  /// Its shape.
  public let geometry: BearingGeometry
  /// Its entry in the catalogue; `nil` where measures were given.
  public let entry: CatalogueBearing?

  /// A bearing of these measures.
  public init(_ geometry: BearingGeometry) {
    self.geometry = geometry
    entry = nil
  }

  /// A bearing of the catalogue.
  public init(_ entry: CatalogueBearing) {
    geometry = entry.geometry
    self.entry = entry
  }

  /// Reads a name.
  ///
  /// - Parameter text: A number of ``CatalogueBearing/all``, with whatever prefix or suffix a maker puts around it
  ///   (`SKF 6205-2RS JEM`, `6205ZZ`, `NU 206 ECP`, `7208 BEP`); or `balls=9,ball=7.94,pitch=39.04[,angle=0]` in any order; or
  ///   `balls:ball diameter:pitch diameter[:contact angle]`, such as `9:0.3126:1.537`. Diameters are in any one unit, the angle
  ///   in degrees.
  /// - Throws: where the number is not in the catalogue, is two numbers, or the measures are none of a bearing.
  public init(_ text: String) throws(BearingNameError) {
    if let geometry = try BearingGeometry.measured(text) {
      self.geometry = geometry
      entry = nil
      return
    }
    let found = BearingDesignation(text).entries
    guard let entry = found.first else {
      throw .unknown(text, near: BearingDesignation(text).near)
    }
    guard found.count == 1 else { throw .ambiguous(text, numbers: found.map(\.number)) }
    self.entry = entry
    geometry = entry.geometry
  }
}

/// Why a name is none of a bearing.
public enum BearingNameError: Error, Equatable, CustomStringConvertible {
  /// A number that is not in the catalogue, and the numbers there that are nearest to it.
  case unknown(String, near: [String])
  /// Two numbers of the catalogue at once.
  case ambiguous(String, numbers: [String])
  /// Measures that are not written as such, or that no bearing can have.
  case measures(String, reason: String)

  /// One sentence with what was found and what was expected.
  public var description: String {
    switch self {
    case .unknown(let text, let near):
      "\"\(text)\" is not in the catalogue of \(CatalogueBearing.all.count) bearings"
        + (near.isEmpty ? "" : ", which has \(near.joined(separator: ", "))")
        + "; say its measures, such as balls=9,ball=7.94,pitch=39.04,angle=0"
    case .ambiguous(let text, let numbers):
      "\"\(text)\" names more than one bearing of the catalogue: \(numbers.joined(separator: ", "))"
    case .measures(let text, let reason): "\"\(text)\" are no measures of a bearing: \(reason)"
    }
  }
}
