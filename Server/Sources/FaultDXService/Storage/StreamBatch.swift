/// What a stream became by the samples of one request: kept all at once or not at all.
public struct StreamBatch: Sendable, Equatable {
  /// The sensor.
  public var sensor: String
  /// The model that hears it.
  public var model: String
  /// What is added to a stream's own numbers of events, because an earlier stream of the sensor had some.
  public var firstSequence: Int
  /// The frame that is expected next.
  public var position: Int
  /// Seconds since 1970.
  public var updated: Double
  /// `StreamingDiagnoser.snapshot()`.
  public var snapshot: [UInt8]
  /// What there was to tell.
  public var events: [Event]

  /// An event to be kept.
  public struct Event: Sendable, Equatable {
    /// 0, 1, 2, … of the sensor.
    public var sequence: Int
    /// A JSON object.
    public var document: String
  }
}

/// An event as it was kept.
public struct StoredEvent: Sendable, Equatable {
  /// 1, 2, 3, … of the service.
  public var id: Int64
  /// The sensor.
  public var sensor: String
  /// 0, 1, 2, … of the sensor.
  public var sequence: Int
  /// A JSON object.
  public var document: String

  /// The event with its number in the service, as JSON.
  public var json: String { "{\"id\":\(id)," + document.dropFirst() }
}

/// A stream as it was kept.
public struct StoredStream: Sendable, Equatable {
  /// The sensor.
  public var sensor: String
  /// The model that heard it.
  public var model: String
  /// As in `StreamBatch`.
  public var firstSequence: Int
  /// Seconds since 1970.
  public var updated: Double
  /// `StreamingDiagnoser.snapshot()`.
  public var snapshot: [UInt8]
}
