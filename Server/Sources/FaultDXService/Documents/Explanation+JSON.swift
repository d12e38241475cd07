import FaultDX

extension Explanation {
  /// The window, where it was looked, and its envelope's spectrum, for a page to draw.
  var json: JSON {
    var object: JSONObject = [
      "label": .string(label),
      "probabilities": .array(probabilities.map { .number($0) }),
      "start": .integer(window.lowerBound),
      "sampleRate": sampleRate.map { .number($0) } ?? .null,
      "channels": .integer(channels),
      "samples": .array(samples.map { .number(Double($0)) }),
    ]
    object["attention"] = .array(
      parts.flatMap { part in
        part.curves.compactMap { curve -> JSON? in
          guard case .attention(let block) = curve.source else { return nil }
          return [
            "axis": .string(part.axis.kind.rawValue), "block": .integer(block),
            "share": .number(part.share),
            "positions": .array(part.axis.positions.map { .number($0) }),
            "values": .array(curve.values.map { .number($0) }),
          ]
        }
      })
    if let sampleRate, signalAxis == .time {
      let first = (0..<window.count).map { Double(samples[$0 * channels]) }
      let spectrum = EnvelopeSpectrum(of: first, sampleRate: sampleRate)
      object["envelopeSpectrum"] = [
        "resolution": .number(spectrum.resolution),
        "amplitudes": .array(spectrum.amplitudes.map { .number($0) }),
      ]
    }
    return .object(object)
  }
}
