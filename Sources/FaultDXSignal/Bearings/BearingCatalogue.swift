/// Bearings by their numbers.
extension BearingGeometry {
  /// A bearing by its number, or by its measures.
  ///
  /// - Parameter text: A number of ``catalogue``, with whatever prefix or suffix a maker puts around it (`SKF 6205-2RS JEM`); or
  ///   `balls=9,ball=7.94,pitch=39.04[,angle=0]` in any order; or `balls:ball diameter:pitch diameter[:contact angle]`, such as
  ///   `9:0.3126:1.537`. Diameters are in any one unit, the angle in degrees.
  /// - Returns: `nil` where the number is not in the catalogue, or the measures are none of a bearing.
  public init?(named text: String) {
    if text.contains("=") {
      guard let found = Self.measured(text) else { return nil }
      self = found
      return
    }
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
    let numbers = Set(text.split { !$0.isNumber }.map(String.init))
    let plain = text.uppercased().filter { $0.isLetter || $0.isNumber }
    guard
      let known = Self.catalogue.first(where: { entry in
        entry.number.allSatisfy(\.isNumber)
          ? numbers.contains(entry.number) : plain.contains(entry.number)
      })
    else { return nil }
    self = known.geometry
  }

  /// Measures by their names.
  private static func measured(_ text: String) -> BearingGeometry? {
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
    let geometry = BearingGeometry(
      balls: balls, ballDiameter: ball, pitchDiameter: pitch, contactAngle: values["angle"] ?? 0)
    return geometry.isPossible ? geometry : nil
  }

  /// Whether the balls have room on their circle.
  public var isPossible: Bool {
    2...1000 ~= balls && ballDiameter > 0 && pitchDiameter.isFinite && ballDiameter < pitchDiameter
      && 0..<90 ~= contactAngle && Double(balls) * ballDiameter <= .pi * pitchDiameter
  }

  /// A bearing that is known by its number.
  public struct CatalogueEntry: Sendable, Equatable {
    /// The number without prefix and suffix.
    public let number: String
    /// Its measures.
    public let geometry: BearingGeometry
    /// The unit of the diameters.
    public let unit: String
    /// Where the measures are published.
    public let source: String
  }

  /// The bearings whose measures are published.
  ///
  /// What is inside a bearing of a number is its maker's choice; of others a percent or so can
  /// differ, which is within the slip that lines are looked for in.
  public static let catalogue: [CatalogueEntry] = {
    func entry(
      _ number: String, _ balls: Int, _ ball: Double, _ pitch: Double, angle: Double = 0,
      _ unit: String, _ source: String
    ) -> CatalogueEntry {
      CatalogueEntry(
        number: number,
        geometry: BearingGeometry(
          balls: balls, ballDiameter: ball, pitchDiameter: pitch, contactAngle: angle),
        unit: unit, source: source)
    }
    let nominal =
      "nominal: balls of the inch series on the mean of bore and outside diameter (ISO 15), as maintenance tables list them"
    return [
      CatalogueEntry(
        number: "6205", geometry: .skf6205, unit: "in",
        source: "Case Western Reserve University, drive end (SKF 6205-2RS JEM)"),
      CatalogueEntry(
        number: "6203", geometry: .skf6203, unit: "in",
        source: "Case Western Reserve University, fan end (SKF 6203-2RS JEM)"),
      entry("6204", 8, 7.938, 33.5, "mm", nominal),
      entry("6206", 9, 9.525, 46, "mm", nominal),
      entry("6207", 9, 11.112, 53.5, "mm", nominal),
      entry(
        "6804", 13, 3.5, 25.6, "mm", "P. Nectoux et al., PRONOSTIA, IEEE PHM 2012 (NSK 6804DD)"),
      entry(
        "ZA2115", 16, 0.331, 2.815, angle: 15.17, "in",
        "H. Qiu et al., J. Sound Vib. 289, 2006, IMS Cincinnati (Rexnord ZA-2115, a row)"),
      entry(
        "UER204", 8, 7.92, 34.55, "mm",
        "B. Wang et al., IEEE Trans. Reliability 69, 2020, XJTU-SY (LDK UER204)"),
      entry("NICE", 8, 0.235, 1.245, "in", "E. Bechhoefer, MFPT society, 2013"),
    ]
  }()
}
