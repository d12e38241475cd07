/// The answers for the windows of a recording in little memory: four bytes a class and four more for each.
public struct WindowEvidence: RandomAccessCollection, Sendable, Equatable {
  private static let rowsInChunk = 1 << 14

  private let hop: Int
  private let classes: Int
  private let temperature: Double
  /// In pieces, because an array that grows is in memory twice.
  private var logits: [[Float]] = []
  private var numbers: [[UInt32]] = []

  /// Always 0.
  public let startIndex = 0
  /// The number of windows.
  public private(set) var endIndex = 0

  init(of model: Model) {
    hop = model.hop
    classes = model.labels.count
    temperature = model.certainty?.temperature ?? 1
  }

  /// Adds the window of that number, counted from 0, the invalid ones too.
  mutating func append(number: Int, logits row: some Sequence<Float>) {
    if endIndex % Self.rowsInChunk == 0 {
      logits.append([])
      logits[logits.count - 1].reserveCapacity(Self.rowsInChunk * classes)
      numbers.append([])
      numbers[numbers.count - 1].reserveCapacity(Self.rowsInChunk)
    }
    logits[logits.count - 1].append(contentsOf: row)
    numbers[numbers.count - 1].append(UInt32(number))
    endIndex += 1
  }

  /// One window; its probabilities are computed again.
  public subscript(position: Int) -> Diagnosis.Window {
    let (chunk, row) = position.quotientAndRemainder(dividingBy: Self.rowsInChunk)
    let logits = Array(logits[chunk][row * classes..<(row + 1) * classes])
    return Diagnosis.Window(
      start: Int(numbers[chunk][row]) * hop, logits: logits,
      probabilities: Diagnoser.probabilities(of: logits, temperature: temperature))
  }
}
