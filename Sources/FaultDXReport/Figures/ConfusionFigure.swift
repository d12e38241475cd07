public import FaultDXEvaluation

/// True classes against predicted ones: counts, and in each row their shares as the strength of a colour.
///
/// What is right is blue and what is wrong orange, so that mistakes stand out however few they are.
public struct ConfusionFigure: Figure {
  /// What its files are called.
  public var name: String
  /// What it shows, in a few words.
  public var title: String
  /// The counts.
  public var matrix: ConfusionMatrix
  /// What is counted, in the plural: `windows`.
  public var noun: String

  /// Makes a figure of a matrix.
  public init(name: String, title: String, matrix: ConfusionMatrix, noun: String = "windows") {
    self.name = name
    self.title = title
    self.matrix = matrix
    self.noun = noun
  }

  /// What is to be seen in it.
  public var summary: String {
    var sentences = [
      "\(matrix.correct) of \(matrix.total) \(noun) are on the diagonal, where the predicted class is the true one."
    ]
    if let worst = confusions.first {
      sentences.append(
        "Most often confused: \(matrix.labels[worst.truth]) taken for \(matrix.labels[worst.predicted]), "
          + "\(worst.count) of \(matrix.support(of: worst.truth)).")
    }
    return sentences.joined(separator: " ")
  }

  /// Cells off the diagonal, the largest first.
  private var confusions: [(truth: Int, predicted: Int, count: Int)] {
    matrix.labels.indices.flatMap { truth in
      matrix.labels.indices.filter { $0 != truth && matrix[truth, $0] > 0 }.map {
        (truth, $0, matrix[truth, $0])
      }
    }.sorted { ($1.2, $0.0, $0.1) < ($0.2, $1.0, $1.1) }
  }

  /// Its numbers.
  public var table: DataTable {
    DataTable(
      columns: ["true \\ predicted"] + matrix.labels + ["recall"],
      rows: matrix.labels.indices.map { truth in
        [.text(matrix.labels[truth])] + matrix.labels.indices.map { .count(matrix[truth, $0]) }
          + [matrix.support(of: truth) > 0 ? .share(share(truth, truth)) : .none]
      })
  }

  private func share(_ truth: Int, _ predicted: Int) -> Double {
    Double(matrix[truth, predicted]) / Double(max(matrix.support(of: truth), 1))
  }

  /// Draws it.
  public func draw(on canvas: inout Canvas) {
    let count = matrix.classCount
    guard count > 0 else { return }
    let names = matrix.labels.map { TextWidth.of($0, size: Canvas.textSize) }
    let widest = min(names.max() ?? 0, canvas.width * (canvas.isNarrow ? 0.3 : 0.34))
    let numberWidth = count > 1 ? 22.0 : 0
    let side = min(
      canvas.isNarrow ? 64 : 76, max((canvas.width - widest - numberWidth - 30) / Double(count), 4))
    // Columns carry names where these fit, and the numbers of the rows where not.
    let isNamed = names.allSatisfy { $0 <= side - 4 }
    let left = 20 + widest + (isNamed ? 0 : numberWidth) + 8
    let top = 42.0
    canvas.text(
      "predicted class", left + side * Double(count) / 2, 14, .middle, style: "m",
      room: canvas.width)
    canvas.text("true class", 0, top - 10, style: "m", room: left - 8)
    let texts = cellTexts(side)
    for index in 0..<count {
      let middle = left + side * (Double(index) + 0.5)
      if isNamed || side >= 18 || index % Int((18 / side).rounded(.up)) == 0 {
        canvas.text(
          isNamed ? matrix.labels[index] : String(index + 1), middle, top - 10, .middle)
      }
      let y = top + side * (Double(index) + 0.5) + 4
      if side >= 14 || index % Int((14 / side).rounded(.up)) == 0 {
        canvas.text(
          matrix.labels[index], left - 8 - (isNamed ? 0 : numberWidth), y, .end, room: widest)
        if !isNamed { canvas.text(String(index + 1), left - 8, y, .end, style: "m") }
      }
    }
    for truth in 0..<count {
      for predicted in 0..<count {
        let (x, y) = (left + side * Double(predicted), top + side * Double(truth))
        let found = matrix[truth, predicted]
        let (gap, share) = (side > 12 ? 1.0 : 0.25, share(truth, predicted))
        let hint =
          "\(matrix.labels[truth]) as \(matrix.labels[predicted]): \(found), \(NumberText.percent(share))"
        canvas.rectangle(
          x + gap, y + gap, side - 2 * gap, side - 2 * gap,
          found == 0 ? "empty" : truth == predicted ? "good" : "bad",
          opacity: found == 0 ? 0.35 : 0.12 + 0.5 * share, hint: hint)
        guard let (large, small) = texts[truth][predicted] else { continue }
        let middle = x + side / 2
        canvas.text(large, middle, y + side / 2 + (small == nil ? 4 : -1), .middle, style: "b")
        if let small { canvas.text(small, middle, y + side / 2 + 14, .middle, style: "s") }
      }
    }
    canvas.height = top + side * Double(count) + 4
  }

  /// What stands in each cell: the count and, where there is room, its share of the row.
  private func cellTexts(_ side: Double) -> [[(String, String?)?]] {
    let counts = matrix.counts
    let widest = counts.joined().map { TextWidth.of(String($0), size: 13) }.max() ?? 0
    return matrix.labels.indices.map { truth in
      matrix.labels.indices.map { predicted in
        let found = counts[truth][predicted]
        if found == 0 || widest > side - 2 || side < 15 { return nil }
        let share = NumberText.fixed(100 * share(truth, predicted), 0) + " %"
        return (String(found), side >= 38 ? share : nil)
      }
    }
  }
}
