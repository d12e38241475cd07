/// Turns windows into what a network reads, prepared for windows of one size.
///
///     let encoder = WindowEncoder(representation, windowLength: 2048, channels: 1)
///     encoder.encode(surroundings, into: input)      // [encoder.length, encoder.channels]
public struct WindowEncoder: Sendable {
  /// What windows become.
  public let representation: Representation
  /// Frames of a window.
  public let windowLength: Int
  /// Interleaved channels of a window.
  public let windowChannels: Int
  private let bands: SpectralBands?
  private let lines: BearingLines?

  /// Prepares for windows of a size.
  ///
  /// - Precondition: The representation was fitted to windows of that size.
  public init(_ representation: Representation, windowLength: Int, channels: Int) {
    self.representation = representation
    self.windowLength = windowLength
    windowChannels = channels
    switch representation {
    case .spectrum(let bands, _):
      self.bands = SpectralBands(windowLength: windowLength, channels: channels, bands: bands)
      lines = nil
    case .lines(let geometry, _):
      bands = nil
      lines = BearingLines(geometry)
    case .waveform, .components:
      bands = nil
      lines = nil
    }
    require(
      numbers == nil || numbers == length * self.channels,
      "a representation of \(numbers ?? 0) numbers, expected \(length * self.channels)")
  }

  /// Positions along the axis that the network reads.
  public var length: Int {
    switch representation {
    case .waveform: windowLength
    case .spectrum: bands?.bands ?? 0
    case .components(let directions, _): directions.count
    case .lines: lines?.count ?? 0
    }
  }

  /// Interleaved channels that the network reads.
  public var channels: Int {
    switch representation {
    case .waveform, .spectrum, .lines: windowChannels
    case .components: 1
    }
  }

  /// The numbers that the representation was fitted to; `nil` where it takes any.
  private var numbers: Int? {
    switch representation {
    case .waveform: nil
    case .spectrum(_, let scale), .components(_, let scale), .lines(_, let scale): scale.count
    }
  }

  /// What a window lacks to be encoded, in words; `nil` where it lacks nothing.
  public func missing(sampleRate: Double?, speed: Double?) -> String? {
    guard representation.needsContext else { return nil }
    func isUsable(_ value: Double?) -> Bool { value.map { $0 > 0 && $0.isFinite } ?? false }
    if !isUsable(sampleRate) { return "its sampling rate" }
    return isUsable(speed) ? nil : "its shaft speed"
  }

  /// Encodes one window.
  ///
  /// - Parameter result: `[length, channels]`.
  /// - Precondition: The window has the encoder's size, the result its own, and nothing is `missing`.
  public func encode(
    _ surroundings: WindowSurroundings, into result: UnsafeMutableBufferPointer<Float>
  ) {
    var workspace = EncodingWorkspace()
    encode(surroundings, into: result, in: &workspace)
  }

  /// The same in memory that is used again; of lines alone it asks for more.
  package func encode(
    _ surroundings: WindowSurroundings, into result: UnsafeMutableBufferPointer<Float>,
    in workspace: inout EncodingWorkspace
  ) {
    require(
      surroundings.window.count == windowLength && surroundings.channels == windowChannels,
      "an encoder of \(windowLength) frames of \(windowChannels) channels was given "
        + "\(surroundings.window.count) of \(surroundings.channels)")
    switch representation {
    case .waveform(let normalization):
      normalization.apply(
        surroundings.windowSamples, channels: windowChannels, into: result)
    case .spectrum(_, let scale):
      workspace.levels.removeAll(keepingCapacity: true)
      bands?.append(
        levelsOf: surroundings.windowSamples, to: &workspace.levels, in: &workspace.spectral)
      for index in 0..<scale.count {
        let (position, channel) = index.quotientAndRemainder(dividingBy: windowChannels)
        result[index] = scale.scaled(
          workspace.levels[channel * (scale.count / windowChannels) + position], at: index)
      }
    case .components(let directions, let scale):
      let window = surroundings.windowSamples
      for index in directions.indices {
        result[index] = scale.scaled(Self.place(of: window, along: directions[index]), at: index)
      }
    case .lines(_, let scale):
      scale.scale(numbers(of: surroundings), into: result)
    }
  }

  /// The place of a window along a direction.
  private static func place(
    of window: UnsafeBufferPointer<Float>, along direction: [Float]
  ) -> Double {
    var sum = 0.0
    for index in direction.indices { sum += Double(direction[index]) * Double(window[index]) }
    return sum
  }

  /// The numbers of a window before they are scaled, `[length, channels]`; of a waveform its samples.
  public func numbers(of surroundings: WindowSurroundings) -> [Double] {
    switch representation {
    case .waveform: return surroundings.windowSamples.map(Double.init)
    case .spectrum: return interleaved(bands?(surroundings.windowSamples) ?? [])
    case .components(let directions, _):
      let window = surroundings.windowSamples
      return directions.map { Self.place(of: window, along: $0) }
    case .lines:
      guard let lines, let rate = surroundings.sampleRate, let speed = surroundings.speed else {
        fatalError("lines want a sampling rate and a shaft speed")
      }
      let context = Self.context(
        of: surroundings.window, frames: surroundings.frames, rate: rate)
      return interleaved(
        (0..<windowChannels).flatMap { channel in
          lines(surroundings.channel(channel, context), sampleRate: rate, speed: speed)
        })
    }
  }

  /// From channel after channel to channels last.
  private func interleaved(_ numbers: [Double]) -> [Double] {
    windowChannels == 1
      ? numbers
      : (0..<numbers.count).map { index in
        let (position, channel) = index.quotientAndRemainder(dividingBy: windowChannels)
        return numbers[channel * (numbers.count / windowChannels) + position]
      }
  }

  /// A second around a window, or as large a power of two as there is.
  static func context(of window: Range<Int>, frames: Int, rate: Double) -> Range<Int> {
    var length = BearingLines.frames(atRate: rate)
    while length > frames { length /= 2 }
    let middle = window.lowerBound + window.count / 2
    let start = min(max(0, middle - length / 2), frames - length)
    return start..<start + length
  }
}

/// Memory in which windows are encoded, one after the other.
package struct EncodingWorkspace: Sendable {
  fileprivate var spectral = SpectralWorkspace()
  fileprivate var levels: [Double] = []

  /// Memory that takes its size from the first window.
  package init() {}
}
