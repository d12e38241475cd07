import FaultDXSignal

/// Reads recordings from a MATLAB file.
struct MatlabReader {
  /// A numeric array that is a recording, and the way to it.
  struct Leaf {
    /// The fields from the variable down: `itsc`, `ITSC_C10`, `Repetition01`.
    var path: [String]
    var samples: [Float]
    var dimensions: [Int]
    var isComplex: Bool

    var name: String { path.joined(separator: ".") }
  }

  let directory: MatlabDirectory
  let options: ReadingOptions
  var notes: [String] = []
  var file: String { directory.file }

  static func read(
    _ bytes: [UInt8], file: String, isLevel4: Bool, options: ReadingOptions
  ) throws(ReadingError) -> Reading {
    let (limit, overflow) = options.maximumSamples.multipliedReportingOverflow(by: 8)
    let directory = try MatlabDirectory(
      bytes, file: file, isLevel4: isLevel4, limit: overflow ? Int.max : limit)
    var reader = MatlabReader(directory: directory, options: options)
    return try reader.read()
  }

  private mutating func read() throws(ReadingError) -> Reading {
    let (chosen, path) = try select()
    let scalars = directory.variables.filter { $0.isScalar }
    var leaves: [Leaf] = []
    collect(try directory.array(chosen), path: [chosen.name], into: &leaves)
    let inside = leaves.filter { $0.path.count > 1 && $0.samples.count == 1 && !$0.isComplex }
    leaves = try narrow(leaves, to: path)
    let vectors = leaves.filter { $0.dimensions.reduce(1, *) > 1 }
    guard !vectors.isEmpty else {
      throw .contents(file: file, message: "variable \"\(chosen.name)\" holds no signal")
    }
    var reading = Reading()
    var known: [(name: String, value: Double)] = []
    for scalar in scalars {
      guard case .numbers(let values, _, false) = try directory.array(scalar),
        let value = values.first
      else { continue }
      known.append((scalar.name, Double(value)))
    }
    // A structure may hold its own rate beside its signal, as those of MFPT do; elements that differ have no
    // rate in common.
    for leaf in inside {
      guard let name = leaf.path.last, let value = leaf.samples.first else { continue }
      let same = inside.filter { $0.path.last == name }
      if same.allSatisfy({ $0.samples == leaf.samples }) { known.append((name, Double(value))) }
    }
    let speed = self.speed(for: chosen.name, known)
    let rate = self.rate(known)
    for leaf in vectors {
      for var recording in try recordings(of: leaf, isOnly: vectors.count == 1) {
        recording.speed = speed
        recording.sampleRate = rate
        reading.recordings.append(recording)
      }
    }
    labelByFields(vectors, &reading)
    if rate == nil { notes.append("the sampling rate is not known") }
    reading.notes = notes.map { "\(file): \($0)" }
    return reading
  }

  // MARK: Leaves

  private mutating func collect(_ array: MatlabArray, path: [String], into leaves: inout [Leaf]) {
    switch array {
    case .numbers(let values, let dimensions, let isComplex):
      leaves.append(
        Leaf(path: path, samples: values, dimensions: dimensions, isComplex: isComplex))
    case .cell(let elements):
      for (index, element) in elements.enumerated() {
        var path = path
        path[path.count - 1] += "{\(index + 1)}"
        collect(element, path: path, into: &leaves)
      }
    case .structure(let elements):
      for (index, fields) in elements.enumerated() {
        var base = path
        if elements.count > 1 { base[base.count - 1] += "(\(index + 1))" }
        for field in fields { collect(field.value, path: base + [field.name], into: &leaves) }
      }
    case .text: break
    case .other(let what):
      notes.append("\"\(path.joined(separator: "."))\" is \(what) and left out")
    }
  }

  /// The leaves at or below a path, or whose path ends in it.
  private func narrow(_ leaves: [Leaf], to path: String?) throws(ReadingError) -> [Leaf] {
    guard let path else { return leaves }
    let below = leaves.filter {
      $0.name == path || $0.name.hasPrefix(path + ".") || $0.name.hasPrefix(path + "{")
        || $0.name.hasPrefix(path + "(")
    }
    if !below.isEmpty { return below }
    let ending = leaves.filter { $0.name.hasSuffix(path) }
    guard !ending.isEmpty else {
      let names = leaves.prefix(6).map { "\"\($0.name)\"" }.joined(separator: ", ")
      throw .options(
        "\(file): there is no variable \"\(path)\"; there is \(names)\(leaves.count > 6 ? ", …" : "")"
      )
    }
    return ending
  }

