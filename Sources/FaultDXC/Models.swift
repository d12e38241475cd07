public import CFaultDXInterface
import FaultDX

/// `faultdx_abi_version` of `faultdx.h`, which says what it does.
@c @implementation
public func faultdx_abi_version() -> UInt32 { UInt32(FAULTDX_ABI_VERSION) }

/// `faultdx_last_error` of `faultdx.h`, which says what it does.
@c @implementation
public func faultdx_last_error() -> UnsafePointer<CChar>! {
  UnsafePointer(last_error_memory())
}

/// `faultdx_model_load` of `faultdx.h`, which says what it does.
@c @implementation
public func faultdx_model_load(
  _ path: UnsafePointer<CChar>!, _ model: UnsafeMutablePointer<OpaquePointer?>!
) -> faultdx_status {
  answering { () throws(Failure) in
    let result = try Arguments.pointer(model, "model")
    let path = try Arguments.text(path, "path")
    result.pointee = nil
    do {
      result.pointee = models.add(ModelBox(try Diagnoser(contentsOf: path)))
    } catch {
      throw Failure(reading: error)
    }
    return FAULTDX_OK
  }
}

/// `faultdx_model_parse` of `faultdx.h`, which says what it does.
@c @implementation
public func faultdx_model_parse(
  _ bytes: UnsafeRawPointer!, _ size: Int, _ model: UnsafeMutablePointer<OpaquePointer?>!
) -> faultdx_status {
  answering { () throws(Failure) in
    let result = try Arguments.pointer(model, "model")
    let bytes = try Arguments.buffer(
      bytes?.assumingMemoryBound(to: UInt8.self), count: size, "bytes")
    result.pointee = nil
    do {
      let model = try Model(parsing: Array(bytes), file: "model")
      result.pointee = models.add(ModelBox(Diagnoser(model: model)))
    } catch {
      throw Failure(reading: error)
    }
    return FAULTDX_OK
  }
}

/// `faultdx_model_free` of `faultdx.h`, which says what it does.
@c @implementation
public func faultdx_model_free(_ model: OpaquePointer!) -> faultdx_status {
  answering { () throws(Failure) in
    try models.remove(model)
    return FAULTDX_OK
  }
}

/// `faultdx_model_get_info` of `faultdx.h`, which says what it does.
@c @implementation
public func faultdx_model_get_info(
  _ model: OpaquePointer!, _ info: UnsafeMutablePointer<faultdx_model_info>!
) -> faultdx_status {
  answering { () throws(Failure) in
    let model = try models(model).model
    let result = try Arguments.result(info, "info")
    var info = faultdx_model_info()
    info.window_length = UInt64(model.windowLength)
    info.hop = UInt64(model.hop)
    info.sample_rate = model.sampleRate ?? 0
    info.classes = UInt32(model.labels.count)
    info.channels = UInt32(model.channelNames.count)
    info.networks = UInt32(model.members.count)
    info.needs_speed = model.needsContext ? 1 : 0
    result.write(info)
    return FAULTDX_OK
  }
}

/// `faultdx_model_get_label` of `faultdx.h`, which says what it does.
@c @implementation
public func faultdx_model_get_label(
  _ model: OpaquePointer!, _ index: UInt32, _ buffer: UnsafeMutablePointer<CChar>!, _ size: Int,
  _ needed: UnsafeMutablePointer<Int>!
) -> faultdx_status {
  answering { () throws(Failure) in
    try copy(models(model).model.labels, index, buffer, size, needed)
  }
}

/// `faultdx_model_get_channel` of `faultdx.h`, which says what it does.
@c @implementation
public func faultdx_model_get_channel(
  _ model: OpaquePointer!, _ index: UInt32, _ buffer: UnsafeMutablePointer<CChar>!, _ size: Int,
  _ needed: UnsafeMutablePointer<Int>!
) -> faultdx_status {
  answering { () throws(Failure) in
    try copy(models(model).model.channelNames, index, buffer, size, needed)
  }
}

/// Hands out one of several names.
private func copy(
  _ names: [String], _ index: UInt32, _ buffer: UnsafeMutablePointer<CChar>?, _ size: Int,
  _ needed: UnsafeMutablePointer<Int>?
) throws(Failure) -> faultdx_status {
  guard names.indices ~= Int(index) else {
    throw .argument("index is \(index), expected 0 to \(names.count - 1)")
  }
  let memory = try Arguments.buffer(buffer, count: size, "buffer")
  let name = names[Int(index)]
  if needed != nil { try Arguments.pointer(needed, "needed").pointee = name.utf8.count + 1 }
  guard memory.count > name.utf8.count else {
    throw Failure(
      FAULTDX_BUFFER_TOO_SMALL, "\(size) bytes for a name of \(name.utf8.count + 1)")
  }
  write(name, to: UnsafeMutableRawBufferPointer(memory))
  return FAULTDX_OK
}
