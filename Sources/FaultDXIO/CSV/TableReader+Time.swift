import FaultDXSignal

extension TableReader {
  /// Steps that differ from the usual one by more than this are not a uniform recording.
  private static let largestDeviation = 0.5
  /// From here on the deviation is told.
  private static let notedDeviation = 0.01

  /// Gives a recording the rate that its times say, or interpolates it onto a uniform grid.
  mutating func setRate(
    of recording: inout Recording, times: [Double], parser: RowParser
  ) throws(ReadingError) {
    let column = columns.name(.time) ?? "time"
    let which = recording.name.isEmpty ? "" : " of \(recording.name)"
    guard times.count > 1, let first = times.first, let last = times.last else { return }
    let (shortest, longest) = Self.extremeSteps(times)
    if shortest < 0,
      let back = times.indices.dropFirst().first(where: { times[$0] < times[$0 - 1] })
    {
      throw .contents(
        file: file,
        message:
          "the time column \"\(column)\" runs backwards\(which) between samples \(back) and "
          + "\(back + 1); is it more than one recording?")
    }
    let mean = (last - first) / Double(times.count - 1)
    guard mean > 0 else {
      throw .contents(file: file, message: "the time column \"\(column)\" stands still\(which)")
    }
    // Where steps differ much, one gap must not pass for the usual step; sorting is left to those.
    let isEven = longest - mean < 0.25 * mean && mean - shortest < 0.25 * mean
    let median = isEven ? mean : Self.medianStep(times)
    let usual = median > 0 ? median : mean
    // Times are rounded to their last digit: that much is nobody's jitter, as long as it is well below
    // a step.
    let rounding = min(parser.timeParser.resolution, usual / 3)
    let worst = max(longest - usual, usual - shortest)
    let deviation = max(0, worst - rounding * 1.001) / usual
    if deviation > Self.largestDeviation || median == 0 {
      guard options.resampleNonUniform else {
        throw .contents(
          file: file,
          message: "the time column \"\(column)\" is not uniform\(which): steps from "
            + "\(shortest.short) to \(longest.short) s; ask for resampling onto a "
            + "uniform grid, or give the sampling rate")
      }
      try resample(&recording, times: times)
      note(
        "the time column \"\(column)\" is not uniform\(which) (steps from \(shortest.short) to "
          + "\(longest.short) s): interpolated at "
          + "\((recording.sampleRate ?? 0).short) Hz")
      return
    }
    if options.resampleNonUniform, options.gridRate != nil {
      try resample(&recording, times: times)
      return
    }
    var rate = 1 / mean
    let uncertainty = max(1e-6, 2 * rounding / (last - first))
    if abs(rate - rate.rounded()) / rate <= uncertainty, rate.rounded() > 0 {
      rate = rate.rounded()
    }
    if let stated = statedRate {
      if abs(stated.value - rate) / rate > 0.01 {
        reading.warn(
          "\(file): the time column \"\(column)\" says \(rate.short) Hz\(which), the comment "
            + "\(stated.value.plain) Hz; the comment is taken")
      }
      return
    }
    if deviation > Self.notedDeviation {
      note(
        "the steps of the time column \"\(column)\" differ by up to \((deviation * 100).short) %\(which)"
      )
    }
    recording.sampleRate = rate
  }

  /// The shortest and the longest step; of at least two times.
  private static func extremeSteps(_ times: [Double]) -> (shortest: Double, longest: Double) {
    times.withUnsafeBufferPointer { times in
      var shortest = Double.infinity
      var longest = -Double.infinity
      for index in 1..<times.count {
        let step = times[index] - times[index - 1]
        shortest = step < shortest ? step : shortest
        longest = step > longest ? step : longest
      }
      return (shortest, longest)
    }
  }

  private static func medianStep(_ times: [Double]) -> Double {
    let steps = zip(times.dropFirst(), times).map { $0 - $1 }.sorted()
    return steps[steps.count / 2]
  }

  /// Warns where times, or a comment, say another rate than the one that is taken.
  mutating func compare(_ given: Double, with times: [Double]) {
    guard !options.rateIsManifests, reading.warnings.isEmpty else { return }
    var said: (rate: Double, source: String)?
    if let rate = outline.rate { said = (rate.value, "the comment on line \(rate.line)") }
    if let first = times.first, let last = times.last, last > first {
      let column = columns.name(.time) ?? "time"
      said = (Double(times.count - 1) / (last - first), "the time column \"\(column)\"")
    }
    guard let said, abs(said.rate - given) > 0.01 * given else { return }
    reading.warn(
      "\(file): \(said.source) says \(said.rate.short) Hz; \(given.plain) Hz is taken, as given")
  }

  private mutating func resample(
    _ recording: inout Recording, times: [Double]
  ) throws(ReadingError) {
    do throws(UniformGridError) {
      let grid = try UniformGrid(covering: times, sampleRate: options.gridRate)
      guard grid.frames <= options.maximumSamples / recording.channels else {
        throw .tooMany(frames: Double(grid.frames))
      }
      recording.samples = grid.interpolate(
        recording.samples, channels: recording.channels, at: times)
      recording.sampleRate = grid.sampleRate
      reading.gridRates.insert(grid.sampleRate)
    } catch {
      throw .contents(file: file, message: "the time column cannot be put on a grid: \(error)")
    }
  }
}

extension Double {
  /// At most five significant digits, for sentences.
  var short: String {
    guard isFinite, self != 0 else { return self == 0 ? "0" : "\(self)" }
    var scale = 1.0
    while magnitude * scale < 10_000, scale < 1e15 { scale *= 10 }
    while magnitude * scale >= 100_000 { scale /= 10 }
    let rounded = (self * scale).rounded() / scale
    return rounded.plain
  }
}
