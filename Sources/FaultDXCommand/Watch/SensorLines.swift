import FaultDX
import FaultDXStorage

/// Listens to the sensors whose samples come in lines, and writes what there is to tell in lines.
final class SensorLines {
  /// A sensor and what it said of itself: first, and of its shaft's speed last.
  private struct Sensor {
    let stream: StreamingDiagnoser
    let sampleRate: Double?
    let channels: SampleLine.Channels?
    var speed: Double?
  }

  private let diagnoser: Diagnoser
  private let modelName: String
  private let options: StreamOptions
  private let sampleRate: Double?
  private let speed: Double?
  private var sensors: [String: Sensor] = [:]
  /// In the order in which they were first heard.
  private var names: [String] = []

  /// Sensors that are listened to at most, since each takes memory and anybody may write a name.
  private static let most = 65_536

  /// - Parameters:
  ///   - modelName: What events call the model.
  ///   - sampleRate: The rate of sensors that do not say theirs, in Hz.
  ///   - speed: The speed of shafts that is not said, in revolutions per minute.
  init(
    diagnoser: Diagnoser, modelName: String, options: StreamOptions, sampleRate: Double?,
    speed: Double?
  ) {
    self.diagnoser = diagnoser
    self.modelName = modelName
    self.options = options
    self.sampleRate = sampleRate
    self.speed = speed
  }

  /// Listens until the input ends or a signal comes.
  ///
  /// - Throws: Where options are impossible, or the input cannot be read, or the output not be written.
  func run() throws {
    try check()
    var lines = StandardInputLines()
    var number = 0
    while let line = try lines.next() {
      number += 1
      switch line {
      case .tooLong:
        try tell(
          failure: "a line of more than \(StandardInputLines.longest) bytes", line: number,
          sensor: nil)
      case .text(let bytes):
        if bytes.allSatisfy({ $0 == 0x20 || $0 == 0x09 || $0 == 0x0D }) { continue }
        try hear(bytes, line: number)
      }
      if Interruption.isRequested { return }
    }
    if Interruption.isRequested { return }
    for name in names {
      guard let sensor = sensors[name] else { continue }
      try tell(of: name) { sensor.stream.finish(eachWindow: $0) }
    }
  }

  /// What no sensor could be listened to with is a mistake in the options, and not in a line.
  private func check() throws {
    do throws(StreamError) {
      _ = try stream("standard input", sampleRate: sampleRate, channels: nil, speed: speed ?? 1000)
    } catch {
      throw CommandFailure("\(error)", status: .usage)
    }
  }

  private func hear(_ bytes: [UInt8], line number: Int) throws {
    let line: SampleLine
    do throws(SampleLine.Failure) { line = try SampleLine(bytes) } catch {
      return try tell(failure: error.words, line: number, sensor: nil)
    }
    do {
      let stream = try stream(of: line)
      if let speed = line.speed, speed != sensors[line.sensor]?.speed {
        try tell(of: line.sensor) { try stream.setSpeed(speed, eachWindow: $0) }
        sensors[line.sensor]?.speed = speed
      }
      try tell(of: line.sensor) {
        try stream.push(
          line.samples, counter: line.firstSample, time: line.time, eachWindow: $0)
      }
    } catch let error as StreamError {
      try tell(failure: "\(error)", line: number, sensor: line.sensor)
    } catch let error as SampleLine.Failure {
      try tell(failure: error.words, line: number, sensor: line.sensor)
    }
  }

  /// The stream of a line's sensor, which begins with its first line.
  private func stream(of line: SampleLine) throws -> StreamingDiagnoser {
    if let sensor = sensors[line.sensor] {
      try expectSame(line.sampleRate, sensor.sampleRate, "sampleRate")
      try expectSame(line.channels, sensor.channels, "channels")
      return sensor.stream
    }
    guard sensors.count < Self.most else {
      throw SampleLine.Failure(words: "more than \(Self.most) sensors")
    }
    let stream = try stream(
      line.sensor, sampleRate: line.sampleRate ?? sampleRate, channels: line.channels,
      speed: line.speed ?? speed)
    sensors[line.sensor] = Sensor(
      stream: stream, sampleRate: line.sampleRate, channels: line.channels,
      speed: line.speed ?? speed)
    names.append(line.sensor)
    return stream
  }

  private func expectSame<Value: Equatable>(
    _ said: Value?, _ first: Value?, _ what: String
  ) throws(SampleLine.Failure) {
    guard let said, said != first else { return }
    throw SampleLine.Failure(
      words:
        "\(what) is another one than in the first line of this sensor; give a sensor that changed another name"
    )
  }

  private func stream(
    _ name: String, sampleRate: Double?, channels: SampleLine.Channels?, speed: Double?
  ) throws(StreamError) -> StreamingDiagnoser {
    var configuration = StreamConfiguration(
      name: name, sampleRate: sampleRate, speed: speed, hop: options.hop,
      smoothing: options.smoothing, normalLabel: options.normalLabel)
    switch channels {
    case .names(let names): configuration.channelNames = names
    case .count(let count) where count != diagnoser.model.channelNames.count:
      throw .model(
        0,
        .channelCount(
          recording: name, found: (1...count).map { "channel \($0)" },
          expected: diagnoser.model.channelNames))
    case .count, nil: break
    }
    return try StreamingDiagnoser(diagnoser, configuration)
  }

  /// Writes the windows and the events of a sensor, in order.
  private func tell(
    of sensor: String,
    _ push: ((StreamedWindow, Span<Float>) -> Void) throws -> [StreamEvent]
  ) throws {
    var text = ""
    let events = try push { window, probabilities in
      if options.windows {
        text += json(window, probabilities, of: sensor).serialized() + "\n"
      }
    }
    for event in events {
      text += event.json(sensor: sensor, model: modelName).serialized() + "\n"
    }
    if !text.isEmpty { try Console.output(text) }
  }

  private func tell(failure: String, line: Int, sensor: String?) throws {
    var object: JSONObject = [:]
    if let sensor { object["sensor"] = .string(sensor) }
    object["kind"] = "error"
    object["line"] = .integer(line)
    object["error"] = .string(failure)
    try Console.output(JSON.object(object).serialized() + "\n")
  }

  private func json(
    _ window: StreamedWindow, _ probabilities: Span<Float>, of sensor: String
  ) -> JSON {
    var object: JSONObject = [
      "sensor": .string(sensor), "kind": "window", "start": .integer(window.frames.lowerBound),
      "position": .integer(window.frames.upperBound),
    ]
    switch window.answer {
    case .diagnosed(let said, let confidence):
      object["label"] = .string(diagnoser.model.labels[said])
      object["confidence"] = .number(Double(confidence))
      var members: JSONObject = [:]
      for index in probabilities.indices {
        members[diagnoser.model.labels[index]] = .number(Double(probabilities[index]))
      }
      object["probabilities"] = .object(members)
    case .invalid(let defect): object["reason"] = .string("\(defect)")
    case .notFinite: object["reason"] = "the network's answer is not a number"
    }
    object["distance"] = window.distance.map { .number($0) } ?? .null
    return .object(object)
  }
}
