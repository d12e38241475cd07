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
  /// Rows of ``training`` that are of one window.
  let rowsPerWindow: Int

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
    try self.init(
      recipe, fittedTo: windows, numbers: nil, carrying: carried, keepsScale: keepsScale,
      parallelism: parallelism)
  }

  /// - Parameter known: the numbers of the windows, from ``numbers(_:of:_:)``, where they are known.
  init(
    _ recipe: MemberRecipe, fittedTo windows: LabelledWindows, numbers known: [[Double]]?,
    carrying carried: Representation? = nil, keepsScale: Bool = false,
    parallelism: Parallelism = .serial
  ) throws(LabelledWindowsError) {
    if recipe.kind == .waveform {
      representation = .waveform(recipe.normalization)
      training = windows.scaled(by: recipe.normalization)
      rowsPerWindow = 1
      return
    }
    let windows = windows.spaced(by: recipe.spacing)
    let unscaled = Self.unscaled(recipe, windows, carried)
    let encoder = WindowEncoder(
      unscaled, windowLength: windows.windowLength, channels: windows.channels)
    let first = recipe.learnsFromCopiesAlone ? 1 : 0
    let rounds = Array(first...max(first, recipe.copies))
    rowsPerWindow = rounds.count
    let perturbed = WindowAugmenter(windows, recipe.perturbation, seed: recipe.training.seed)
    // A bearing's lines are looked for around a window as well, in what is not perturbed with it.
    let isPerturbed = recipe.kind != .lines
    let numbers =
      known
      ?? windows.rows(count: windows.count * rounds.count, parallelism) {
        index, workspace in
        let (round, window) = index.quotientAndRemainder(dividingBy: windows.count)
        let copy = rounds[round]
        if copy == 0 || !isPerturbed { return windows.numbers(of: window, encoder) }
        let samples = perturbed.samples(window, epoch: copy, workspace: &workspace)
        return samples.withUnsafeBufferPointer {
          encoder.numbers(
            of: WindowSurroundings(
              samples: $0, window: 0..<windows.windowLength, channels: windows.channels))
        }
      }
    let scale =
      (keepsScale ? carried?.scale : nil)
      ?? FeatureScale(fitting: numbers, isCommon: recipe.kind == .spectrum)
    representation = unscaled.scaled(by: scale)
    training = try windows.encoded(
      numbers, scale: scale, length: encoder.length, channels: encoder.channels)
  }

  /// The numbers of windows that do not depend on which of them are learnt from, so that they are computed once for all
  /// parts that are held out in turn; `nil` where they do, or cost little.
  static func numbers(
    _ recipe: MemberRecipe, of windows: LabelledWindows, _ parallelism: Parallelism
  ) -> [[Double]]? {
    guard recipe.kind == .lines, recipe.copies == 0, recipe.spacing <= 1 else { return nil }
    let encoder = WindowEncoder(
      unscaled(recipe, windows, nil), windowLength: windows.windowLength,
      channels: windows.channels)
    return windows.rows(count: windows.count, parallelism) { index, _ in
      windows.numbers(of: index, encoder)
    }
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

  /// So many rows of numbers, in order, whatever the number of threads.
  func rows(
    count: Int, _ parallelism: Parallelism,
    _ row: @Sendable (_ index: Int, _ workspace: inout Workspace) -> [Double]
  ) -> [[Double]] {
    let share = 32
    return parallelism.map(shards: (count + share - 1) / share) { shard in
      var workspace = Workspace()
      return (shard * share..<min((shard + 1) * share, count)).map { row($0, &workspace) }
    }.flatMap { $0 }
  }

  /// The numbers of a window as it was recorded.
  fileprivate func numbers(of index: Int, _ encoder: WindowEncoder) -> [Double] {
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
    let encoded = try LabelledWindows(
      recordings: recordings,
      windows: numbers.indices.map { index in
        Window(recording: index, start: 0, label: windows[index % count].label, range: 0..<length)
      },
      labels: labels, windowLength: length, normalization: .none)
    return target.map(encoded.estimating) ?? encoded
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
