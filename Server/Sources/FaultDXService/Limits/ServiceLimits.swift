/// How much a service does for its clients.
public struct ServiceLimits: Sendable, Equatable {
  /// Bytes of a body.
  public var bodyBytes = 64 << 20
  /// Bytes of a body of JSON, which takes much more memory than it has bytes.
  public var jsonBytes = 4 << 20
  /// Bytes of all bodies that are being received or diagnosed.
  public var bufferedBytes = 256 << 20
  /// Samples of a body, over all channels.
  public var samples = 16 << 20
  /// Interleaved channels.
  public var channels = 64
  /// Streams of sensors.
  public var streams = 10_000
  /// Requests that are worked on at once, once their bodies are there.
  public var requests = 256
  /// Requests that may wait for one stream.
  public var waitingForStream = 4
  /// Clients that listen to events.
  public var listeners = 64
  /// Events that are kept; the oldest go first.
  public var events = 1_000_000

  /// Limits for a service of some thousand sensors.
  public init() {}
}
