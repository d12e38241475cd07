import FaultDXSignal

extension Explanation {
  /// What the positions of an input are.
  public struct Axis: Sendable, Equatable {
    /// What there is.
    public enum Kind: String, Sendable, CaseIterable {
      /// The samples of a window.
      case samples
      /// The lines of a spectrum that windows were made by conditioning.
      case spectrum
      /// Bands of frequency of equal width.
      case bands
      /// Lines of a bearing in the envelope spectrum.
      case lines
      /// Directions in the space of windows, whose order means nothing.
      case components
    }

    /// What positions are.
    public var kind: Kind
    /// Where each lies, in `unit`: a sample after the start of the window, the middle of a band, the number of a component.
    public var positions: [Double]
    /// The unit of `positions`: `s`, `rev`, `Hz` or `orders`; `nil` where no rate is known, and positions are samples, or
    /// cycles per sample.
    public var unit: String?
    /// The names of lines, such as `1xBPFO`; empty where positions have none.
    public var names: [String]

    /// The number of positions.
    public var count: Int { positions.count }
  }
}

extension Explanation.Axis {
  /// The axis of what a network reads.
  ///
  /// - Parameters:
  ///   - windowLength: frames of a window as it is cut.
  ///   - isSpectral: whether the conditioning makes spectra of windows.
  init(
    of encoder: WindowEncoder, windowLength: Int, isSpectral: Bool, recording: Recording
  ) {
    let rate = recording.sampleRate
    let axis = recording.axis
    names = []
    switch encoder.representation {
    case .waveform where isSpectral:
      kind = .spectrum
      unit = rate == nil ? nil : axis == .angle ? "orders" : "Hz"
      positions = (0..<encoder.length).map {
        Double($0) * (rate ?? 1) / Double(windowLength)
      }
    case .waveform:
      kind = .samples
      unit = rate == nil ? nil : axis.unit
      positions = (0..<encoder.length).map { Double($0) / (rate ?? 1) }
    case .spectrum(let bands, _):
      kind = .bands
      unit = rate == nil ? nil : axis == .angle ? "orders" : "Hz"
      positions = (0..<encoder.length).map { band in
        let range = SpectralBands.coefficients(
          ofBand: band, of: bands, windowLength: windowLength)
        let middle = Double(range.lowerBound + range.upperBound - 1) / 2
        return middle * (rate ?? 1) / Double(windowLength)
      }
    case .lines(let geometry, _):
      let lines = BearingLines(geometry)
      kind = .lines
      names = lines.names
      let shaft = recording.speed.map { $0 / 60 }
      unit = shaft == nil ? "orders" : "Hz"
      positions = lines.orders.map { $0 * (shaft ?? 1) }
    case .components(let directions, _):
      kind = .components
      unit = nil
      positions = directions.indices.map { Double($0 + 1) }
    }
  }
}