  /// One recording of a leaf, or one for each row or column where a wide layout was asked for.
  private func recordings(of leaf: Leaf, isOnly: Bool) throws(ReadingError) -> [Recording] {
    guard !leaf.isComplex else {
      throw .contents(
        file: file, message: "variable \"\(leaf.name)\" is complex, expected real numbers")
    }
    guard leaf.dimensions.count == 2, leaf.samples.count == leaf.dimensions[0] * leaf.dimensions[1]
    else {
      let shape = leaf.dimensions.map(String.init).joined(separator: "x")
      throw .contents(
        file: file, message: "variable \"\(leaf.name)\" is \(shape), expected a vector or a matrix")
    }
    let (rows, columns) = (leaf.dimensions[0], leaf.dimensions[1])
    let isTall = rows >= columns
    let frames = max(rows, columns)
    let channels = min(rows, columns)
    let name = isOnly && leaf.path.count == 1 ? "" : leaf.name
    // Down a tall matrix the channels follow each other; a flat one is interleaved already.
    func sample(_ frame: Int, _ channel: Int) -> Float {
      leaf.samples[isTall ? channel * rows + frame : frame * rows + channel]
    }
    if options.layout == .wide, channels > 1 {
      return (0..<channels).map { channel in
        Recording(
          file: file, name: "\(leaf.name) \(isTall ? "column" : "row") \(channel + 1)",
          samples: (0..<frames).map { sample($0, channel) })
      }
    }
    guard channels <= AudioLimits.channels else {
      throw .contents(
        file: file,
        message: "variable \"\(leaf.name)\" is \(rows)x\(columns), expected at most "
          + "\(AudioLimits.channels) channels; if each \(isTall ? "column" : "row") is a recording, say "
          + "so (wide layout)")
    }
    let samples: [Float]
    if channels == 1 || !isTall {
      samples = leaf.samples
    } else {
      samples = [Float](unsafeUninitializedCapacity: frames * channels) { buffer, count in
        for frame in 0..<frames {
          for channel in 0..<channels {
            buffer[count] = sample(frame, channel)
            count += 1
          }
        }
      }
    }
    return [
      Recording(
        file: file, name: name, samples: samples, channelNames: TableReader.plainNames(channels))
    ]
  }

  /// Structures of structures are classes of repetitions: the last but one field is the class.
  private mutating func labelByFields(_ leaves: [Leaf], _ reading: inout Reading) {
    guard options.nameLabels != .none, options.layout != .wide,
      leaves.count == reading.recordings.count, leaves.allSatisfy({ $0.path.count >= 3 })
    else { return }
    let labels = leaves.map { $0.path[$0.path.count - 2] }
    let distinct = Set(labels).sorted()
    guard distinct.count > 1 else { return }
    for index in labels.indices { reading.recordings[index].label = labels[index] }
    notes.append(
      "labels from the fields of \"\(leaves[0].path[0])\": \(distinct.joined(separator: ", "))")
  }

  // MARK: What scalars tell

  private func speed(for name: String, _ scalars: [(name: String, value: Double)]) -> Double? {
    let speeds = scalars.filter { $0.name.uppercased().hasSuffix("RPM") && $0.value > 0 }
    // `X118_DE_time` goes with `X118RPM`.
    let stem = name.prefix { $0 != "_" }
    let own = speeds.first { $0.name.dropLast(3).lowercased() == stem.lowercased() }
    return (own ?? (speeds.count == 1 ? speeds[0] : nil))?.value
  }

  private mutating func rate(_ scalars: [(name: String, value: Double)]) -> Double? {
    if let rate = options.rate { return rate }
    let names: Set<String> = [
      "fs", "samplerate", "sample_rate", "sampling_rate", "samplingrate", "sr",
    ]
    guard
      let found = scalars.first(where: { names.contains($0.name.lowercased()) && $0.value > 0 }),
      found.value.isFinite
    else { return nil }
    notes.append("\(found.value.plain) Hz from the variable \"\(found.name)\"")
    return found.value
  }
}
