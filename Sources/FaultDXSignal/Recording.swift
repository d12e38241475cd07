/// One measurement: interleaved samples and everything that is known about where they came from.
///
/// A recording is the unit of honesty. Windows are cut from it but never forget it, so that a split, a
/// metric or a report can be taken by recording or by physical unit (`group`).
public struct Recording: Sendable, Equatable {
  /// The file the samples were read from, as the user named it.
  public var file: String
  /// Which recording of the file this is; empty where the file holds one.
  public var name: String
  /// The samples, interleaved: frame 0 of every channel, frame 1 of every channel, and so on.
  public var samples: [Float]
  /// The names of the channels, in the order they are interleaved; never empty.
  public var channelNames: [String]
  /// Frames per second in Hz, or per unit of another axis; `nil` where nothing said.
  public var sampleRate: Double?
  /// What the frames follow each other along: time, until conditioning makes it something else.
  public var axis: SignalAxis
  /// The class, where it is known.
  public var label: String?
  /// The physical unit (bearing, board, Monte-Carlo draw) that was measured, where it is known.
  public var group: String?
  /// The shaft speed in revolutions per minute, where it is known.
  public var speed: Double?
  /// The load, in the manifest's own words.
  public var load: String?
  /// Every other column that the manifest gave, by its name.
  public var attributes: [String: String]

  /// Creates a recording; all but the samples may be left out.
  public init(
    file: String, name: String = "", samples: [Float], channelNames: [String] = ["signal"],
    sampleRate: Double? = nil, axis: SignalAxis = .time, label: String? = nil, group: String? = nil,
    speed: Double? = nil, load: String? = nil, attributes: [String: String] = [:]
  ) {
    self.file = file
    self.name = name
    self.samples = samples
    self.channelNames = channelNames
    self.sampleRate = sampleRate
    self.axis = axis
    self.label = label
    self.group = group
    self.speed = speed
    self.load = load
    self.attributes = attributes
  }

  /// The number of channels.
  public var channels: Int { channelNames.count }

  /// The number of whole frames: samples per channel.
  public var frames: Int { samples.count / max(channels, 1) }

  /// The length in seconds, or in the unit of another axis, where the sampling rate is known.
  public var duration: Double? { sampleRate.map { Double(frames) / $0 } }

  /// The file and, where it holds several recordings, which one: `bearing.csv#inner_race_2`.
  public var identity: String { name.isEmpty ? file : "\(file)#\(name)" }
}

/// What samples follow each other along, and so what a rate counts them by.
public enum SignalAxis: String, Sendable, Equatable, CaseIterable {
  /// Seconds: the rate is in Hz.
  case time
  /// Revolutions of the shaft: the rate is in samples per revolution.
  case angle
  /// Hz: lines of a spectrum, so many for each Hz.
  case frequency
  /// Orders, multiples of the shaft's speed: lines of a spectrum, so many for each order.
  case order

  /// The unit along the axis.
  public var unit: String {
    switch self {
    case .time: "s"
    case .angle: "rev"
    case .frequency: "Hz"
    case .order: "orders"
    }
  }

  /// The axis of a spectrum.
  var spectral: SignalAxis { self == .time ? .frequency : .order }

  /// Whether samples are the lines of a spectrum.
  public var isSpectral: Bool { self == .frequency || self == .order }
}
