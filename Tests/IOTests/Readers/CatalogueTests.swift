import FaultDXIO
import FaultDXStorage
import FaultDXTestSupport
import Testing

@Suite struct CatalogueTests {
  @Test(arguments: PublicDataset.all.map(\.name))
  func `the committed manifest is the catalogue's`(name: String) throws {
    let dataset = try #require(PublicDataset.all.first { $0.name == name })
    let committed = try DurableFile.read("\(Repository.root)/datasets/manifests/\(name).csv")
    #expect(String(decoding: committed, as: UTF8.self) == dataset.manifest)
    #expect(Set(dataset.files.map(\.path)).count == dataset.files.count)
    #expect(dataset.files.allSatisfy { $0.others.count == dataset.columns.count })
  }

  @Test func `a structure of a rig holds its own rate`() throws {
    try Expectation.check(Expectation.read("matlab/rig.mat"), of: "matlab/rig.mat")
    let asked = try Expectation.read("matlab/rig.mat") { $0.variable = "bearing.gs" }
    try Expectation.check(asked, of: "matlab/rig.mat")
  }

  @Test func `bearings give the orders that their owners publish`() throws {
    let drive = try #require(PublicDataset.all.first { $0.name == "cwru-12k-drive-end" })
    let fan = try #require(PublicDataset.all.first { $0.name == "cwru-12k-fan-end" })
    let expected = [
      (drive.bearings[0].orders, [5.4152, 3.5848, 0.39828, 4.7135]),
      (fan.bearings[0].orders, [4.9469, 3.0530, 0.3817, 3.9874]),
    ]
    for (orders, published) in expected {
      #expect(abs(orders.innerRace - published[0]) < 5e-4)
      #expect(abs(orders.outerRace - published[1]) < 5e-4)
      #expect(abs(orders.cage - published[2]) < 5e-4)
      // What they call the rolling element is twice the spin of a ball.
      #expect(abs(2 * orders.ball - published[3]) < 5e-4)
    }
  }
}
