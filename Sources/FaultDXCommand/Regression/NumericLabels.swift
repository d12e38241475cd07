import FaultDX
import FaultDXSignal
import FaultDXStorage
import FaultDXTraining

/// Labels that are numbers.
enum NumericLabels {
  /// The recordings with their numbers as labels, each number written in one way.
  ///
  /// - Parameter inputs: Where to look for the line of a label that is no number.
  /// - Throws: `CommandFailure` with file and line where a label is missing or no finite number.
  static func numbered(
    _ recordings: [Recording], _ quantity: Quantity, inputs: [String]
  ) throws -> [Recording] {
    try recordings.map { recording in
      guard let label = recording.label else {
        throw CommandFailure(
          "\(recording.identity) has no number in "
            + (quantity.column.map { "column \"\($0)\"" } ?? "its label")
            + "; --where leaves recordings out")
      }
      let text = trimmed(label)
      guard let value = Double(text), value.isFinite else {
        let place = line(of: label, in: inputs).map { "\($0.file), line \($0.line): " } ?? ""
        throw CommandFailure(
          "\(place)\(recording.identity) has \"\(label)\" where --target regression expects a finite number"
        )
      }
      var numbered = recording
      numbered.label = Format.short(value)
      // So that its values can be left out one by one, although the column is that of labels now.
      if let column = quantity.column, numbered.attributes[column] == nil {
        numbered.attributes[column] = text
      }
      return numbered
    }
  }

  /// The different numbers, the smallest first.
  static func levels(_ recordings: [Recording]) -> [String] {
    Set(recordings.compactMap(\.label)).sorted { (Double($0) ?? 0) < (Double($1) ?? 0) }
  }

  /// The number that a recording was labelled with.
  static func value(_ recording: Recording) -> Double { Double(recording.label ?? "") ?? .nan }

  /// The numbers and their scale, found on training windows.
  static func target(_ labels: [String], of training: LabelledWindows) throws -> NumericTarget {
    let values = labels.map { Double($0) ?? 0 }
    guard let scale = TargetScale(fitting: training.windows.map { values[$0.label] }) else {
      throw constant(training.windows.first.map { labels[$0.label] })
    }
    return NumericTarget(values: values, scale: scale)
  }

  /// Why nothing can be learnt of one number.
  static func constant(_ label: String?) -> CommandFailure {
    CommandFailure(
      "every recording to be trained on has the number \(label ?? "?"); there is nothing to estimate"
    )
  }

  private static func trimmed(_ text: String) -> String {
    let spaces: Set<Character> = [" ", "\t"]
    return String(
      text.drop { spaces.contains($0) }.reversed().drop { spaces.contains($0) }.reversed())
  }

  /// Where a label first stands as a field of a text among the inputs: recordings know their file, not their line.
  private static func line(of label: String, in inputs: [String]) -> (file: String, line: Int)? {
    for file in inputs {
      guard let bytes = try? DurableFile.read(file), !bytes.contains(0) else { continue }
      let separators: Set<UInt8> = [
        UInt8(ascii: ","), UInt8(ascii: ";"), UInt8(ascii: "\t"), UInt8(ascii: "\""),
        UInt8(ascii: "\r"),
      ]
      var number = 0
      for line in bytes.split(separator: UInt8(ascii: "\n"), omittingEmptySubsequences: false) {
        number += 1
        if line.first == UInt8(ascii: "#") { continue }
        if line.split(whereSeparator: separators.contains).contains(where: {
          $0.elementsEqual(label.utf8)
        }) {
          return (file, number)
        }
      }
    }
    return nil
  }
}
