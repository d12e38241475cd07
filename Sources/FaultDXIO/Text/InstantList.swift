import FaultDXSignal

/// The times of a recording, which give it its rate or the grid that it is brought onto.
struct InstantList {
  var times: [Double]
  /// What the times are called in messages: `the time`.
  var title: String

  /// Gives the recording a rate: the one that was asked for; else that of its times, where they are
  /// uniform; else that of a grid onto which it is interpolated.
  ///
  /// - Parameter interpolates: whether steps that differ are as they should be, as a circuit simulator's
  ///   are; where not, interpolation must be asked for.
  func setRate(
    of recording: inout Recording, in reading: inout Reading, options: ReadingOptions,
    interpolates: Bool
  ) throws(ReadingError) {
    let file = recording.file
    if let rate = options.rate {
      recording.sampleRate = rate
      return
    }
    let which = recording.name.isEmpty ? "" : " of \(recording.name)"
    do throws(UniformGridError) {
      if let rate = try UniformGrid.uniformRate(of: times), options.gridRate ?? rate == rate {
        recording.sampleRate = rate
        return
      }
    } catch {
      throw .contents(file: file, message: "\(title)\(which): \(error)")
    }
    guard interpolates || options.resampleNonUniform else {
      let steps = zip(times.dropFirst(), times).map { $0 - $1 }
      throw .contents(
        file: file,
        message: "\(title) is not uniform\(which): steps from \((steps.min() ?? 0).short) to "
          + "\((steps.max() ?? 0).short) s; ask for resampling onto a uniform grid, or give the "
          + "sampling rate")
    }
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
      throw .contents(file: file, message: "\(title)\(which): \(error)")
    }
  }
}
