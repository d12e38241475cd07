extension ColumnAssignment {
  /// Below this many columns of numbers a row is an instant, not a window.
  static let fewestWideColumns = 16

  /// Whether a row is a sample or a window, where the options leave it open.
  var layout: ReadingOptions.Layout {
    if options.layout == .long || options.layout == .wide { return options.layout }
    if !options.columns.isEmpty || options.columnsAreRecordings == true { return .long }
    let numeric = (0..<outline.columnCount).filter { kind($0) == .number }
    guard numeric.count >= Self.fewestWideColumns else { return .long }
    guard let header = outline.header else { return .wide }
    let names = header.map { ColumnRole.split($0).name }
    if options.timeColumn != nil || names.contains(where: ColumnRole.timeNames.contains) {
      return .long
    }
    let signals = numeric.filter { column in
      !ColumnRole.labelNames.contains(names[column])
        && !ColumnRole.recordingNames.contains(names[column])
        && !ColumnRole.groupNames.contains(names[column])
        && !ColumnRole.speedNames.contains(names[column])
        && !ColumnRole.loadNames.contains(names[column])
    }
    if signals.count > AudioLimits.channels { return .wide }
    return Self.areNumbered(signals.map { header[$0] }) ? .wide : .long
  }

  /// Whether names count up: `0, 1, 2`, `s1, s2, s3`, `V(OUT)@1, V(OUT)@2`.
  static func areNumbered(_ names: [String]) -> Bool {
    guard names.count >= 2 else { return false }
    var stem: Substring?
    var previous: Int?
    for name in names {
      let digits = name.reversed().prefix { $0.isASCII && $0.isNumber }.count
      guard digits > 0, let number = Int(name.suffix(digits)) else { return false }
      let here = name.dropLast(digits)
      if let stem, stem != here { return false }
      if let previous, number != previous + 1 { return false }
      stem = here
      previous = number
    }
    return true
  }

  /// Whether the signal columns are runs of a simulation, `V(OUT)@1`, `V(OUT)@2`, … as SPICE writes them.
  static func areRuns(_ names: [String]) -> Bool {
    areNumbered(names)
      && names.allSatisfy { name in
        name.drop { $0 != "@" }.dropFirst().allSatisfy(\.isNumber) && name.contains("@")
      }
  }
}
