import Foundation
import GRDB

#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#else
  import Darwin
#endif

/// Streams and events in SQLite: what was acknowledged is there after a crash.
public final class StreamStore: Sendable {
  /// What a commit survives.
  public enum Durability: String, Sendable, CaseIterable {
    /// Loss of power: the disk is waited for (`synchronous = FULL`).
    case power
    /// Death of the process, by whatever signal, but not loss of power (`synchronous = NORMAL`).
    case process
  }

  private let pool: DatabasePool
  private let lock: Int32
  private let eventLimit: Int

  /// Opens the store of a folder, which is made where it is missing; one process at a time has it.
  ///
  /// - Throws: `StoreError`, or SQLite's error.
  public init(folder: String, durability: Durability = .power, eventLimit: Int = 1_000_000) throws {
    if mkdir(folder, 0o700) != 0, errno != EEXIST {
      throw StoreError(folder: folder, problem: "cannot be made: \(Self.reason)")
    }
    lock = open(folder + "/lock", O_RDWR | O_CREAT | O_CLOEXEC, 0o600)
    guard lock >= 0 else {
      throw StoreError(folder: folder, problem: "cannot be written to: \(Self.reason)")
    }
    guard flock(lock, LOCK_EX | LOCK_NB) == 0 else {
      let problem = errno == EWOULDBLOCK ? "another process has it" : Self.reason
      close(lock)
      throw StoreError(folder: folder, problem: problem)
    }
    var configuration = Configuration()
    configuration.maximumReaderCount = 4
    configuration.label = "faultdx"
    configuration.busyMode = .timeout(5)
    self.eventLimit = eventLimit
    do {
      pool = try DatabasePool(path: folder + "/streams.sqlite", configuration: configuration)
      try pool.writeWithoutTransaction { database in
        try database.execute(
          sql: "PRAGMA synchronous = \(durability == .power ? "FULL" : "NORMAL")")
      }
      try Self.migrator.migrate(pool)
    } catch {
      close(lock)
      throw error
    }
  }

  deinit {
    // The next process may come in when nothing of this one is left.
    try? pool.close()
    close(lock)
  }

  private static var reason: String { String(cString: strerror(errno)) }

  private static var migrator: DatabaseMigrator {
    var migrator = DatabaseMigrator()
    migrator.registerMigration("1") { database in
      try database.execute(
        sql: """
          CREATE TABLE streams (
            sensor TEXT PRIMARY KEY NOT NULL,
            model TEXT NOT NULL,
            first_sequence INTEGER NOT NULL,
            position INTEGER NOT NULL,
            updated REAL NOT NULL,
            snapshot BLOB NOT NULL
          );
          CREATE TABLE events (
            id INTEGER PRIMARY KEY AUTOINCREMENT,
            sensor TEXT NOT NULL,
            sequence INTEGER NOT NULL,
            document TEXT NOT NULL,
            UNIQUE (sensor, sequence)
          );
          """)
    }
    return migrator
  }

  /// Keeps batches in one transaction.
  ///
  /// - Returns: The events as they were kept, batch by batch.
  /// - Throws: SQLite's error; then nothing was kept.
  func keep(_ batches: [StreamBatch]) throws -> [[StoredEvent]] {
    try pool.write { database in
      let stream = try database.cachedStatement(
        sql: """
          INSERT INTO streams (sensor, model, first_sequence, position, updated, snapshot) VALUES (?, ?, ?, ?, ?, ?)
          ON CONFLICT (sensor) DO UPDATE SET model = excluded.model, first_sequence = excluded.first_sequence,
            position = excluded.position, updated = excluded.updated, snapshot = excluded.snapshot
          """)
      let event = try database.cachedStatement(
        sql: "INSERT INTO events (sensor, sequence, document) VALUES (?, ?, ?)")
      var kept: [[StoredEvent]] = []
      kept.reserveCapacity(batches.count)
      var last: Int64?
      for batch in batches {
        try stream.execute(arguments: [
          batch.sensor, batch.model, batch.firstSequence, batch.position, batch.updated,
          Data(batch.snapshot),
        ])
        var events: [StoredEvent] = []
        for told in batch.events {
          try event.execute(arguments: [batch.sensor, told.sequence, told.document])
          last = database.lastInsertedRowID
          events.append(
            StoredEvent(
              id: database.lastInsertedRowID, sensor: batch.sensor, sequence: told.sequence,
              document: told.document))
        }
        kept.append(events)
      }
      if let last {
        try database.execute(
          sql: "DELETE FROM events WHERE id <= ?", arguments: [last - Int64(eventLimit)])
      }
      return kept
    }
  }

