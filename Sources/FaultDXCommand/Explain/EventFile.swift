import FaultDXStorage

/// Instants of events from a CSV file with a header: a column `time_s`, and where it is about several recordings a column
/// `recording`, as `faultdx simulate bearing --impacts` writes them.
struct EventFile {
  private let events: [(recording: String?, time: Double)]

  init(_ path: String) throws {
    let text = String(decoding: try DurableFile.read(path), as: UTF8.self)
    let lines = text.split(omittingEmptySubsequences: false) { $0.isNewline }
    func fields(_ line: Substring) -> [String] {
      line.split(separator: ",", omittingEmptySubsequences: false).map {
        String($0.drop(while: \.isWhitespace).reversed().drop(while: \.isWhitespace).reversed())
      }
    }
    let header = fields(lines.first ?? "")
    guard let time = header.firstIndex(of: "time_s") else {
      throw CommandFailure("\(path):1: expected a column time_s, found \"\(lines.first ?? "")\"")
    }
    let name = header.firstIndex(of: "recording")
    var events: [(recording: String?, time: Double)] = []
    for (index, line) in lines.enumerated().dropFirst() where !line.isEmpty {
      let row = fields(line)
      guard row.count == header.count else {
        throw CommandFailure(
          "\(path):\(index + 1): expected \(header.count) fields, found \(row.count)")
      }
      guard let value = Double(row[time]), value.isFinite else {
        throw CommandFailure("\(path):\(index + 1): expected a number, found \"\(row[time])\"")
      }
      events.append((name.map { row[$0] }, value))
    }
    self.events = events
  }

  /// Those of one recording, in seconds after its start.
  func times(of recording: String) -> [Double] {
    events.filter { $0.recording == nil || $0.recording == recording }.map(\.time)
  }
}
