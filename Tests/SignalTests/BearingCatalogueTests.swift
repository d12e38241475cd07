import FaultDXSignal
import FaultDXTestSupport
import Foundation
import Testing

struct BearingCatalogueTests {
  /// Rows of a table without its comments and its head.
  private func table(_ name: String) throws -> [[String]] {
    try String(contentsOfFile: Repository.fixture("signal/\(name)"), encoding: .utf8)
      .split(separator: "\n").filter { !$0.hasPrefix("#") }.dropFirst()
      .map { $0.split(separator: ",", omittingEmptySubsequences: false).map(String.init) }
  }

  private func orders(_ name: String) throws -> BearingFrequencies {
    try NamedBearing(name).geometry.frequencies(speed: 60)
  }

  @Test func `bearings have the orders that are published for them`() throws {
    // BPFO and BPFI per revolution, as the owners of the data sets print them.
    for (name, outer, inner) in [
      ("6205", 3.5848, 5.4152), ("SKF 6203-2RS JEM", 3.0530, 4.9469),
      ("LDK UER204", 3.0830, 4.9170), ("Rexnord ZA-2115", 7.0921, 8.9079), ("NICE", 3.2450, 4.7550),
      ("ER-16K", 3.572, 5.428), ("ER-10K", 3.052, 4.948),
    ] {
      let orders = try orders(name)
      #expect(abs(orders.bpfo - outer) < 2e-3 && abs(orders.bpfi - inner) < 2e-3, "\(name)")
    }
  }

  @Test func `bearings of another maker with as many balls have the same lines within the slip`()
    throws
  {
    // BPFO and BPFI of housed units by the size of their outer ring, as Timken prints them (catalogue of ball bearing housed units, table A-9).
    for (number, outer, inner) in [
      ("6203", 3.053, 4.947), ("6204", 3.052, 4.948), ("6205", 3.574, 5.426),
      ("6206", 3.568, 5.432), ("6207", 3.565, 5.435), ("6208", 3.547, 5.453),
      ("6210", 4.093, 5.907), ("6211", 4.078, 5.922), ("6212", 4.066, 5.934),
      ("6213", 4.099, 5.901), ("6214", 4.104, 5.896), ("6304", 2.574, 4.426),
      ("6309", 3.037, 4.963), ("6310", 3.047, 4.953), ("6311", 3.057, 4.943),
      ("6312", 3.064, 4.936), ("6314", 3.076, 4.924), ("6315", 3.081, 4.919),
      ("6316", 3.086, 4.914), ("6318", 3.093, 4.907),
    ] {
      let orders = try orders(number)
      #expect(abs(orders.bpfo / outer - 1) < 0.016, "\(number): \(orders.bpfo)")
      #expect(abs(orders.bpfi / inner - 1) < 0.012, "\(number): \(orders.bpfi)")
    }
    // One that another maker makes with another number of balls: what the caution is for.
    #expect(try NamedBearing("6209").geometry.balls == 10)
    #expect((3.621 + 5.379).rounded() == 9)
  }

  /// The factor f0 of ISO 76 for balls of 0, 0.01, 0.02 and so on of their circle.
  private let staticFactors = [
    14.7, 14.9, 15.1, 15.3, 15.5, 15.7, 15.9, 16.1, 16.3, 16.5, 16.4, 16.1, 15.9, 15.6, 15.4, 15.2,
    14.9, 14.7, 14.4, 14.2, 14.0, 13.7, 13.5, 13.2, 13.0, 12.8, 12.5, 12.3, 12.1, 11.8, 11.6, 11.4,
    11.2, 10.9, 10.7, 10.5,
  ]
  /// The factor fc of ISO 281 for single-row bearings with balls of 0.06, 0.08 and so on of their circle.
  private let dynamicFactors = [
    49.1, 52.8, 55.5, 57.5, 58.8, 59.6, 59.9, 59.9, 59.6, 59, 58.2, 57.1, 56, 54.6, 53.2,
  ]

