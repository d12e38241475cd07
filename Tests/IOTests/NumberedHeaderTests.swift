import FaultDXIO
import FaultDXSignal
import Testing

struct NumberedHeaderTests {
  private func recordings(_ text: String) throws -> [Recording] {
    try RecordingReader.read(bytes: Array(text.utf8), name: "wide.csv").recordings
  }

  @Test func `a header may number the samples`() throws {
    let rows = try recordings("label,group,0,1,2,3\nF0,F0/1,1,2,3,4\nR2+,R2+/1,5,6,7,8\n")
    #expect(rows.map(\.label) == ["F0", "R2+"])
    #expect(rows.map(\.group) == ["F0/1", "R2+/1"])
    #expect(rows.map(\.samples) == [[1, 2, 3, 4], [5, 6, 7, 8]])
  }

  @Test func `a label that reads like a column's name is not a header`() throws {
    let rows = try recordings("y,1,2,3,4\nn,5,6,7,8\ny,1,2,3,5\n")
    #expect(rows.map(\.label) == ["y", "n", "y"])
  }
}
