extension NetlistReader {
  /// The words of a statement, taken one by one.
  struct Words {
    private let words: [NetlistWord]
    private let file: String
    private var position = 0

    init(_ words: [NetlistWord], file: String) {
      self.words = words
      self.file = file
    }

    var isAtEnd: Bool { position >= words.count }

    /// The next word; empty at the end.
    var peek: String { isAtEnd ? "" : words[position].text }

    /// The line of the next word, or of the last one.
    var line: Int { isAtEnd ? words.last?.line ?? 1 : words[position].line }

    func wrong(_ expected: String) -> NetlistError {
      .line(file: file, line: line, expected: expected, found: peek)
    }

    /// Takes the next word as it is.
    @discardableResult mutating func skip() -> String {
      let word = peek
      if !isAtEnd { position += 1 }
      return word
    }

    /// Takes so many nodes, in lower case; `gnd` is ground.
    mutating func nodes(_ count: Int) throws(NetlistError) -> [String] {
      var nodes: [String] = []
      for _ in 0..<count {
        guard !isAtEnd, peek != "=" else { throw wrong("a node") }
        let node = skip().lowercased()
        nodes.append(node == "gnd" ? Circuit.ground : node)
      }
      return nodes
    }

    /// Takes a number that satisfies a condition.
    mutating func number(
      _ expected: String, where condition: (Double) -> Bool
    ) throws(NetlistError) -> Double {
      guard let value = SpiceNumber.value(of: peek), condition(value) else { throw wrong(expected) }
      position += 1
      return value
    }

    /// Takes a value above 0 that keeps its digits when it is multiplied and divided.
    mutating func value(_ expected: String) throws(NetlistError) -> Double {
      try number(expected) { $0 > 1e-30 && $0 < 1e30 }
    }

    /// Takes the numbers up to the next word that is none.
    private mutating func numbers() -> [Double] {
      var values: [Double] = []
      while let value = SpiceNumber.value(of: peek) {
        values.append(value)
        position += 1
      }
      return values
    }

    /// Takes a waveform with its parameters.
    mutating func waveform() throws(NetlistError) -> Waveform {
      let known = "a waveform: PULSE, PWL, SIN, STEP or SWEEP"
      guard !isAtEnd else { throw wrong(known) }
      let start = self
      let name = skip().lowercased()
      let values = numbers()
      func at(_ index: Int) -> Double { index < values.count ? values[index] : 0 }
      func require(
        _ condition: Bool, _ expected: String
      ) throws(NetlistError) {
        if !condition {
          throw .line(
            file: file, line: start.line, expected: expected,
            found: ([name] + values.map { "\($0)" }).joined(separator: " "))
        }
      }
      switch name {
      case "pulse":
        var pulse = Waveform.Pulse(low: at(0), high: at(1), delay: at(2), rise: at(3), fall: at(4))
        if values.count > 5, values[5] > 0 { pulse.width = values[5] }
        if values.count > 6, values[6] > 0 { pulse.period = values[6] }
        try require(
          (2...7).contains(values.count) && values.dropFirst(2).allSatisfy { $0 >= 0 },
          "PULSE(low high delay rise fall width period), times of 0 or more")
        try require(
          pulse.period.isInfinite || pulse.end <= pulse.period,
          "a period of PULSE that is as long as rise, width and fall")
        return .pulse(pulse)
      case "pwl":
        let points = stride(from: 0, to: values.count - 1, by: 2).map {
          SIMD2(values[$0], values[$0 + 1])
        }
        try require(
          !values.isEmpty && values.count.isMultiple(of: 2)
            && zip(points, points.dropFirst()).allSatisfy { $0.x <= $1.x },
          "PWL(time value time value …) with times that do not decrease")
        return .piecewiseLinear(points)
      case "sin":
        try require(
          (3...6).contains(values.count) && at(2) > 0 && at(3) >= 0,
          "SIN(offset amplitude frequency delay damping phase), frequency above 0, delay not below")
        return .sine(
          offset: at(0), amplitude: at(1), frequency: at(2), delay: at(3), damping: at(4),
          phase: at(5))
      case "step":
        try require(
          (2...4).contains(values.count) && at(2) >= 0 && at(3) >= 0,
          "STEP(low high delay rise), times of 0 or more")
        return .step(from: at(0), to: at(1), at: at(2), rise: at(3))
      case "sweep":
        try require(
          values.count == 4 && at(1) >= 0 && at(2) >= 0 && at(1) + at(2) > 0 && at(3) > 0,
          "SWEEP(amplitude from to duration), frequencies and duration above 0")
        return .sweep(amplitude: at(0), from: at(1), to: at(2), duration: at(3))
      default:
        throw start.wrong(known)
      }
    }
  }
}

extension Waveform {
  /// Reads a waveform such as `PULSE(0 5 1u 1u 10u 10u)`, as it stands in a netlist.
  ///
  /// - Parameter file: the name for messages.
  public init(parsing text: String, file: String) throws(NetlistError) {
    let words = try NetlistLines(statement: text, file: file).statements.first ?? []
    var reader = NetlistReader.Words(words, file: file)
    self = try reader.waveform()
    guard reader.isAtEnd else { throw reader.wrong("the end of the waveform") }
  }
}
