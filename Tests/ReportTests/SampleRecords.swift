import FaultDXReport
import FaultDXStorage
import FaultDXTestSupport

/// Documents such as run folders hold, small and made up.
enum SampleRecords {
  /// Names that do what they can to be more than names.
  static let hostile = [
    "<script>alert(1)</script>", "a & b \"c\" 'd'", "\u{202E}evil\u{1B}[31m\u{0}",
    "]]>--><svg onload=x>", "ascii", "内圈故障 🏭 émoji", "\u{FFFE}\u{200B}", "عطل داخلي",
  ]

  static let plain = ["ball", "inner_race", "normal", "outer_race"]

  /// `faultdx.evaluation/1` of some classes, with mistakes where there are several.
  static func evaluation(_ labels: [String], leaks: [String] = []) -> JSON {
    let counts = labels.indices.map { truth in
      labels.indices.map { truth == $0 ? 90 : $0 == (truth + 1) % labels.count ? 9 : 0 }
    }
    func outcome(_ counts: [[Int]], _ accuracy: Double) -> JSON {
      [
        "accuracy": .number(accuracy),
        "interval": [
          "lower": .number(accuracy - 0.1), "upper": .number(min(1, accuracy + 0.05)),
          "how": "made up",
        ],
        "auroc": 0.98,
        "confusion": .array(counts.map { .array($0.map { .integer($0) }) }),
      ]
    }
    let curve: JSON = [
      ["count": 10, "confidence": 0.55, "accuracy": 0.5],
      ["count": 90, "confidence": 0.97, "accuracy": 0.95],
    ]
    let reliability: JSON = [
      "before": ["expectedCalibrationError": 0.05, "curve": curve],
      "after": ["expectedCalibrationError": 0.01, "curve": curve],
    ]
    var document: JSONObject = [
      "schema": "faultdx.evaluation/1", "labels": .array(labels.map { .string($0) }),
      "windows": outcome(counts, 0.9), "recordings": outcome(counts, 0.9),
      "baselines": [
        [
          "name": "linear discriminant", "settings": "32 bands", "windows": outcome(counts, 0.9),
          "recordings": outcome(counts, 0.9),
        ]
      ],
      "comparison": [
        "against": "linear discriminant", "verdict": "ahead", "difference": 0.021, "lower": -0.01,
        "upper": 0.05, "units": 12, "unit": "groups",
      ],
      "meaning": ["Measured on 12 groups that training never saw."],
      "certainty": [
        "source": "held out", "temperature": 0.8, "windows": reliability,
        "recordings": reliability,
      ],
      "audit": [
        "depth": "quick",
        "findings": [["kind": "few-units", "grade": "note", "sentence": "Few units of a class."]],
      ],
      "predictions": .array(
        labels.enumerated().map { index, label in
          [
            "file": .string("\(label).wav"), "recording": "", "label": .string(label),
            "predicted": .string(labels[(index + 1) % labels.count]), "confidence": 0.7,
            "group": .string("unit \(index)"),
            "votes": .array(labels.indices.map { .integer($0) }),
          ]
        }),
    ]
    if !leaks.isEmpty { document["leaks"] = .array(leaks.map { .string($0) }) }
    return .object(document)
  }

  static let history = """
    epoch,training_loss,training_accuracy,validation_loss,validation_accuracy,learning_rate,best
    1,1.2,0.5,1.1,0.55,0.002,0
    2,0.6,0.8,0.7,0.75,0.002,1
    3,0.3,0.95,0.8,0.74,0.001,0

    """

  /// A window of a tone with an impact in it.
  static func window(_ label: String, as predicted: String, samples: Int = 2048) -> ExampleWindow {
    let values = (0..<samples).map { frame in
      Float((frame * 37) % 101) / 101 - 0.5 + (frame == samples / 3 ? 6 : 0)
    }
    return ExampleWindow(
      recording: "\(label).wav", start: 4096, length: samples, sampleRate: 12_000, label: label,
      predicted: predicted, probability: 0.83,
      channels: [("drive end", PeakEnvelope(values)), ("fan end", PeakEnvelope(values))],
      attention: [
        .init("attention 1", (0..<64).map { Float($0) / 63 }),
        .init("class activation", (0..<64).map { Float(($0 * 7) % 64) / 63 }),
      ])
  }

