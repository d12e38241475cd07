import FaultDXSignal

/// The arrays of an archive that say something of the others: columns with a value for each recording (class, unit,
/// speed and whatever else), the sampling rate, the times, and what the axes are.
struct NumpyCompanions {
  /// Classes.
  private var labels: [NumpyArray] = []
  /// Every other list that is as long as a matrix is, or that names units.
  private var columns: [NumpyArray] = []
  private var others: Set<String> = []
  private(set) var rate: (name: String, value: Double)?
  /// What an array of text says of the axes, as faultdx writes it: `recording,time,channel`.
  private(set) var axes: [ReadingOptions.Axis] = []

  private static let labelNames: Set<String> = [
    "y", "label", "labels", "target", "targets", "class",
  ]
  static let groupNames: Set<String> = ["group", "groups", "bearing", "unit", "board"]
  private static let rateNames: Set<String> = [
    "fs", "sr", "rate", "samplerate", "sample_rate", "sampling_rate", "samplingrate",
  ]
  private static let timeNames: Set<String> = ["t", "time", "times"]
  private static let splits = ["train", "test", "val", "valid", "validation"]

  /// None.
  init() {}

  /// Those among arrays, by their names and shapes.
  init(of arrays: [NumpyArray]) {
    let matrices = arrays.filter {
      $0.element.isNumeric && $0.shape.count > 1 && $0.count > ($0.shape.first ?? 0)
    }
    for array in arrays {
      let name = Self.stem(array.name)
      // A column of labels is a list of them.
      let isList = array.shape.count == 1 || array.shape.count == 2 && array.shape[1] == 1
      if Self.rateNames.contains(name), let value = array.scalar, value > 0, value.isFinite {
        rate = (array.name, value)
      } else if name == "axes", array.count == 1, let text = array.words.first {
        axes = text.split(separator: ",").compactMap { ReadingOptions.Axis(rawValue: String($0)) }
        others.insert(array.name)
      } else if Self.timeNames.contains(name), isList, array.element.isNumeric, array.count > 1 {
        others.insert(array.name)
        takeRate(of: array)
      } else if isList, Self.labelNames.contains(name), Self.areWords(array) {
        labels.append(array)
      } else if isList,
        Self.groupNames.contains(name) && Self.areWords(array)
          || matrices.contains(where: {
            $0.shape[0] == array.count && Self.split($0.name) == Self.split(array.name)
          })
      {
        columns.append(array)
      }
    }
  }

  private mutating func takeRate(of array: NumpyArray) {
    guard array.element == .float(8), rate == nil,
      let value = try? UniformGrid.uniformRate(of: array.doubles)
    else { return }
    rate = (array.name, value)
  }

  /// Labels are whole numbers or words; measured numbers under their name are a signal.
  private static func areWords(_ array: NumpyArray) -> Bool {
    guard case .float = array.element else { return true }
    return array.floats.allSatisfy { $0 == $0.rounded() && abs($0) < 1e6 }
  }

  func holds(_ array: NumpyArray) -> Bool {
    rate?.name == array.name || others.contains(array.name)
      || (labels + columns).contains { $0.name == array.name }
  }

  /// `y_train` goes with `X_train`; without such endings, a list goes with the only signal or with those
  /// that are as long.
  func labels(for array: NumpyArray, among signals: [NumpyArray]) -> NumpyArray? {
    let fitting = labels.filter { Self.split($0.name) == Self.split(array.name) }
    if signals.count == 1 { return fitting.first ?? labels.first }
    if Self.split(array.name) != nil { return fitting.first }
    return fitting.first { $0.count == array.shape.first }
  }

  /// Whether something tells that the first axis counts recordings.
  func saysRecordings(of array: NumpyArray, among signals: [NumpyArray]) -> Bool {
    labels(for: array, among: signals) != nil
      || columns(for: array).contains { Self.groupNames.contains(Self.stem($0.name)) }
  }

  /// The lists with a value for each recording.
  func columns(for array: NumpyArray) -> [NumpyArray] {
    columns.filter {
      Self.split($0.name) == Self.split(array.name) && $0.count == array.shape.first
    }
  }

  /// `train` of `X_train`.
  static func split(_ name: String) -> String? {
    let lower = name.lowercased()
    return splits.first { lower == $0 || lower.hasSuffix("_\($0)") || lower.hasPrefix("\($0)_") }
  }

  /// The name without what says the split.
  static func stem(_ name: String) -> String {
    let lower = name.lowercased()
    guard let split = split(lower) else { return lower }
    if lower.hasSuffix("_\(split)") { return String(lower.dropLast(split.count + 1)) }
    if lower.hasPrefix("\(split)_") { return String(lower.dropFirst(split.count + 1)) }
    return lower
  }
}
