/// Bearings by their measures.
extension BearingGeometry {
  /// A bearing by its number, or by its measures, as ``NamedBearing`` reads them.
  ///
  /// - Returns: `nil` where the number is not in the catalogue, or the measures are none of a bearing.
  public init?(named text: String) {
    guard let found = try? NamedBearing(text) else { return nil }
    self = found.geometry
  }

  /// Measures by their names or by their places; `nil` of what has neither form.
  ///
  /// - Throws: where it has one, and is no bearing.
  static func measured(_ text: String) throws(BearingNameError) -> BearingGeometry? {
    let geometry: BearingGeometry?
    if text.contains("=") {
      geometry = byName(text)
    } else if text.contains(":") {
      geometry = byPlace(text)
    } else {
      return nil
    }
    guard let geometry else {
      throw .measures(
        text, reason: "expected balls=9,ball=7.94,pitch=39.04 and, if need be, angle=15")
    }
    guard geometry.isPossible else {
      throw .measures(
        text,
        reason:
          "expected 2 to 1000 balls that have room on their circle and an angle of 0 to below 90 degrees"
      )
    }
    return geometry
  }

  private static func byName(_ text: String) -> BearingGeometry? {
    var values: [String: Double] = [:]
    for part in text.split(separator: ",", omittingEmptySubsequences: false) {
      let pair = part.split(separator: "=", omittingEmptySubsequences: false)
      guard pair.count == 2, let value = Double(pair[1]),
        ["balls", "ball", "pitch", "angle"].contains(pair[0]),
        values.updateValue(value, forKey: String(pair[0])) == nil
      else { return nil }
    }
    guard let count = values["balls"], let balls = Int(exactly: count), let ball = values["ball"],
      let pitch = values["pitch"]
    else { return nil }
    return BearingGeometry(
      balls: balls, ballDiameter: ball, pitchDiameter: pitch, contactAngle: values["angle"] ?? 0)
  }

  private static func byPlace(_ text: String) -> BearingGeometry? {
    let parts = text.split(separator: ":", omittingEmptySubsequences: false)
    let numbers = parts.compactMap { Double($0) }
    guard 3...4 ~= parts.count, numbers.count == parts.count, let balls = Int(exactly: numbers[0])
    else { return nil }
    return BearingGeometry(
      balls: balls, ballDiameter: numbers[1], pitchDiameter: numbers[2],
      contactAngle: numbers.count == 4 ? numbers[3] : 0)
  }

  /// Whether the balls have room on their circle.
  public var isPossible: Bool {
    2...1000 ~= balls && ballDiameter > 0 && pitchDiameter.isFinite && ballDiameter < pitchDiameter
      && 0..<90 ~= contactAngle && Double(balls) * ballDiameter <= .pi * pitchDiameter
  }
}
