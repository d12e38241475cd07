import FaultDXSignal

/// Recordings as arrays of NumPy, version 1.0 of its format, and such arrays in a ZIP archive.
enum NumpyWriter {
  /// One array of 32-bit floats: instants, then channels where there are several; before them the recordings
  /// where there is a list.
  static func array(of recordings: [Recording], isList: Bool) -> [UInt8] {
    var shape = isList ? [recordings.count] : []
    shape.append(recordings[0].frames)
    if recordings[0].channels > 1 { shape.append(recordings[0].channels) }
    var bytes = header("<f4", shape)
    bytes.reserveCapacity(bytes.count + recordings.reduce(0) { $0 + 4 * $1.samples.count })
    for recording in recordings {
      for sample in recording.samples { append(sample.bitPattern, to: &bytes) }
    }
    return bytes
  }

  /// The samples as `X`, and beside them what is known: `y`, `groups`, `fs`, and lists under the names of columns.
  static func archive(of recordings: [Recording]) -> [UInt8] {
    var archive = ZipWriter()
    archive.append(array(of: recordings, isList: true), named: "X.npy")
    let axes = recordings[0].channels > 1 ? "recording,time,channel" : "recording,time"
    archive.append(text([axes], isList: false), named: "axes.npy")
    if let rate = recordings[0].sampleRate {
      var bytes = header("<f8", [])
      append(rate.bitPattern, to: &bytes)
      archive.append(bytes, named: "fs.npy")
    }
    func list(_ name: String, _ value: (Recording) -> String?) {
      let values = recordings.map { value($0) ?? "" }
      guard !values.allSatisfy(\.isEmpty) else { return }
      archive.append(text(values, isList: true), named: "\(name).npy")
    }
    list("y") { $0.label }
    list("groups") { $0.group }
    list("speed_rpm") { $0.speed?.plain }
    list("load") { $0.load }
    list("recording") { $0.name }
    let placed: Set<String> = ["X", "y", "axes", "fs", "groups", "speed_rpm", "load", "recording"]
    for name in Set(recordings.flatMap(\.attributes.keys)).subtracting(placed).sorted() {
      list(name) { $0.attributes[name] }
    }
    return archive.bytes
  }

  /// Words, each in as many characters of UTF-32 as the longest has.
  private static func text(_ words: [String], isList: Bool) -> [UInt8] {
    let width = max(1, words.map(\.unicodeScalars.count).max() ?? 1)
    var bytes = header("<U\(width)", isList ? [words.count] : [])
    for word in words {
      for scalar in word.unicodeScalars { append(scalar.value, to: &bytes) }
      bytes += Array(repeating: 0, count: 4 * (width - word.unicodeScalars.count))
    }
    return bytes
  }

  private static func header(_ description: String, _ shape: [Int]) -> [UInt8] {
    let sizes = shape.map(String.init).joined(separator: ", ") + (shape.count == 1 ? "," : "")
    let text = "{'descr': '\(description)', 'fortran_order': False, 'shape': (\(sizes)), }"
    // The numbers begin at a multiple of 64 bytes, behind a line feed.
    let padding = (64 - (10 + text.utf8.count + 1) % 64) % 64
    let line = text + String(repeating: " ", count: padding) + "\n"
    var bytes: [UInt8] = [0x93] + Array("NUMPY".utf8) + [1, 0]
    append(UInt16(line.utf8.count), to: &bytes)
    return bytes + line.utf8
  }

  static func append(_ value: some FixedWidthInteger, to bytes: inout [UInt8]) {
    withUnsafeBytes(of: value.littleEndian) { bytes += $0 }
  }
}

/// An archive of stored files, each below 4 GiB.
struct ZipWriter {
  private var content: [UInt8] = []
  private var directory: [UInt8] = []
  private var count = 0

  mutating func append(_ file: [UInt8], named name: String) {
    require(content.count + file.count < 0xFFFF_0000, "a ZIP archive without ZIP64 holds 4 GiB")
    let offset = content.count
    var shared: [UInt8] = []
    // Version 2.0; names are UTF-8; stored; the first day that the format can write, so that bytes are repeatable.
    for value: UInt16 in [20, 0x800, 0, 0, 0x21] { NumpyWriter.append(value, to: &shared) }
    let sizes = [
      CyclicRedundancyCheck.value(of: file[...]), UInt32(file.count), UInt32(file.count),
    ]
    for value in sizes { NumpyWriter.append(value, to: &shared) }
    NumpyWriter.append(UInt16(name.utf8.count), to: &shared)
    NumpyWriter.append(UInt16(0), to: &shared)
    NumpyWriter.append(UInt32(0x0403_4B50), to: &content)
    content += shared
    content += name.utf8
    content += file
    NumpyWriter.append(UInt32(0x0201_4B50), to: &directory)
    NumpyWriter.append(UInt16(20), to: &directory)
    directory += shared
    directory += Array(repeating: 0, count: 10)
    NumpyWriter.append(UInt32(offset), to: &directory)
    directory += name.utf8
    count += 1
  }

  var bytes: [UInt8] {
    var end: [UInt8] = []
    NumpyWriter.append(UInt32(0x0605_4B50), to: &end)
    for value in [0, 0, UInt16(count), UInt16(count)] { NumpyWriter.append(value, to: &end) }
    NumpyWriter.append(UInt32(directory.count), to: &end)
    NumpyWriter.append(UInt32(content.count), to: &end)
    NumpyWriter.append(UInt16(0), to: &end)
    return content + directory + end
  }
}