  private func interpolated(_ table: [Double], _ place: Double) -> Double {
    let index = min(max(Int(place), 0), table.count - 2)
    return table[index] + (place - Double(index)) * (table[index + 1] - table[index])
  }

  @Test func `balls and their circle give the ratings that are printed`() throws {
    let rows = try table("bearing-ratings.csv")
    for row in rows {
      let numbers = row.dropFirst().map { Double($0) ?? .nan }
      let (bore, outside, dynamic, fixed, factor) = (
        numbers[0], numbers[1], numbers[2], numbers[3], numbers[4]
      )
      let bearing = try NamedBearing(row[0])
      let unit = bearing.entry?.unit == .inches ? 25.4 : 1
      let (ball, pitch) = (
        bearing.geometry.ballDiameter * unit, bearing.geometry.pitchDiameter * unit
      )
      let cosine = cos(bearing.geometry.contactAngle * .pi / 180)
      let ratio = ball * cosine / pitch
      let balls = Double(bearing.geometry.balls)
      let f0 = interpolated(staticFactors, ratio * 100)
      #expect(factor.isNaN || abs(f0 - factor) < 0.25, "\(row[0]): f0 \(f0)")
      let staticRating = (factor.isNaN ? f0 : factor) * balls * ball * ball * cosine
      #expect(abs(staticRating / fixed - 1) < 0.01, "\(row[0]): \(staticRating)")
      let power = ball <= 25.4 ? pow(ball, 1.8) : 3.647 * pow(ball, 1.4)
      let dynamicRating =
        1.3 * interpolated(dynamicFactors, (ratio - 0.06) * 50) * pow(cosine, 0.7)
        * pow(balls, 2 / 3) * power
      #expect(abs(dynamicRating / dynamic - 1) < 0.012, "\(row[0]): \(dynamicRating)")
      #expect(abs(pitch / ((bore + outside) / 2) - 1) < 0.037, "\(row[0]): \(pitch)")
      let sixtyFourths = ball / 25.4 * 64
      #expect(
        abs(sixtyFourths - sixtyFourths.rounded()) < 0.01 || ball == 3.5, "\(row[0]): \(ball)")
    }
    let byRatings = CatalogueBearing.all.filter {
      if case .ballRatings = $0.source { true } else { false }
    }
    #expect(Set(byRatings.map(\.number)).isSubset(of: rows.map { $0[0] }))
    #expect(byRatings.count == 93)
  }

  @Test func `rollers fill two widths with whole millimetres`() throws {
    let rows = try table("roller-ratings.csv")
    for row in rows {
      let numbers = row.dropFirst().compactMap { Double($0) }
      let geometry = try NamedBearing(row[0]).geometry
      #expect(geometry.ballDiameter == (numbers[1] - numbers[0]) / 2, "\(row[0])")
      #expect(geometry.pitchDiameter == (numbers[1] + numbers[0]) / 2, "\(row[0])")
      // ISO 76: C0 = 44 (1 - D / Dpw) Z L D.
      let share =
        44 * (1 - geometry.ballDiameter / geometry.pitchDiameter) * Double(geometry.balls)
        * geometry.ballDiameter
      let (narrow, wide) = (numbers[2] / share, numbers[3] / share)
      #expect(abs(wide - narrow - (wide - narrow).rounded()) < 0.13, "\(row[0]): \(narrow) \(wide)")
      // Ends of rollers are rounded by as much on both.
      #expect(narrow / geometry.ballDiameter > 0.8 && narrow / geometry.ballDiameter < 1.11)
    }
    let byRaceways = CatalogueBearing.all.filter {
      if case .rollerRatings = $0.source { true } else { false }
    }
    #expect(byRaceways.map(\.number) == rows.map { $0[0] })
  }

  @Test func `every entry can be, has its own number and says where it is from`() throws {
    for entry in CatalogueBearing.all {
      #expect(entry.geometry.isPossible && !entry.source.words.isEmpty && !entry.maker.isEmpty)
      let named = try NamedBearing("\(entry.maker) \(entry.number)")
      #expect(named == NamedBearing(entry), "\(entry.number)")
      let orders = named.geometry.frequencies(speed: 60)
      #expect(abs(orders.bpfo + orders.bpfi - Double(entry.geometry.balls)) < 1e-9)
      #expect(entry.caution.contains(entry.number))
    }
    let numbers = CatalogueBearing.all.map(\.number)
    #expect(Set(numbers).count == numbers.count)
    #expect(numbers.count >= 100)
  }

  @Test(arguments: [
    ("6205-2RS JEM SKF", "6205"), ("6205ZZ", "6205"), ("SKF 6205-2Z/C3", "6205"),
    ("6205 2RSR.C3", "6205"), ("6309/C3", "6309"), ("FAG 6310-C-2HRS", "6310"),
    ("NTN 6204LLU", "6204"), ("nu 206 ecp", "NU206E"), ("NU206-E-TVP2", "NU206E"),
    ("NJ 310 ECM/C3", "NU310E"), ("N 211 ECP", "NU211E"), ("7208 BEP", "7208B"),
    ("SKF 7309 BECBP", "7309B"), ("7206-B-XL-TVP", "7206B"), ("NSK 7210CTYNSULP4", "7210C"),
    ("er16k", "ER16K"), ("NSK 6804DD", "6804"),
  ])
  func `a number counts whatever stands around it`(text: String, number: String) throws {
    #expect(try NamedBearing(text).entry?.number == number)
  }

  @Test(arguments: [
    ("NU206", ["NU206E"]), ("7206", ["7206C", "7206B", "6206"]), ("62050", ["6205", "6200"]),
    ("nothing", []),
    ("22220 EK", []), ("7208 C3", ["7208C", "7208B", "6208"]), ("", []),
  ])
  func `a number that is not there is not guessed, but near ones are proposed`(
    text: String, near: [String]
  ) {
    #expect(throws: BearingNameError.unknown(text, near: near)) { try NamedBearing(text) }
  }

  @Test func `errors say what was wrong`() {
    #expect(throws: BearingNameError.ambiguous("6205 and 6206", numbers: ["6205", "6206"])) {
      try NamedBearing("6205 and 6206")
    }
    func text(_ name: String) -> String {
      do { return "\(try NamedBearing(name))" } catch { return "\(error)" }
    }
    #expect(text("NU206").contains("not in the catalogue of"))
    #expect(text("NU206").contains("which has NU206E; say its measures"))
    #expect(text("balls=9,ball=50,pitch=39").contains("no measures of a bearing"))
    #expect(text("9:0.3").contains("no measures of a bearing"))
  }

  @Test func `measures are taken by name, in any order`() throws {
    let expected = BearingGeometry(
      balls: 9, ballDiameter: 7.94, pitchDiameter: 39.04, contactAngle: 15)
    for text in [
      "balls=9,ball=7.94,pitch=39.04,angle=15", "angle=15,pitch=39.04,ball=7.94,balls=9",
      "9:7.94:39.04:15",
    ] {
      #expect(try NamedBearing(text) == NamedBearing(expected))
      #expect(BearingGeometry(named: text) == expected)
    }
  }

  @Test(arguments: [
    "", "nothing", "9999", "62050", "balls=9", "balls=9,ball=7.94", "balls=9,ball=7.94,pitch=5",
    "balls=9.5,ball=7.94,pitch=39", "balls=9,ball=7.94,pitch=39,pitch=40",
    "balls=9,ball=x,pitch=39",
    "balls=9,ball=7.94,pitch=39,colour=1", "balls=9,ball=7.94,pitch=39,angle=90",
    "balls=90,ball=7.94,pitch=39", "balls=nan,ball=1,pitch=9", "9:0.3", "0:1:2", "balls=9,,",
    "balls=9,ball=-1,pitch=39", "balls=9,ball=inf,pitch=inf",
  ])
  func `what is no bearing is none`(text: String) { #expect(BearingGeometry(named: text) == nil) }
}
