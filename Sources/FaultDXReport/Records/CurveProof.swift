public import FaultDX
public import FaultDXStorage

/// What was found by trying the curves of what a model looked at: whether verdicts rest on them, whether they lie where
/// known events are, and whether a network that learnt nothing shows the same.
public struct CurveProof: Sendable {
  /// What the networks of each part read, for where there are several: `samples`, `bands of frequency`.
  public var parts: [String]
  /// What gains, bounds and p values are over: `windows`, `groups`.
  public var units: String
  /// Taking away and putting back.
  public var faithfulness: [Faithfulness]
  /// Events that are known; `nil` where none are.
  public var overlap: [EventOverlap]?
  /// Beside networks that learnt nothing; empty where nobody looked.
  public var resemblance: [UntrainedResemblance]

  /// Brings together what was found.
  public init(
    parts: [String], units: String, faithfulness: [Faithfulness], overlap: [EventOverlap]? = nil,
    resemblance: [UntrainedResemblance] = []
  ) {
    self.parts = parts
    self.units = units
    self.faithfulness = faithfulness
    self.overlap = overlap
    self.resemblance = resemblance
  }

  /// What a curve is called here.
  func name(_ source: Explanation.Source, part: Int) -> String {
    parts.count > 1 && parts.indices.contains(part)
      ? "\(parts[part]): \(source.shortName)" : source.shortName
  }

  /// As a run folder keeps it.
  public var json: JSON {
    func list<Result>(
      _ results: [Result], _ part: (Result) -> Int, _ members: (Result) -> JSONObject
    ) -> JSON {
      .array(
        results.map { result in
          var all: JSONObject = ["part": .integer(part(result) + 1)]
          for member in members(result) { all[member.key] = member.value }
          return .object(all)
        })
    }
    return [
      "parts": .array(parts.map { .string($0) }), "units": .string(units),
      "faithfulness": list(faithfulness, \.part, \.members),
      "eventOverlap": overlap.map { list($0, \.part, \.members) } ?? .null,
      "untrained": list(resemblance, \.part, \.members),
    ]
  }

  /// Reads what `json` wrote; what is incomplete is left out.
  ///
  /// - Returns: `nil` where nothing was tried.
  public init?(_ json: JSON) {
    func list<Result>(_ name: String, _ read: (JSON) -> Result?) -> [Result] {
      (json[name]?.arrayValue ?? []).compactMap(read)
    }
    let overlap = list("eventOverlap") { EventOverlap($0) }
    self.init(
      parts: json["parts"].texts, units: json["units"]?.stringValue ?? "windows",
      faithfulness: list("faithfulness") { Faithfulness($0) },
      overlap: json["eventOverlap"]?.arrayValue == nil ? nil : overlap,
      resemblance: list("untrained") { UntrainedResemblance($0) })
    if faithfulness.isEmpty && overlap.isEmpty && resemblance.isEmpty { return nil }
  }
}

extension Explanation.Source {
  /// What fits beside a strip, with blocks counted from 1.
  var shortName: String {
    switch self {
    case .attention(let block): "attention \(block + 1)"
    case .attentionSwing(let block): "swing \(block + 1)"
    case .classActivation(let block): "Grad-CAM \(block + 1)"
    case .contribution(.none): "contribution"
    case .contribution(.some(let channel)): "contribution, channel \(channel + 1)"
    }
  }

  /// What the short names stand for.
  static let legend =
    "Attention: the spatial attention of a block, counted from 1. Swing: how far it is from its usual value, up or down. "
    + "Grad-CAM: what a block says for the class. Contribution: of the input, gradient times value."
}
