import FaultDXSignal

/// Makes recordings of what a circuit simulator computed: point by point a time and values.
struct SpiceRecordingBuilder {
  let file: String
  let options: ReadingOptions
  private var runs: [(names: [String], times: [Double], samples: [Float])] = []
  private var total = 0

  init(file: String, options: ReadingOptions) {
    self.file = file
    self.options = options
  }

  /// Adds a plot; where its time begins again, a step of a stepped simulation begins.
  ///
  /// - Parameters:
  ///   - numbers: the time and the values of each point, one point after the other.
  ///   - names: of the time and of the values.
  mutating func append(_ numbers: [Double], names: [String]) throws(ReadingError) {
    let width = names.count
    let chosen = try choose(names)
    total += numbers.count / width * chosen.count
    guard total <= options.maximumSamples else {
      throw .contents(
        file: file, message: "expected at most \(options.maximumSamples) samples, found more")
    }
    var times: [Double] = []
    var samples: [Float] = []
    let titles = chosen.map { names[$0] }
    for point in 0..<numbers.count / width {
      let time = numbers[point * width]
      if let last = times.last {
        if time < last {
          runs.append((titles, times, samples))
          times = []
          samples = []
        } else if time == last {
          // Two points at one instant are a jump; what comes after it holds.
          times.removeLast()
          samples.removeLast(chosen.count)
        }
      }
      times.append(time)
      for column in chosen { samples.append(Float(numbers[point * width + column])) }
    }
    if !times.isEmpty { runs.append((titles, times, samples)) }
  }

  /// The columns that are channels: those asked for, else all but the time.
  private func choose(_ names: [String]) throws(ReadingError) -> [Int] {
    var chosen = Array(1..<max(1, names.count))
    if !options.columns.isEmpty {
      chosen = []
      for wanted in options.columns {
        let lower = wanted.lowercased()
        let number = Int(wanted).map { $0 - 1 }
        guard
          let index = names.indices.dropFirst().first(where: { names[$0].lowercased() == lower })
            ?? number.flatMap({ names.indices.dropFirst().contains($0) ? $0 : nil })
        else {
          throw .options(
            "\(file): there is no variable \"\(wanted)\"; there is "
              + names.dropFirst().prefix(12).map { "\"\($0)\"" }.joined(separator: ", "))
        }
        chosen.append(index)
      }
    }
    guard !chosen.isEmpty else {
      throw .contents(file: file, message: "expected values beside the time, found none")
    }
    guard chosen.count <= AudioLimits.channels else {
      throw .contents(
        file: file,
        message:
          "expected at most \(AudioLimits.channels) variables, found \(chosen.count); choose "
          + "columns")
    }
    return chosen
  }

  /// The recordings.
  ///
  /// - Parameter leftOut: what in the file is no transient, in words.
  func finish(leftOut: [String]) throws(ReadingError) -> Reading {
    guard !runs.isEmpty else {
      throw .contents(
        file: file,
        message: "expected a transient of real numbers, found "
          + (leftOut.isEmpty ? "none" : leftOut.joined(separator: ", ")))
    }
    var reading = Reading()
    var rates: [Double] = []
    for (index, run) in runs.enumerated() {
      var recording = Recording(
        file: file, name: runs.count > 1 ? "run \(index + 1)" : "", samples: run.samples,
        channelNames: run.names)
      // Run k of every file may share one draw of the parts.
      if runs.count > 1 { recording.group = "run \(index + 1)" }
      try InstantList(times: run.times, title: "the time").setRate(
        of: &recording, in: &reading, options: options, interpolates: true)
      if let rate = recording.sampleRate { rates.append(rate) }
      reading.recordings.append(recording)
    }
    if !leftOut.isEmpty {
      reading.warn("\(file): \(leftOut.joined(separator: ", ")) left out: no transient")
    }
    var parts = [
      runs.count == 1 ? "1 transient" : "\(runs.count) transients, each a run of its own"
    ]
    if !reading.gridRates.isEmpty {
      let (lowest, highest) = (rates.min() ?? 0, rates.max() ?? 0)
      parts.append(
        "the simulator's own steps interpolated at "
          + (lowest == highest ? lowest.short : "\(lowest.short) to \(highest.short)") + " Hz")
    }
    reading.notes.append("\(file): \(parts.joined(separator: "; "))")
    return reading
  }
}
