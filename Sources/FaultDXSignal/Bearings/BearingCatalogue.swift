/// Bearings by their numbers.
extension BearingGeometry {
  /// A bearing by its number, or by its measures.
  ///
  /// - Parameter text: `6205`, with whatever prefix or suffix a maker puts around it (`SKF 6205-2RS JEM`), or
  ///   `balls:ball diameter:pitch diameter[:contact angle]`, such as `9:0.3126:1.537`.
  /// - Returns: `nil` where the number is not in the catalogue, or the measures are none of a bearing.
  ///
  /// The measures of 6205 and 6203 are those that Case Western Reserve University gives for the bearings of its rig.
  public init?(named text: String) {
    let parts = text.split(separator: ":", omittingEmptySubsequences: false)
    if parts.count == 3 || parts.count == 4 {
      let numbers = parts.compactMap { Double($0) }
      guard numbers.count == parts.count, let balls = Int(exactly: numbers[0]) else { return nil }
      self.init(
        balls: balls, ballDiameter: numbers[1], pitchDiameter: numbers[2],
        contactAngle: numbers.count == 4 ? numbers[3] : 0)
      guard isPossible else { return nil }
      return
    }
    let numbers = text.split { !$0.isNumber }.map(String.init)
    guard let known = numbers.compactMap({ Self.catalogue[$0] }).first else { return nil }
    self = known
  }

  /// Whether the balls have room on their circle.
  public var isPossible: Bool {
    2...1000 ~= balls && ballDiameter > 0 && pitchDiameter.isFinite && ballDiameter < pitchDiameter
      && 0..<90 ~= contactAngle && Double(balls) * ballDiameter <= .pi * pitchDiameter
  }

  private static let catalogue: [String: BearingGeometry] = ["6205": .skf6205, "6203": .skf6203]
}