  /// What trying two curves came to: one that verdicts rest on, one that is no more than chance.
  static let proof: JSON = {
    func curve(_ kind: String, block: Int?, gain: Double, p: Double) -> JSONObject {
      var members: JSONObject = ["part": 1, "kind": .string(kind)]
      if let block { members["block"] = .integer(block) }
      members["windows"] = 24
      members["units"] = 12
      let comparison: JSON = [
        "attended": 0.5, "random": .number(0.5 + gain), "gain": .number(gain),
        "interval": [.number(gain - 0.02), .number(gain + 0.02)], "p": .number(p),
        "correctedP": .number(2 * p),
      ]
      members["deletion"] = comparison
      members["insertion"] = comparison
      return members
    }
    func overlap(_ kind: String, block: Int?, attended: Double, p: Double) -> JSONObject {
      var members = curve(kind, block: block, gain: 0, p: 1)
      members["events"] = 300
      members["attended"] = .number(attended)
      members["chance"] = 0.269
      members["interval"] = [.number(attended - 0.3), .number(attended - 0.24)]
      members["p"] = .number(p)
      members["correctedP"] = .number(p)
      members["shuffled"] = ["attended": 0.27, "p": 0.42]
      members["untrained"] = ["attended": 0.373, "p": 0.4]
      return members
    }
    return [
      "parts": ["samples"], "units": "groups",
      "faithfulness": [
        .object(curve("class-activation", block: 1, gain: 0.061, p: 0.0005)),
        .object(curve("contribution", block: nil, gain: -0.03, p: 0.5)),
      ],
      "eventOverlap": [
        .object(overlap("attention", block: 1, attended: 0.264, p: 0.6)),
        .object(overlap("contribution", block: nil, attended: 0.376, p: 0.00001)),
      ],
      "untrained": [
        [
          "part": 1, "kind": "contribution", "networks": 4, "windows": 16, "correlation": 0.62,
          "chance": 0.2, "p": 0.005, "verdict": "same",
        ]
      ],
    ]
  }()

  static let sweep: JSON = {
    func figures(_ accuracy: Double) -> JSON {
      [
        "network": [
          "windows": [
            "accuracy": .number(accuracy),
            "interval": ["lower": .number(accuracy - 0.1), "upper": .number(accuracy)],
          ]
        ], "linear discriminant": ["windows": ["accuracy": .number(accuracy * 0.9)]],
      ]
    }
    return [
      "schema": "faultdx.noise-sweep/1", "definition": "The ratio is that of each window.",
      "points": [
        ["noise": nil, "snr": nil, "classifiers": figures(0.99)],
        ["noise": "white", "snr": -10, "classifiers": figures(0.4)],
        ["noise": "white", "snr": 0, "classifiers": figures(0.7)],
        ["noise": "white", "snr": 10, "classifiers": figures(0.95)],
      ],
    ]
  }()

  /// All that a page can show.
  static func run(_ labels: [String], name: String = "model.safetensors") throws -> RunRecord {
    RunRecord(
      name: name, result: try .init(evaluation(labels, leaks: [labels[0]]), file: "metrics.json"),
      history: [try TrainingHistory(parsing: history, network: 1, file: "history.csv")],
      arguments: [
        "version": "0.1.0", "command": .array((["train"] + labels).map { .string($0) }),
        "inputs": .array(labels.map { .string($0) }),
      ],
      noiseSweep: sweep,
      examples: [
        window(labels[0], as: labels[labels.count - 1]), window(labels[0], as: labels[0]),
      ],
      proof: CurveProof(proof),
      model: [
        "sha256": "abc", "windowLength": 2048, "sampleRate": 12000.0,
        "channels": .array(labels.map { .string($0) }),
      ],
      remarks: ["A remark on \(labels[0])."], version: "0.1.0")
  }
}
