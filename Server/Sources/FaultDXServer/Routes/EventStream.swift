import FaultDXService
import Hummingbird
import ServiceLifecycle

/// Events as they happen, in the form that browsers read (server-sent events).
struct EventStream: Sendable {
  let service: MonitoringService
  /// One sensor; `nil` for all, and for the states of streams too.
  let sensor: SensorName?

  /// The events of the last answer, and those from now on.
  ///
  /// - Parameter last: The number of the last event that the client had.
  func response(after last: Int64?) throws -> Response {
    // Before the store is asked: between the two nothing is missed, and what comes twice is known by its number.
    let listener = try service.feed.listen()
    return Response(
      status: .ok,
      headers: [.contentType: "text/event-stream", .cacheControl: "no-store"],
      body: ResponseBody { [service, sensor] writer in
        var last = last
        try await writer.write(ByteBuffer(string: "retry: 2000\n\n"))
        if var known = last {
          while true {
            let events = try await service.events(after: known, limit: 500)
            guard let end = events.last?.id else { break }
            known = end
            for event in events where sensor.map({ $0.description == event.sensor }) ?? true {
              try await writer.write(Self.buffer(event))
            }
          }
          last = known
        }
        for await item in listener.items.cancelOnGracefulShutdown() {
          switch item {
          case .event(let event):
            guard event.id > last ?? 0,
              sensor.map({ $0.description == event.sensor }) ?? true
            else { continue }
            last = event.id
            try await writer.write(Self.buffer(event))
          case .streams(let documents):
            if sensor == nil {
              try await writer.write(
                ByteBuffer(string: "event: streams\ndata: \(documents)\n\n"))
            }
          case .pulse:
            try await writer.write(ByteBuffer(string: ": still here\n\n"))
          }
        }
        withExtendedLifetime(listener) {}
        try await writer.finish(nil)
      })
  }

  private static func buffer(_ event: StoredEvent) -> ByteBuffer {
    ByteBuffer(string: "id: \(event.id)\nevent: event\ndata: \(event.json)\n\n")
  }
}
