import FaultDXSignal
import Testing

@Test func `bearings of the catalogue have the orders that are published for them`() throws {
  // BPFO and BPFI per revolution, as the owners of the data sets print them.
  for (name, outer, inner) in [
    ("6205", 3.5848, 5.4152), ("SKF 6203-2RS JEM", 3.0530, 4.9469), ("LDK UER204", 3.0830, 4.9170),
    ("Rexnord ZA-2115", 7.0921, 8.9079), ("NICE", 3.2450, 4.7550),
  ] {
    let orders = try #require(BearingGeometry(named: name)).frequencies(speed: 60)
    #expect(abs(orders.bpfo - outer) < 2e-3 && abs(orders.bpfi - inner) < 2e-3, "\(name)")
  }
  #expect(BearingGeometry.catalogue.allSatisfy { $0.geometry.isPossible && !$0.source.isEmpty })
  #expect(
    Set(BearingGeometry.catalogue.map(\.number)).count == BearingGeometry.catalogue.count)
}

@Test func `measures are taken by name, in any order`() {
  let expected = BearingGeometry(
    balls: 9, ballDiameter: 7.94, pitchDiameter: 39.04, contactAngle: 15)
  #expect(BearingGeometry(named: "balls=9,ball=7.94,pitch=39.04,angle=15") == expected)
  #expect(BearingGeometry(named: "angle=15,pitch=39.04,ball=7.94,balls=9") == expected)
  #expect(BearingGeometry(named: "9:7.94:39.04:15") == expected)
}

@Test(arguments: [
  "", "nothing", "9999", "62050", "balls=9", "balls=9,ball=7.94", "balls=9,ball=7.94,pitch=5",
  "balls=9.5,ball=7.94,pitch=39", "balls=9,ball=7.94,pitch=39,pitch=40", "balls=9,ball=x,pitch=39",
  "balls=9,ball=7.94,pitch=39,colour=1", "balls=9,ball=7.94,pitch=39,angle=90",
  "balls=90,ball=7.94,pitch=39", "balls=nan,ball=1,pitch=9", "9:0.3", "0:1:2", "balls=9,,",
  "balls=9,ball=-1,pitch=39", "balls=9,ball=inf,pitch=inf",
])
func `what is no bearing is none`(text: String) { #expect(BearingGeometry(named: text) == nil) }
