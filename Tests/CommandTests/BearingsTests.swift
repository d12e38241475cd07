import FaultDXStorage
import Foundation
import Testing

struct BearingsTests {
  @Test func `the catalogue is printed with lines and where each entry is from`() throws {
    let text = try Faultdx.run(["bearings"], in: try Folder())
    #expect(text.status == 0 && text.errors.isEmpty, "\(text.errors)")
    let rows = text.output.split(separator: "\n")
    #expect(rows.count > 100)
    let row = try #require(rows.first { $0.hasPrefix("6205 ") })
    #expect(row.contains("SKF") && row.contains("3.585") && row.contains("Case Western"))
    #expect(rows.last?.contains("multiples of the shaft's speed") == true)
    let json = try JSON(
      parsing: try Faultdx.run(["bearings", "--format", "json"], in: try Folder()).output)
    #expect(json["schema"]?.stringValue == "faultdx.bearings/1")
    #expect(json["unit"]?.stringValue == "orders")
    #expect(json["bearings"]?.arrayValue?.count == rows.count - 2)
  }

  @Test func `bearings by name have their lines in Hz at a speed`() throws {
    let result = try Faultdx.run(
      [
        "bearings", "NU 206 ECP", "balls=9,ball=0.3126,pitch=1.537", "--speed", "1797", "--format",
        "json",
      ], in: try Folder())
    #expect(result.status == 0, "\(result.errors)")
    let bearings = try #require(JSON(parsing: result.output)["bearings"]?.arrayValue)
    #expect(bearings.count == 2)
    #expect(bearings[0]["number"]?.stringValue == "NU206E")
    #expect(bearings[0]["sourceKind"]?.stringValue == "ratings")
    #expect(bearings[1]["number"] == nil)
    let line = try #require(bearings[1]["bpfo"]?.doubleValue)
    #expect(abs(line - 3.5848 * 1797 / 60) < 0.01)
  }

  @Test func `what is not known is a usage error with near numbers`() throws {
    let result = try Faultdx.run(["bearings", "7206"], in: try Folder())
    #expect(result.status == 64 && result.errors.contains("7206C, 7206B"), "\(result.errors)")
    #expect(try Faultdx.run(["bearings", "--speed", "0"], in: try Folder()).status == 64)
  }
}
