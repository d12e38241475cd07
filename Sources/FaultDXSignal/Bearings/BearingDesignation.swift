/// What stands on a bearing: the number with what makers write around it.
///
/// A number is a run of digits that the catalogue has, whatever seals, cages and clearances follow (`6205-2RS1/C3`). Where letters change what
/// rolls inside, they count: `B` or `C` behind an angular contact bearing's number (40 and 15 degrees), and `NU`, `NJ`, `NUP` or `N` before a
/// cylindrical roller bearing's with `E` behind it, since those without have other rollers.
struct BearingDesignation {
  private enum Token: Equatable {
    case letters(String)
    case digits(String)
  }

  private let tokens: [Token]

  init(_ text: String) {
    var tokens: [Token] = []
    var run = ""
    func close() {
      guard let first = run.first else { return }
      tokens.append(first.isNumber ? .digits(run) : .letters(run))
      run = ""
    }
    for character in text.uppercased() {
      let isPart = character.isASCII && (character.isLetter || character.isNumber)
      if !isPart || run.first.map({ $0.isNumber != character.isNumber }) ?? false { close() }
      if isPart { run.append(character) }
    }
    close()
    self.tokens = tokens
  }

  /// The bearings of the catalogue that it can mean, each once.
  var entries: [CatalogueBearing] {
    var numbers: [String] = []
    for index in tokens.indices {
      for candidate in candidates(at: index) where !numbers.contains(candidate) {
        numbers.append(candidate)
      }
    }
    return numbers.compactMap { number in CatalogueBearing.all.first { $0.number == number } }
  }

  private func letters(at index: Int) -> String {
    guard tokens.indices.contains(index), case .letters(let text) = tokens[index] else { return "" }
    return text
  }

  private func isDigits(at index: Int) -> Bool {
    guard tokens.indices.contains(index), case .digits = tokens[index] else { return false }
    return true
  }

  private func candidates(at index: Int) -> [String] {
    guard case .digits(let number) = tokens[index] else { return [letters(at: index)] }
    let (prefix, suffix) = (letters(at: index - 1), letters(at: index + 1))
    if ["NU", "NJ", "NUP", "N"].contains(prefix), number.count == 3 {
      return suffix.hasPrefix("E") ? ["NU\(number)E"] : []
    }
    let named = [prefix + number, prefix + number + suffix].filter {
      !prefix.isEmpty && $0 != number
    }
    // C3 is a clearance, C an angle.
    let isClearance = suffix == "C" && isDigits(at: index + 2)
    return [number] + named + (isClearance ? [] : suffix.first.map { ["\(number)\($0)"] } ?? [])
  }

  /// Up to four numbers of the catalogue that differ from it by one character.
  var near: [String] {
    let written = tokens.indices.compactMap { index -> String? in
      guard case .digits(let number) = tokens[index], number.count >= 2 else { return nil }
      let prefix = letters(at: index - 1)
      return (["NU", "NJ", "NUP", "N"].contains(prefix) ? "NU" : "") + number
    }
    guard let wanted = written.max(by: { $0.count < $1.count }) else { return [] }
    let distances = CatalogueBearing.all.map { ($0.number, Self.distance(wanted, $0.number)) }
    guard let least = distances.map(\.1).min(), least == 1 else { return [] }
    let nearest = distances.filter { $0.1 == least }.map(\.0)
    return Array(
      (nearest.filter { $0.hasPrefix(wanted) } + nearest.filter { !$0.hasPrefix(wanted) }).prefix(4)
    )
  }

  /// How many characters are to be put in, taken out or changed.
  private static func distance(_ a: String, _ b: String) -> Int {
    let (a, b) = (Array(a), Array(b))
    var row = Array(0...b.count)
    for i in a.indices {
      var corner = row[0]
      row[0] = i + 1
      for j in b.indices {
        let cost = corner + (a[i] == b[j] ? 0 : 1)
        corner = row[j + 1]
        row[j + 1] = min(cost, corner + 1, row[j] + 1)
      }
    }
    return row[b.count]
  }
}
