/// The epochs of a network, as `history.csv` of its run folder has them.
public struct TrainingHistory: Sendable {
  /// Which network of the model, from 1 on.
  public let network: Int
  /// A column by its name, with a number for every epoch that has one.
  private let columns: [String: [(epoch: Double, value: Double)]]
  /// The epoch whose weights were kept, where that is known.
  public let best: Int?
  /// How many epochs there are.
  public let count: Int

  /// Reads the table.
  ///
  /// - Throws: where a cell is no number or a row has too few.
  public init(parsing text: String, network: Int, file: String) throws(ReportError) {
    self.network = network
    var lines = text.split(separator: "\n").map {
      $0.split(separator: ",", omittingEmptySubsequences: false)
    }
    guard let names = lines.first?.map(String.init), names.first == "epoch" else {
      throw ReportError(file: file, "is no table of epochs: its first column should be \"epoch\"")
    }
    lines.removeFirst()
    var columns: [String: [(epoch: Double, value: Double)]] = [:]
    var best: Int?
    for (index, line) in lines.enumerated() {
      guard line.count == names.count, let epoch = Double(line[0]) else {
        throw ReportError(
          file: file, "line \(index + 2) is no epoch: expected \(names.count) numbers")
      }
      for (name, cell) in zip(names, line).dropFirst() where !cell.isEmpty {
        guard let value = Double(cell) else {
          throw ReportError(file: file, "line \(index + 2): \"\(cell)\" is no number")
        }
        columns[name, default: []].append((epoch, value))
        if name == "best", value == 1 { best = Int(exactly: epoch) }
      }
    }
    self.columns = columns
    self.best = best
    count = lines.count
  }

  /// The numbers of a column; none where there is no such column.
  public subscript(column: String) -> [(epoch: Double, value: Double)] { columns[column] ?? [] }
}
