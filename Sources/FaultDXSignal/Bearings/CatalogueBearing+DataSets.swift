extension CatalogueBearing {
  /// Bearings of public data sets, with the measures that go with them.
  static let ofDataSets = [
    CatalogueBearing(
      number: "6205", maker: "SKF", geometry: .skf6205, unit: .inches,
      source: .published("Case Western Reserve University, drive end; NSK's ratings say the same")),
    CatalogueBearing(
      number: "6203", maker: "SKF", geometry: .skf6203, unit: .inches,
      source: .published(
        "Case Western Reserve University, fan end; Paderborn University's (8 balls of 6.75 mm on 28.55 mm) has the same lines"
      )),
    published(
      "6804", "NSK", 13, 3.5, 25.6, .millimetres,
      "P. Nectoux et al., PRONOSTIA, IEEE PHM 2012 (NSK 6804DD); NSK's ratings say the same"),
    published(
      "ZA2115", "Rexnord", 16, 0.331, 2.815, angle: 15.17, .inches,
      "H. Qiu et al., J. Sound Vib. 289, 2006, IMS Cincinnati (a row)"),
    published(
      "UER204", "LDK", 8, 7.92, 34.55, .millimetres,
      "B. Wang et al., IEEE Trans. Reliability 69, 2020, XJTU-SY"),
    published(
      "ER16K", "Rexnord", 9, 7.94, 38.52, .millimetres,
      "H. Huang, N. Baddour, Data in Brief 21, 2018, University of Ottawa"),
    published(
      "ER10K", "MB", 8, 0.3125, 1.319, .inches, "PHM Society, data challenge 2009"),
    published("NICE", "NICE", 8, 0.235, 1.245, .inches, "E. Bechhoefer, MFPT society, 2013"),
  ]

  private static func published(
    _ number: String, _ maker: String, _ balls: Int, _ ball: Double, _ pitch: Double,
    angle: Double = 0, _ unit: Unit, _ source: String
  ) -> CatalogueBearing {
    CatalogueBearing(
      number: number, maker: maker,
      geometry: BearingGeometry(
        balls: balls, ballDiameter: ball, pitchDiameter: pitch, contactAngle: angle),
      unit: unit, source: .published(source))
  }
}
