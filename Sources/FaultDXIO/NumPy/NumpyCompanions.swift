/// The arrays of an archive that say something of the others: labels, groups and the sampling rate.
struct NumpyCompanions {
  private var labels: [NumpyArray] = []
  private var groups: [NumpyArray] = []
  private(set) var rate: (name: String, value: Double)?

  private static let labelNames: Set<String> = [
    "y", "label", "labels", "target", "targets", "class",
  ]
  private static let groupNames: Set<String> = ["group", "groups", "bearing", "unit", "board"]
  private static let rateNames: Set<String> = [
    "fs", "sr", "rate", "samplerate", "sample_rate", "sampling_rate", "samplingrate",
  ]
  private static let splits = ["train", "test", "val", "valid", "validation"]

  /// None.
  init() {}

  /// Those among arrays, by their names and shapes.
  init(of arrays: [NumpyArray]) {
    for array in arrays {
      let name = Self.stem(array.name)
      if Self.rateNames.contains(name), let value = array.scalar, value > 0, value.isFinite {
        rate = (array.name, value)
      } else if array.shape.count == 1 || array.shape.count == 2 && array.shape[1] == 1 {
        // A column of labels is a list of them.
        if Self.labelNames.contains(name), Self.areWords(array) { labels.append(array) }
        if Self.groupNames.contains(name), Self.areWords(array) { groups.append(array) }
      }
    }
  }

  /// Labels are whole numbers or words; measured numbers under their name are a signal.
  private static func areWords(_ array: NumpyArray) -> Bool {
    guard case .float = array.element else { return true }
    return array.floats.allSatisfy { $0 == $0.rounded() && abs($0) < 1e6 }
  }

  func holds(_ array: NumpyArray) -> Bool {
    rate?.name == array.name || (labels + groups).contains { $0.name == array.name }
  }

  func labels(for array: NumpyArray, among signals: [NumpyArray]) -> NumpyArray? {
    Self.partner(of: array, in: labels, among: signals)
  }

  func groups(for array: NumpyArray, among signals: [NumpyArray]) -> NumpyArray? {
    Self.partner(of: array, in: groups, among: signals)
  }

  /// `y_train` goes with `X_train`; without such endings, a list goes with the only signal or with those that are as
  /// long.
  private static func partner(
    of array: NumpyArray, in lists: [NumpyArray], among signals: [NumpyArray]
  ) -> NumpyArray? {
    let fitting = lists.filter { split($0.name) == split(array.name) }
    if signals.count == 1 { return fitting.first ?? lists.first }
    if split(array.name) != nil { return fitting.first }
    return fitting.first { $0.count == array.shape.first }
  }

  /// `train` of `X_train`.
  static func split(_ name: String) -> String? {
    let lower = name.lowercased()
    return splits.first { lower == $0 || lower.hasSuffix("_\($0)") || lower.hasPrefix("\($0)_") }
  }

  /// The name without what says the split.
  private static func stem(_ name: String) -> String {
    let lower = name.lowercased()
    guard let split = split(lower) else { return lower }
    if lower.hasSuffix("_\(split)") { return String(lower.dropLast(split.count + 1)) }
    if lower.hasPrefix("\(split)_") { return String(lower.dropFirst(split.count + 1)) }
    return lower
  }
}
