public import CFaultDXInterface
import FaultDX

/// `faultdx_stream_options_init` of `faultdx.h`, which says what it does.
@c @implementation
public func faultdx_stream_options_init(
  _ options: UnsafeMutablePointer<faultdx_stream_options>!
) -> faultdx_status {
  answering { () throws(Failure) in
    try Arguments.result(options, "options").write(faultdx_stream_options(StreamConfiguration()))
    return FAULTDX_OK
  }
}

/// `faultdx_stream_create` of `faultdx.h`, which says what it does.
@c @implementation
public func faultdx_stream_create(
  _ handles: UnsafePointer<OpaquePointer?>!, _ count: Int,
  _ options: UnsafePointer<faultdx_stream_options>!, _ stream: UnsafeMutablePointer<OpaquePointer?>!
) -> faultdx_status {
  answering { () throws(Failure) in
    let result = try Arguments.pointer(stream, "stream")
    let diagnosers = try diagnosers(handles, count)
    var configuration = StreamConfiguration()
    if options != nil {
      configuration = try Arguments.structure(options, "options").configuration()
    }
    result.pointee = nil
    do throws(StreamError) {
      result.pointee = streams.add(StreamBox(try StreamingDiagnoser(diagnosers, configuration)))
    } catch {
      throw Failure(error)
    }
    return FAULTDX_OK
  }
}

/// `faultdx_stream_free` of `faultdx.h`, which says what it does.
@c @implementation
public func faultdx_stream_free(_ stream: OpaquePointer!) -> faultdx_status {
  answering { () throws(Failure) in
    try streams.remove(stream)
    return FAULTDX_OK
  }
}

/// `faultdx_stream_push` of `faultdx.h`, which says what it does.
@c @implementation
public func faultdx_stream_push(
  _ stream: OpaquePointer!, _ samples: UnsafePointer<Float>!, _ count: Int, _ counter: Int64,
  _ time: Double
) -> faultdx_status {
  answering { () throws(Failure) in
    let box = try streams(stream)
    let samples = try Arguments.buffer(samples, count: count, "samples")
    do throws(StreamError) {
      try box.push(
        samples, counter: counter < 0 ? nil : Int(counter), time: time.isNaN ? nil : time)
    } catch {
      throw Failure(error)
    }
    return FAULTDX_OK
  }
}

/// `faultdx_stream_finish` of `faultdx.h`, which says what it does.
@c @implementation
public func faultdx_stream_finish(_ stream: OpaquePointer!) -> faultdx_status {
  answering { () throws(Failure) in
    try streams(stream).finish()
    return FAULTDX_OK
  }
}

/// `faultdx_stream_set_speed` of `faultdx.h`, which says what it does.
@c @implementation
public func faultdx_stream_set_speed(_ stream: OpaquePointer!, _ speed: Double) -> faultdx_status {
  answering { () throws(Failure) in
    let box = try streams(stream)
    let speed = try Arguments.positive(speed, "speed")
    do throws(StreamError) {
      try box.setSpeed(speed)
    } catch {
      throw Failure(error)
    }
    return FAULTDX_OK
  }
}

/// `faultdx_stream_next_event` of `faultdx.h`, which says what it does.
@c @implementation
public func faultdx_stream_next_event(
  _ stream: OpaquePointer!, _ event: UnsafeMutablePointer<faultdx_event>!
) -> faultdx_status {
  answering { () throws(Failure) in
    let box = try streams(stream)
    let result = try Arguments.result(event, "event")
    guard let event = box.nextEvent() else { return FAULTDX_NOTHING }
    result.write(faultdx_event(event))
    return FAULTDX_OK
  }
}

/// `faultdx_stream_get_state` of `faultdx.h`, which says what it does.
@c @implementation
public func faultdx_stream_get_state(
  _ stream: OpaquePointer!, _ model: UInt32, _ state: UnsafeMutablePointer<faultdx_stream_state>!
) -> faultdx_status {
  answering { () throws(Failure) in
    let status = try streams(stream).stream.status
    let result = try Arguments.result(state, "state")
    try expect(model, among: status.verdicts.count)
    result.write(faultdx_stream_state(status, Int(model)))
    return FAULTDX_OK
  }
}

