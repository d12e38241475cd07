import FaultDXSignal

/// The channels that are kept, by name or by number counting from 1.
package struct ChannelSelection {
  let wanted: [String]

  package init(_ wanted: [String]) { self.wanted = wanted }

  package func apply(to reading: inout Reading, file: String) throws(ReadingError) {
    for index in reading.recordings.indices {
      let names = reading.recordings[index].channelNames
      guard let chosen = try indices(in: names, file: file) else { continue }
      let old = reading.recordings[index].samples
      let frames = reading.recordings[index].frames
      reading.recordings[index].samples = [Float](
        unsafeUninitializedCapacity: frames * chosen.count
      ) { buffer, count in
        for frame in 0..<frames {
          for channel in chosen {
            buffer[count] = old[frame * names.count + channel]
            count += 1
          }
        }
      }
      reading.recordings[index].channelNames = chosen.map { names[$0] }
    }
  }

  /// The positions of the wanted channels; `nil` where they are all there are, in order.
  func indices(in names: [String], file: String) throws(ReadingError) -> [Int]? {
    if wanted.isEmpty { return nil }
    var chosen: [Int] = []
    for name in wanted { chosen.append(try find(name, in: names, file: file)) }
    return chosen == Array(names.indices) ? nil : chosen
  }

  private func find(
    _ name: String, in names: [String], file: String
  ) throws(ReadingError) -> Int {
    if let index = names.firstIndex(of: name) { return index }
    if let index = names.firstIndex(where: { $0.lowercased() == name.lowercased() }) {
      return index
    }
    if let number = Int(name), number >= 1, number <= names.count { return number - 1 }
    let known = names.map { "\"\($0)\"" }.joined(separator: ", ")
    throw .options("\(file): there is no channel \"\(name)\"; the channels are \(known)")
  }
}
