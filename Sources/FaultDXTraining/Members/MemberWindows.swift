import FaultDXEvaluation
import FaultDXNN
public import FaultDXSignal
public import FaultDXTensor

/// Windows as one network of a model sees them: the representation, fitted to training windows, and what became of these.
public struct MemberWindows: Sendable {
  /// What windows become.
  public let representation: Representation
  /// The training windows, encoded, with their perturbed copies behind them.
  public let training: LabelledWindows

  /// Fits a representation to training windows and encodes them.
  ///
  /// - Parameters:
  ///   - windows: as they were cut from recordings.
  ///   - carried: a representation of the same kind that a network learnt with: components keep its directions, to which
  ///     the weights belong.
  ///   - keepsScale: whether numbers are scaled as they were there, instead of as fits these windows; for as many
  ///     numbers.
  ///   - parallelism: how many threads share the windows; the result does not depend on it.
  /// - Throws: `LabelledWindowsError`.
  /// - Precondition: there is a window, and of lines every recording has a rate and a speed.
  public init(
    _ recipe: MemberRecipe, fittedTo windows: LabelledWindows,
    carrying carried: Representation? = nil, keepsScale: Bool = false,
    parallelism: Parallelism = .serial
  ) throws(LabelledWindowsError) {
    if recipe.kind == .waveform {
      representation = .waveform(recipe.normalization)
      training = windows.scaled(by: recipe.normalization)
      return
    }
    let unscaled = Self.unscaled(recipe, windows, carried)
    let encoder = WindowEncoder(
      unscaled, windowLength: windows.windowLength, channels: windows.channels)
    let first = recipe.learnsFromCopiesAlone ? 1 : 0
    let rounds = Array(first...max(first, recipe.copies))
    let rows = FilledRows(count: windows.count * rounds.count)
    let share = 32
    let total = windows.count * rounds.count
    parallelism.forEach(shards: (total + share - 1) / share) { shard in
      for index in shard * share..<min((shard + 1) * share, total) {
        let (round, window) = index.quotientAndRemainder(dividingBy: windows.count)
        rows.set(
          index, windows.numbers(of: window, copy: rounds[round], recipe, encoder))
      }
    }
    let numbers = rows.values
    let scale = (keepsScale ? carried?.scale : nil) ?? FeatureScale(fitting: numbers)
    representation = unscaled.scaled(by: scale)
    training = try windows.encoded(
      numbers, scale: scale, length: encoder.length, channels: encoder.channels)
  }

  /// The representation with a scale that changes nothing.
  private static func unscaled(
    _ recipe: MemberRecipe, _ windows: LabelledWindows, _ carried: Representation?
  ) -> Representation {
    func unit(_ count: Int) -> FeatureScale {
      FeatureScale(
        mean: [Float](repeating: 0, count: count), deviation: [Float](repeating: 1, count: count))
    }
    let count = recipe.network.windowLength * recipe.network.inputChannels
    switch recipe.kind {
    case .waveform: return .waveform(recipe.normalization)
    case .spectrum: return .spectrum(bands: recipe.network.windowLength, unit(count))
    case .lines: return .lines(recipe.geometry ?? .skf6205, unit(count))
    case .components:
      if case .components(let directions, _)? = carried {
        return .components(directions: directions, unit(count))
      }
      let limit = max(200, min(2000, (1 << 21) / max(1, windows.windowCount)))
      let step = max(1, (windows.count + limit - 1) / limit)
      let rows = stride(from: 0, to: windows.count, by: step).map { index in
        windows.samples(of: index).map(Double.init)
      }
      let components = PrincipalComponents(FeatureMatrix(rows), count: count)
      var directions = components.directions.map { $0.map { Float($0) } }
      // Where windows do not differ in so many directions, the network sees zeros in their place.
      while directions.count < count {
        directions.append([Float](repeating: 0, count: windows.windowCount))
      }
      return .components(directions: directions, unit(count))
    }
  }
}

extension Representation {
  /// The same with another scale.
  fileprivate func scaled(by scale: FeatureScale) -> Representation {
    switch self {
    case .waveform: self
    case .spectrum(let bands, _): .spectrum(bands: bands, scale)
    case .components(let directions, _): .components(directions: directions, scale)
    case .lines(let geometry, _): .lines(geometry, scale)
    }
  }
}

