extension SafeTensors {
  /// The file as bytes: the same for the same content, the header padded so that the data are aligned to 8.
  ///
  /// - Precondition: Names differ, none is `__metadata__`, and each shape multiplies to its number of values.
  public func serialized() -> [UInt8] {
    var header: [(String, JSON)] = metadata.isEmpty ? [] : [("__metadata__", metadata.json)]
    var offset = 0
    for entry in entries {
      guard entry.shape.allSatisfy({ $0 >= 0 }), entry.shape.reduce(1, *) == entry.values.count
      else {
        fatalError(
          "tensor \"\(entry.name)\": shape \(entry.shape) does not hold \(entry.values.count) values"
        )
      }
      guard entry.name != "__metadata__" else { fatalError("a tensor cannot be __metadata__") }
      let end = offset + 4 * entry.values.count
      header.append(
        (
          entry.name,
          [
            "dtype": "F32", "shape": .array(entry.shape.map { .integer($0) }),
            "data_offsets": [.integer(offset), .integer(end)],
          ]
        ))
      offset = end
    }
    var text = Array(JSON.object(JSONObject(uniqueMembers: header)).serialized().utf8)
    text.append(contentsOf: repeatElement(0x20, count: (8 - text.count % 8) % 8))

    var bytes: [UInt8] = []
    bytes.reserveCapacity(8 + text.count + offset)
    withUnsafeBytes(of: UInt64(text.count).littleEndian) { bytes.append(contentsOf: $0) }
    bytes.append(contentsOf: text)
    for entry in entries {
      #if _endian(little)
        entry.values.withUnsafeBytes { bytes.append(contentsOf: $0) }
      #else
        for value in entry.values {
          withUnsafeBytes(of: value.bitPattern.littleEndian) { bytes.append(contentsOf: $0) }
        }
      #endif
    }
    return bytes
  }
}
