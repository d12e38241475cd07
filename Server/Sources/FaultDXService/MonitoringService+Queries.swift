public import FaultDX
import Synchronization

extension MonitoringService {
  /// What `GET /v1/streams` answers, in the order of the sensors' names.
  public var streamList: JSON {
    let all = streams.withLock { Array($0.values) }.filter { $0.now.isKept }
    return [
      "streams": .array(
        all.sorted { $0.name.description < $1.name.description }.map(\.json))
    ]
  }

  /// What `GET /v1/streams/{sensor}` answers.
  ///
  /// - Throws: `ServiceError` where there is no such stream.
  public func stream(_ sensor: SensorName) throws(ServiceError) -> JSON { try kept(sensor).json }

  /// What `GET /v1/models` answers.
  public var modelList: JSON {
    [
      "models": .array(
        models.map { served in
          let model = served.diagnoser.model
          return [
            "name": .string(served.name), "sha256": .string(served.digest),
            "labels": .array(model.labels.map { .string($0) }),
            "windowLength": .integer(model.windowLength), "hop": .integer(model.hop),
            "sampleRate": model.sampleRate.map { .number($0) } ?? .null,
            "channels": .array(model.channelNames.map { .string($0) }),
            "networks": .integer(model.members.count),
            "recognisesUnknown": .bool(model.certainty != nil),
          ]
        })
    ]
  }

  /// Events of a sensor from a number on and behind one of the service, or the last ones.
  ///
  /// - Throws: `ServiceError` where there is no such stream, or SQLite's error.
  public func events(
    of sensor: SensorName, from sequence: Int?, after id: Int64? = nil, limit: Int
  ) async throws -> [StoredEvent] {
    _ = try kept(sensor)
    return try await workers.run { [store] in
      if sequence != nil || id != nil {
        try store.events(of: sensor.description, from: sequence ?? 0, after: id ?? 0, limit: limit)
      } else {
        try store.lastEvents(of: sensor.description, limit: limit)
      }
    }
  }

  /// Events of all sensors behind one, or the last ones.
  ///
  /// - Throws: SQLite's error.
  public func events(after id: Int64?, limit: Int) async throws -> [StoredEvent] {
    try await workers.run { [store] in
      if let id {
        try store.events(after: id, limit: limit)
      } else {
        try store.lastEvents(limit: limit)
      }
    }
  }
}
