extension FileFormat {
  /// What a text is, told by its first lines; a table unless something says otherwise.
  static func text(_ header: [UInt8]) -> FileFormat {
    // The last line may be cut.
    let lines = header.split { $0 == 10 || $0 == 13 }
    let first = lines.first { line in
      let start = line.first { $0 != 32 && $0 != 9 }
      return start != nil && start != UInt8(ascii: "#")
    }
    guard let first else { return .table }
    let word = String(decoding: first.prefix(40), as: UTF8.self).lowercased()
    if ["@problemname", "@timestamps", "@univariate", "@data", "@missing", "@classlabel"]
      .contains(where: word.hasPrefix)
    {
      return .timeSeries
    }
    if word.hasPrefix("labview measurement") { return .labview }
    if lines.count > 1, lines[1].starts(with: "Step Information:".utf8) { return .spiceSteps }
    if let index = lines.firstIndex(where: { $0.starts(with: "Index ".utf8) }), index > 0,
      lines[index - 1].count > 20, lines[index - 1].allSatisfy({ $0 == UInt8(ascii: "-") })
    {
      return .spicePrint
    }
    return areVectors(lines) ? .spiceVectors : .table
  }

  /// Whether a file begins with `-1` and the number of a dataset on lines of their own.
  static func isUniversal(_ header: [UInt8]) -> Bool {
    guard let first = header.first, first == 32 || first == UInt8(ascii: "-") else { return false }
    let lines = header.prefix(256).split(omittingEmptySubsequences: true) { $0 == 10 || $0 == 13 }
    guard lines.count >= 2, lines[0].count <= 16 else { return false }
    let words = lines[0].split(separator: 32)
    let number = lines[1].split(separator: 32).first ?? []
    return words.count == 1 && words[0].elementsEqual("-1".utf8) && lines[1].first == 32
      && (number.elementsEqual("58b".utf8)
        || (1...4).contains(number.count) && number.allSatisfy { $0 >= 48 && $0 <= 57 })
      && (lines[0].first == 32 || number.elementsEqual("58".utf8))
  }

  /// Whether a file that begins with a title is a SPICE raw file, and not a table with a preamble.
  static func isSpiceRaw(_ header: [UInt8]) -> Bool {
    let narrow = header.filter { $0 != 0 }
    return narrow.firstRange(of: Array("Plotname:".utf8)) != nil
      && narrow.firstRange(of: Array("No. Variables:".utf8)) != nil
  }

  /// Whether lines are as the `wrdata` of ngspice prints them.
  ///
  /// That is `% .8e ` for each number: a blank or a sign before it, an exponent, and a blank behind the last. Above
  /// them there may be names, set in the same way.
  private static func areVectors(_ lines: [ArraySlice<UInt8>]) -> Bool {
    var rows = lines.dropLast(lines.count > 2 ? 1 : 0)
    // One blank: PSpice's tables, which are read as any other, begin with two.
    guard let first = rows.first, first.count > 2, first.first == 32, first.last == 32 else {
      return false
    }
    if first.dropFirst().first.map({ $0 | 0x20 >= 97 && $0 | 0x20 <= 122 }) == true {
      rows = rows.dropFirst()
    }
    return rows.count >= 2
      && rows.allSatisfy { line in
        guard line.last == 32,
          line.first == UInt8(ascii: "-")
            || line.first == 32 && line.dropFirst().first.map({ $0 >= 48 && $0 <= 57 }) == true
        else { return false }
        let fields = line.split(separator: 32)
        return fields.count >= 2
          && fields.allSatisfy { field in
            field.contains(UInt8(ascii: "e")) && field.contains(UInt8(ascii: "."))
              && field.allSatisfy { $0 >= 48 && $0 <= 57 || "+-.e".utf8.contains($0) }
          }
      }
  }
}
