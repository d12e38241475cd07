public import FaultDX
import Logging
import Synchronization

extension MonitoringService {
  /// The models; streams are heard by the first unless they name another.
  public var models: [ServedModel] { shelf.models }

  /// A model by its name; the first where none is said.
  ///
  /// - Throws: `ServiceError`.
  func model(_ name: String?) throws(ServiceError) -> ServedModel {
    let models = models
    guard let name else { return models[0] }
    guard let model = models.first(where: { $0.name == name }) else {
      throw ServiceError(
        404, "unknown_model",
        "there is no model \"\(name.prefix(128))\"; there are \(models.map(\.name).joined(separator: ", "))"
      )
    }
    return model
  }

  /// Reads the files of all models again, and lets streams go on with what is new.
  ///
  /// A file that holds no model, or one that a stream could not be heard by, leaves what was there. Streams change between
  /// two requests: no sample is lost or heard twice, and verdicts are carried over.
  ///
  /// - Returns: What `POST /v1/models/reload` answers.
  /// - Throws: `ServiceError` where models are being read already, a folder cannot be read, or a file was refused; models
  ///   whose files are good were replaced all the same.
  public func reloadModels() async throws -> JSON {
    try await reloading {
      let changes: [(name: String, change: ModelShelf.Change)]
      do {
        changes = try await slowWorkers.run { [self] in
          try shelf.reload(objection: objection, isUsed: isUsed)
        }
      } catch {
        logger.error("the models stay as they were: \(error)")
        throw ServiceError.unprocessable("model_refused", "the models stay as they were: \(error)")
      }
      return try told(changes, try await adoptAll())
    }
  }

  /// Lets all streams go on with what the shelf has now, so many at once that they share transactions.
  ///
  /// - Returns: How many go on with which.
  private func adoptAll() async throws -> [String: Int] {
    var rest = streams.withLock { Array($0.values) }.makeIterator()
    var moved: [String: Int] = [:]
    try await withThrowingTaskGroup(of: String?.self) { [self] group in
      func begin() {
        guard let stream = rest.next() else { return }
        group.addTask { [self] in try await adopt(stream) ? stream.model.name : nil }
      }
      for _ in 0..<64 { begin() }
      while let name = try await group.next() {
        if let name { moved[name, default: 0] += 1 }
        begin()
      }
    }
    return moved
  }

  private func told(
    _ changes: [(name: String, change: ModelShelf.Change)], _ moved: [String: Int]
  ) throws -> JSON {
    var refusals: [String] = []
    let documents = changes.map { name, change -> JSON in
      measures.reloaded(change)
      switch change {
      case .same: break
      case .refused(let reason):
        refusals.append(reason)
        logger.error("the model \(name) stays as it was: \(reason)")
      case .orphaned:
        logger.warning("the file of the model \(name) is gone; what it hears is heard by it on")
      case .added, .removed, .replaced:
        logger.notice(
          "the model \(name) was \(change.name)", metadata: ["streams": "\(moved[name] ?? 0)"])
      }
      return [
        "name": .string(name), "change": .string(change.name),
        "streams": .integer(moved[name] ?? 0),
      ]
    }
    guard refusals.isEmpty else {
      throw ServiceError.unprocessable("model_refused", refusals.joined(separator: "; "))
    }
    return ["models": .array(documents)]
  }

  /// Why a model cannot take the place of the one of its name.
  private func objection(to model: ServedModel) -> String? {
    for stream in streams.withLock({ Array($0.values) }) where stream.model.name == model.name {
      if let reason = stream.objection(to: model) {
        return "the stream of \(stream.name) cannot be heard by it: \(reason)"
      }
    }
    return nil
  }

  private func isUsed(_ model: ServedModel) -> Bool {
    streams.withLock { $0.values.contains { $0.model.name == model.name } }
  }

  /// Lets a stream go on with the model that has the name of its own now.
  ///
  /// - Returns: Whether it is another, and what the stream became is kept.
  private func adopt(_ stream: SensorStream) async throws -> Bool {
    try await stream.line(evenIfFull: true) {
      let state = stream.now
      guard state.isKept, !state.isGone, let model = shelf.model(stream.model.name),
        model.digest != stream.model.digest
      else { return false }
      do {
        let heard = try await workers.run { try stream.hear(nil, SampleDescription(), by: model) }
        guard heard.model.digest == model.digest else { return false }
        _ = try await commit.keep(heard.batch)
        stream.accept(heard, nil)
        measures.took(samples: 0, windows: heard.windows, events: heard.batch.events.count)
        changedStreams([stream.name])
        return true
      } catch {
        // It is tried again with the next samples.
        logger.error("the stream of \(stream.name) is heard by the model before: \(error)")
        rollBack(stream)
        return false
      }
    }
  }
}

extension ModelShelf.Change {
  /// The word of documents and metrics.
  var name: String {
    switch self {
    case .same: "same"
    case .replaced: "replaced"
    case .added: "added"
    case .removed: "removed"
    case .orphaned: "orphaned"
    case .refused: "refused"
    }
  }
}
