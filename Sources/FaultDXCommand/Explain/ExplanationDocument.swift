import FaultDX
import FaultDXStorage

/// An explanation for machines: the members of `faultdx.explanation/1`.
struct ExplanationDocument {
  static let schema = "faultdx.explanation/1"

  let file: ModelFile
  let recording: Recording
  /// Of the window, from 0.
  let number: Int
  let explanation: Explanation
  let faithfulness: [Faithfulness]
  /// Beside networks that learnt nothing.
  let resemblance: [UntrainedResemblance]
  /// With events, where some were named.
  let overlap: [EventOverlap]?
  let seed: UInt64

  /// Blocks, windows and members are counted from 1; every curve has a value for each position of its axis.
  var json: JSON {
    let labels = file.model.labels
    var probabilities: JSONObject = [:]
    for (label, value) in zip(labels, explanation.probabilities) {
      probabilities[label] = .number(value)
    }
    return [
      "schema": .string(Self.schema),
      "model": file.json(.float32),
      "file": .string(recording.file),
      "recording": .string(recording.name),
      "window": .integer(number + 1),
      "frames": [
        .integer(explanation.window.lowerBound), .integer(explanation.window.upperBound),
      ],
      "sampleRate": explanation.sampleRate.map { .number($0) } ?? .null,
      "class": .string(explanation.label),
      "verdict": .string(explanation.verdict),
      "probabilities": .object(probabilities),
      "channels": .integer(explanation.channels),
      "samples": Self.numbers(explanation.samples.map(Double.init)),
      "parts": .array(explanation.parts.enumerated().map { part($1, number: $0) }),
      "seed": .integer(Int(truncatingIfNeeded: seed)),
    ]
  }

  private func part(_ part: Explanation.Part, number: Int) -> JSON {
    [
      "axis": [
        "kind": .string(part.axis.kind.rawValue),
        "unit": part.axis.unit.map { .string($0) } ?? .null,
        "positions": Self.numbers(part.axis.positions),
        "names": .array(part.axis.names.map { .string($0) }),
      ],
      "members": .array(part.members.map { .integer($0 + 1) }),
      "share": .number(part.share),
      "channels": .integer(part.channels),
      "input": Self.numbers(part.input),
      "curves": .array(
        part.curves.map { curve in
          var members = curve.source.members
          members["step"] = .number(curve.step)
          members["field"] = .number(curve.field)
          members["values"] = Self.numbers(curve.values)
          return .object(members)
        }),
      "channelAttention": .array(
        part.channelAttention.map { attention in
          [
            "member": .integer(attention.member + 1), "block": .integer(attention.block + 1),
            "weights": Self.numbers(attention.weights),
          ]
        }),
      "faithfulness": .array(
        faithfulness.filter { $0.part == number }.map { .object($0.members) }),
      "untrained": .array(
        resemblance.filter { $0.part == number }.map { .object($0.members) }),
      "eventOverlap": overlap.map { overlap in
        .array(overlap.filter { $0.part == number }.map { .object($0.members) })
      } ?? .null,
    ]
  }

  private static func numbers(_ values: [Double]) -> JSON { .array(values.map { .number($0) }) }
}