/// `faultdx_stream_get_window` of `faultdx.h`, which says what it does.
@c @implementation
public func faultdx_stream_get_window(
  _ stream: OpaquePointer!, _ model: UInt32, _ window: UnsafeMutablePointer<faultdx_window>!,
  _ probabilities: UnsafeMutablePointer<Float>!, _ classes: Int
) -> faultdx_status {
  answering { () throws(Failure) in
    let box = try streams(stream)
    let result = try Arguments.result(window, "window")
    let room = try Arguments.buffer(probabilities, count: classes, "probabilities")
    let diagnosers = box.stream.models
    try expect(model, among: diagnosers.count)
    let labels = diagnosers[Int(model)].model.labels.count
    guard room.isEmpty || room.count >= labels else {
      throw Failure(
        FAULTDX_BUFFER_TOO_SMALL, "room for \(room.count) probabilities of \(labels) classes")
    }
    guard let found = box.window(of: Int(model)) else { return FAULTDX_NOTHING }
    result.write(faultdx_window(found.window))
    for index in 0..<min(room.count, labels) {
      room[index] = index < found.probabilities.count ? found.probabilities[index] : 0
    }
    return FAULTDX_OK
  }
}

/// `faultdx_stream_replace_model` of `faultdx.h`, which says what it does.
@c @implementation
public func faultdx_stream_replace_model(
  _ stream: OpaquePointer!, _ number: UInt32, _ model: OpaquePointer!
) -> faultdx_status {
  answering { () throws(Failure) in
    let box = try streams(stream)
    let diagnoser = try models(model).diagnoser
    do throws(StreamError) {
      try box.replaceModel(Int(number), with: diagnoser)
    } catch {
      throw Failure(error)
    }
    return FAULTDX_OK
  }
}

/// `faultdx_stream_snapshot` of `faultdx.h`, which says what it does.
@c @implementation
public func faultdx_stream_snapshot(
  _ stream: OpaquePointer!, _ buffer: UnsafeMutableRawPointer!, _ size: Int,
  _ needed: UnsafeMutablePointer<Int>!
) -> faultdx_status {
  answering { () throws(Failure) in
    let box = try streams(stream)
    let needed = try Arguments.pointer(needed, "needed")
    let memory = try Arguments.buffer(
      buffer?.assumingMemoryBound(to: UInt8.self), count: size, "buffer")
    let bytes = box.stream.snapshot()
    needed.pointee = bytes.count
    guard memory.count >= bytes.count else {
      throw Failure(
        FAULTDX_BUFFER_TOO_SMALL, "\(size) bytes for a snapshot of \(bytes.count)")
    }
    _ = memory.update(fromContentsOf: bytes)
    return FAULTDX_OK
  }
}

/// `faultdx_stream_restore` of `faultdx.h`, which says what it does.
@c @implementation
public func faultdx_stream_restore(
  _ handles: UnsafePointer<OpaquePointer?>!, _ count: Int, _ bytes: UnsafeRawPointer!, _ size: Int,
  _ accept_other_models: Int32, _ stream: UnsafeMutablePointer<OpaquePointer?>!
) -> faultdx_status {
  answering { () throws(Failure) in
    let result = try Arguments.pointer(stream, "stream")
    let diagnosers = try diagnosers(handles, count)
    let bytes = try Arguments.buffer(
      bytes?.assumingMemoryBound(to: UInt8.self), count: size, "bytes")
    result.pointee = nil
    do throws(SnapshotError) {
      let restored = try StreamingDiagnoser(
        restoring: Array(bytes), models: diagnosers,
        acceptingOtherModels: accept_other_models != 0)
      result.pointee = streams.add(StreamBox(restored))
    } catch {
      throw Failure(error)
    }
    return FAULTDX_OK
  }
}

private func expect(_ model: UInt32, among count: Int) throws(Failure) {
  guard model < count else {
    throw .argument("there is no model \(model) among \(count)")
  }
}

private func diagnosers(
  _ handles: UnsafePointer<OpaquePointer?>?, _ count: Int
) throws(Failure) -> [Diagnoser] {
  guard 1...256 ~= count else {
    throw .argument("\(UInt(bitPattern: count)) models, expected 1 to 256")
  }
  var diagnosers: [Diagnoser] = []
  for handle in try Arguments.buffer(handles, count: count, "models") {
    diagnosers.append(try models(handle).diagnoser)
  }
  return diagnosers
}
