import ArgumentParser

/// How labelled recordings are dealt to folds, for every command that measures in folds.
struct FoldOptions: ParsableArguments {
  @Option(help: "Folds. (default: 5, or as many as the class with the fewest units has)")
  var folds: Int?

  @OptionGroup var labelled: LabelledOptions

  func validate() throws {
    if let folds, !(2...1000).contains(folds) {
      throw ValidationError("--folds must be 2 to 1000, got \(folds)")
    }
    switch labelled.splitting.chosen {
    case .published(let column):
      throw ValidationError(
        "--split of folds is group, recording, time or random-windows, got \"\(column)\"; where a column "
          + "says the fold of each recording, say --leave-out \(column)")
    case .leaveOut where folds != nil:
      throw ValidationError(
        "--leave-out makes a fold of each value, so --folds does not go with it")
    case .leaveOut, .drawn: break
    }
    try labelled.splitting.check(allowLeak: labelled.allowLeak)
  }
}