extension LabelledWindows {
  /// The samples of a window, `[windowLength, channels]`, as they were recorded.
  func samples(of index: Int) -> ArraySlice<Float> {
    let window = windows[index]
    return recordings[window.recording].samples[
      window.start * channels..<(window.start + windowLength) * channels]
  }

  /// The numbers of a window for an encoder; of copy 0 as it was recorded, of others perturbed.
  fileprivate func numbers(
    of index: Int, copy: Int, _ recipe: MemberRecipe, _ encoder: WindowEncoder
  ) -> [Double] {
    let window = windows[index]
    let recording = recordings[window.recording]
    if copy == 0 || recipe.kind == .lines { return numbers(of: index, encoder) }
    var random = RandomPurpose.augmentation.generator(
      seed: recipe.training.seed, round: copy, index: index)
    let samples = recipe.perturbation.samples(
      of: recording, start: window.start, length: windowLength, within: window.range, &random)
    return samples.withUnsafeBufferPointer {
      encoder.numbers(
        of: WindowSurroundings(samples: $0, window: 0..<windowLength, channels: channels))
    }
  }

  /// The numbers of a window as it was recorded.
  private func numbers(of index: Int, _ encoder: WindowEncoder) -> [Double] {
    withSurroundings(of: index) { encoder.numbers(of: $0) }
  }

  /// Gives `body` a window and what may be read around it: nothing from behind a cut between training and test.
  private func withSurroundings<Result>(
    of index: Int, _ body: (WindowSurroundings) -> Result
  ) -> Result {
    let window = windows[index]
    let recording = recordings[window.recording]
    return recording.samples.withUnsafeBufferPointer { samples in
      let allowed = UnsafeBufferPointer(
        rebasing: samples[
          window.range.lowerBound * channels..<window.range.upperBound * channels])
      let start = window.start - window.range.lowerBound
      return body(
        WindowSurroundings(
          samples: allowed, window: start..<start + windowLength, channels: channels,
          sampleRate: recording.sampleRate, speed: recording.speed))
    }
  }

  /// Rows of numbers in place of windows: as many as the windows, or a multiple, in the same order.
  fileprivate func encoded(
    _ numbers: [[Double]], scale: FeatureScale, length: Int, channels: Int
  ) throws(LabelledWindowsError) -> LabelledWindows {
    var recordings: [Recording] = []
    recordings.reserveCapacity(numbers.count)
    let names = (0..<channels).map { "number \($0 + 1)" }
    for (index, row) in numbers.enumerated() {
      let origin = self.recordings[windows[index % count].recording]
      var samples = [Float](repeating: 0, count: row.count)
      samples.withUnsafeMutableBufferPointer { scale.scale(row, into: $0) }
      recordings.append(
        Recording(
          file: origin.file, name: origin.name, samples: samples, channelNames: names,
          group: origin.group))
    }
    return try LabelledWindows(
      recordings: recordings,
      windows: numbers.indices.map { index in
        Window(recording: index, start: 0, label: windows[index % count].label, range: 0..<length)
      },
      labels: labels, windowLength: length, normalization: .none)
  }

  /// Writes what a network reads of a window.
  func encode(
    _ index: Int, _ encoder: WindowEncoder, into result: UnsafeMutableBufferPointer<Float>
  ) {
    withSurroundings(of: index) { encoder.encode($0, into: result) }
  }

  /// The same windows, scaled in another way.
  func scaled(by normalization: Normalization) -> LabelledWindows {
    normalization == self.normalization
      ? self : LabelledWindows(self, windows: windows, normalization: normalization)
  }
}

/// Rows that several threads fill in, each its own.
// Unchecked: no two threads write one row.
final class FilledRows: @unchecked Sendable {
  private let rows: UnsafeMutableBufferPointer<[Double]>

  init(count: Int) {
    rows = .allocate(capacity: count)
    rows.initialize(repeating: [])
  }

  deinit {
    rows.deinitialize()
    rows.deallocate()
  }

  func set(_ index: Int, _ row: [Double]) { rows[index] = row }

  var values: [[Double]] { Array(rows) }
}
