import FaultDXStorage
import FaultDXTraining

/// Why networks see what they see, for people and for the model file.
struct ChoiceText {
  let choice: RepresentationChoice

  init(_ choice: RepresentationChoice) { self.choice = choice }

  private var taken: String {
    ([choice.chosen] + (choice.companion.map { [$0] } ?? [])).map { choice.outcomes[$0].name }
      .joined(separator: " and ")
  }

  private var reason: String {
    choice.companion == nil
      ? "the first that is not worse than the best beyond chance"
      : "the first that is not worse than the best beyond chance, and the best"
  }

  var lines: [String] {
    guard let heldOut = choice.heldOut else {
      return ["Nothing can be held out to choose by; the networks see: \(taken)."]
    }
    let figures = choice.outcomes.filter(\.isTried).map {
      "\($0.name) \($0.accuracy.map { Format.percent($0) } ?? "not trained")"
    }
    let untried = choice.outcomes.filter { !$0.isTried }.map(\.name)
    return [
      "On \(heldOut), held out in turn \(choice.folds) times: \(figures.joined(separator: ", "))"
        + (untried.isEmpty
          ? "."
          : "; not tried, for want of time or of anything to gain: \(untried.joined(separator: ", "))."),
      "The networks see: \(taken), \(reason).",
    ]
  }

  var json: JSON {
    [
      "heldOut": choice.heldOut.map { .string($0) } ?? .null, "folds": .integer(choice.folds),
      "chosen": .string(taken),
      "candidates": .array(
        choice.outcomes.map { outcome in
          [
            "input": .string(outcome.name),
            "accuracy": outcome.accuracy.map { .number($0) } ?? .null,
          ]
        }),
    ]
  }
}
