import FaultDXEvaluation
import FaultDXSignal
public import FaultDXTensor
import Synchronization

/// Which of several recipes suits the training windows: each is trained on a part of the training units and asked about
/// the units held out, in turn.
///
/// The recipe taken is the first that is not worse than the best by more than one standard error over units
/// (``SettingChoice``), so the order of the recipes is the order of preference where evidence does not decide. What the
/// model is tested on is never looked at.
public struct RepresentationChoice: Sendable {
  /// What came of one recipe.
  public struct Outcome: Sendable, Equatable {
    /// What the recipe is called.
    public let name: String
    /// The share of windows of units held out that were right; `nil` where the recipe could not be trained.
    public let accuracy: Double?
  }

  /// The position of the recipe taken.
  public let chosen: Int
  /// One for each recipe.
  public let outcomes: [Outcome]
  /// What was held out in turn; `nil` where there is too little of a class to hold any of it out.
  public let heldOut: String?
  /// How often.
  public let folds: Int

  /// Windows of a class that recipes are compared on, at most, so that a choice takes no longer than what is chosen.
  static let windowLimit = 3000

  /// Compares recipes.
  ///
  /// - Parameters:
  ///   - recipes: in order of preference; at least one.
  ///   - windows: the training windows.
  ///   - seed: names the draw of the units held out.
  ///   - parallelism: how many trainings run side by side; the result does not depend on it.
  ///   - progress: called as trainings end, with how many did and how many there are.
  /// - Returns: `nil` where it was cancelled.
  public init?(
    among recipes: [MemberRecipe], on windows: LabelledWindows, seed: UInt64,
    parallelism: Parallelism = .serial, isCancelled: @escaping @Sendable () -> Bool = { false },
    progress: @escaping @Sendable (_ done: Int, _ of: Int) -> Void = { _, _ in }
  ) {
    let windows = windows.thinned(to: Self.windowLimit)
    guard recipes.count > 1, let folds = InnerFolds(windows.baselineWindows, seed: seed) else {
      chosen = 0
      outcomes = recipes.map { Outcome(name: $0.name, accuracy: nil) }
      heldOut = nil
      self.folds = 0
      return
    }
    let parts = (0..<folds.count).map { folds.part($0) }
    let answers = Mutex([[Int]?](repeating: nil, count: recipes.count * folds.count))
    let done = Mutex(0)
    let total = recipes.count * folds.count
    parallelism.forEach(shards: total) { shard in
      let (recipe, fold) = shard.quotientAndRemainder(dividingBy: folds.count)
      let answer = Self.answer(
        recipes[recipe], windows, training: parts[fold].training, heldOut: parts[fold].heldOut,
        isCancelled)
      answers.withLock { $0[shard] = answer }
      progress(
        done.withLock {
          $0 += 1; return $0
        }, total)
    }
    if isCancelled() { return nil }
    var choice = SettingChoice(settings: recipes.count, units: (folds.units.max() ?? 0) + 1)
    var hits = [Int?](repeating: 0, count: recipes.count)
    var asked = 0
    let found = answers.withLock { $0 }
    for fold in 0..<folds.count {
      asked += parts[fold].heldOut.count
      for recipe in recipes.indices {
        guard let answer = found[recipe * folds.count + fold] else {
          choice.exclude(recipe)
          hits[recipe] = nil
          continue
        }
        for (window, said) in zip(parts[fold].heldOut, answer) {
          let hit = said == windows.windows[window].label
          choice.add(hit: hit, unit: folds.units[window], setting: recipe)
          hits[recipe] = hits[recipe].map { $0 + (hit ? 1 : 0) }
        }
      }
    }
    chosen = choice.chosen ?? 0
    outcomes = zip(recipes, hits).map { recipe, hits in
      Outcome(name: recipe.name, accuracy: hits.map { Double($0) / Double(max(1, asked)) })
    }
    heldOut =
      switch folds.basis {
      case .groups: "training groups"
      case .recordings: "training recordings"
      case .time: "stretches of time of the training recordings"
      }
    self.folds = folds.count
  }

  /// The class that a recipe gives each window held out; `nil` where it cannot be trained.
  private static func answer(
    _ recipe: MemberRecipe, _ windows: LabelledWindows, training: [Int], heldOut: [Int],
    _ isCancelled: () -> Bool
  ) -> [Int]? {
    guard !isCancelled(),
      let member = try? TrainedMember(
        recipe, on: windows.selecting(training), isCancelled: isCancelled)
    else { return nil }
    let logits = member.logits(for: windows.selecting(heldOut))
    let classes = windows.labels.count
    return heldOut.indices.map { row in
      Array(logits.elements[row * classes..<(row + 1) * classes]).firstMaximum
    }
  }
}

extension LabelledWindows {
  /// The same windows, for what knows no networks.
  var baselineWindows: BaselineWindows {
    BaselineWindows(
      recordings: recordings,
      windows: windows.map { .init(recording: $0.recording, start: $0.start, label: $0.label) },
      windowLength: windowLength, classCount: labels.count)
  }

  /// At most so many of the windows, at equal distances.
  func thinned(to limit: Int) -> LabelledWindows {
    count <= limit ? self : selecting((0..<limit).map { $0 * count / limit })
  }
}