  /// All streams.
  func streams() throws -> [StoredStream] {
    try pool.read { database in
      try Row.fetchAll(database, sql: "SELECT * FROM streams ORDER BY sensor").map(Self.stream)
    }
  }

  /// One stream.
  func stream(_ sensor: String) throws -> StoredStream? {
    try pool.read { database in
      try Row.fetchOne(database, sql: "SELECT * FROM streams WHERE sensor = ?", arguments: [sensor])
        .map(Self.stream)
    }
  }

  private static func stream(_ row: Row) -> StoredStream {
    let snapshot: Data = row["snapshot"]
    return StoredStream(
      sensor: row["sensor"], model: row["model"], firstSequence: row["first_sequence"],
      updated: row["updated"], snapshot: Array(snapshot))
  }

  /// The number behind that of the last event of a sensor that is kept.
  func nextSequence(of sensor: String) throws -> Int {
    try pool.read { database in
      try Int.fetchOne(
        database, sql: "SELECT MAX(sequence) + 1 FROM events WHERE sensor = ?", arguments: [sensor])
        ?? 0
    }
  }

  /// Events of a sensor from a number on and behind one of the service, the oldest first.
  func events(
    of sensor: String, from sequence: Int, after id: Int64, limit: Int
  ) throws -> [StoredEvent] {
    try events(
      "sensor = ? AND sequence >= ? AND id > ? ORDER BY sequence LIMIT ?",
      [sensor, sequence, id, limit])
  }

  /// The last events of a sensor, the oldest first.
  func lastEvents(of sensor: String, limit: Int) throws -> [StoredEvent] {
    try events("sensor = ? ORDER BY sequence DESC LIMIT ?", [sensor, limit]).reversed()
  }

  /// Events of all sensors behind one, the oldest first.
  func events(after id: Int64, limit: Int) throws -> [StoredEvent] {
    try events("id > ? ORDER BY id LIMIT ?", [id, limit])
  }

  /// The last events of all sensors, the oldest first.
  func lastEvents(limit: Int) throws -> [StoredEvent] {
    try events("TRUE ORDER BY id DESC LIMIT ?", [limit]).reversed()
  }

  private func events(
    _ condition: String, _ arguments: StatementArguments
  ) throws -> [StoredEvent] {
    try pool.read { database in
      try Row.fetchAll(
        database, sql: "SELECT id, sensor, sequence, document FROM events WHERE " + condition,
        arguments: arguments
      ).map {
        StoredEvent(
          id: $0["id"], sensor: $0["sensor"], sequence: $0["sequence"], document: $0["document"])
      }
    }
  }

  /// Forgets a sensor with all its events.
  func forget(_ sensor: String) throws {
    try pool.write { database in
      try database.execute(sql: "DELETE FROM events WHERE sensor = ?", arguments: [sensor])
      try database.execute(sql: "DELETE FROM streams WHERE sensor = ?", arguments: [sensor])
    }
  }
}

/// Why the folder of a service cannot be used.
public struct StoreError: Error, Equatable, CustomStringConvertible {
  /// The folder.
  public var folder: String
  /// What is the matter, in words.
  public var problem: String

  /// One sentence.
  public var description: String { "\(folder): \(problem)" }
}
