import FaultDXIO
import FaultDXSignal
import Testing

/// A table as a person would save it, read.
func read(
  _ text: String, name: String = "bearing.csv", _ change: (inout ReadingOptions) -> Void = { _ in }
) throws(ReadingError) -> Reading {
  var options = ReadingOptions()
  change(&options)
  return try RecordingReader.read(bytes: Array(text.utf8), name: name, options: options)
}

/// The message with which a table is refused.
func refusal(
  _ text: String, name: String = "bearing.csv", _ change: (inout ReadingOptions) -> Void = { _ in }
) -> String {
  do throws(ReadingError) {
    _ = try read(text, name: name, change)
    return "was read"
  } catch {
    return "\(error)"
  }
}

@Suite struct LongTableTests {
  @Test func `columns of numbers are channels and a stretch of one label is a recording`() throws {
    let reading = try read(
      "# sample_rate: 12000\nax,ay,label\n1,2,good\n3,4,good\n5,6,bad\n7,8,good\n")
    #expect(reading.recordings.map(\.label) == ["good", "bad", "good"])
    #expect(reading.recordings.map(\.name) == ["good_1", "bad_1", "good_2"])
    #expect(reading.recordings[0].samples == [1, 2, 3, 4])
    #expect(reading.recordings[0].channelNames == ["ax", "ay"])
    #expect(reading.recordings.allSatisfy { $0.sampleRate == 12_000 })
    #expect(
      reading.notes == [
        "bearing.csv: 12000 Hz from the comment on line 1; label column \"label\"; 3 recordings"
      ])
  }

  @Test func `an error names line and column counting from 1`() {
    #expect(
      refusal("a,b,c\n" + String(repeating: "1,2,3\n", count: 15) + "1,2,n/a\n1,2,3\n")
        == "bearing.csv:17:3: expected a number, found \"n/a\"")
  }

  @Test func `rows of one recording need not stand together`() throws {
    let reading = try read("v,run,class\n1,1,a\n2,2,a\n3,1,a\n4,1,b\n")
    #expect(reading.recordings.map(\.samples) == [[1, 3], [2], [4]])
    #expect(reading.recordings.map(\.name) == ["a/1", "a/2", "b/1"])
  }

  @Test func `a column that numbers the rows is left out, and that is told`() throws {
    let reading = try read(",v\n0,5\n1,6\n2,7\n")
    #expect(reading.recordings.map(\.samples) == [[5, 6, 7]])
    #expect(reading.notes.contains("bearing.csv: left out column 1: it numbers the rows"))
    let named = try read("id,v\n10,5\n11,6\n12,7\n")
    #expect(named.recordings.map(\.samples) == [[5, 6, 7]])
    #expect(
      named.notes.contains(
        "bearing.csv: left out \"id\": it is another in every row, not one of a recording"))
    #expect(try read("id,v\n1,5\n2,6\n3,7\n") { $0.recordingColumn = "id" }.recordings.count == 3)
  }
}
