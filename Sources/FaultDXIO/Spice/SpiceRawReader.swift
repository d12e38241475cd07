import FaultDXSignal

/// Reads the transients in the raw file of a circuit simulator: ngspice's, as bytes or text, and LTspice's.
///
/// Sources: the ngspice manual, "Rawfile format"; for LTspice, whose header is UTF-16, whose values are
/// 32-bit floats beside a 64-bit time, and whose compressed times carry a minus sign, its help file.
/// Each plot, and each step of a stepped simulation, is a recording; its variables are channels. Simulators
/// choose their own steps: the values are interpolated onto a uniform grid.
struct SpiceRawReader {
  let options: ReadingOptions
  private let bytes: [UInt8]
  private var header: SpiceHeaderParser
  private var builder: SpiceRecordingBuilder

  static func read(
    _ bytes: [UInt8], file: String, options: ReadingOptions
  ) throws(ReadingError) -> Reading {
    var reader = SpiceRawReader(bytes, file: file, options: options)
    return try reader.read()
  }

  private init(_ bytes: [UInt8], file: String, options: ReadingOptions) {
    self.bytes = bytes
    self.options = options
    header = SpiceHeaderParser(bytes, file: file)
    builder = SpiceRecordingBuilder(file: file, options: options)
  }

  private mutating func read() throws(ReadingError) -> Reading {
    var left: [String] = []
    while let plot = try header.plot() {
      let numbers = try plot.isText ? text(plot) : binary(plot)
      if plot.isComplex {
        left.append("\"\(plot.name)\" (complex)")
      } else if !plot.isTransient {
        left.append("\"\(plot.name)\" (over \(plot.variables.first?.type ?? "nothing"))")
      } else {
        try builder.append(numbers, names: plot.variables.map(\.name))
      }
    }
    return try builder.finish(leftOut: left)
  }

  // MARK: Numbers

  /// The real numbers point by point; of complex plots nothing is kept.
  private mutating func binary(_ plot: SpicePlot) throws(ReadingError) -> [Double] {
    let start = header.position
    let (size, overflow) = plot.points.multipliedReportingOverflow(by: plot.pointSize)
    guard !overflow, size <= bytes.count - start else {
      throw header.wrong(
        at: start,
        "expected \(plot.points) points of \(plot.pointSize) bytes, found \(bytes.count - start) "
          + "bytes: the file is cut short")
    }
    header.position += size
    if plot.isComplex { return [] }
    guard !plot.flags.contains("fastaccess") else {
      throw header.wrong(
        at: start, "is in LTspice's fast access format; save it without, or export it as text")
    }
    let narrow = plot.hasNarrowValues
    return bytes.withUnsafeBytes { bytes in
      var numbers: [Double] = []
      numbers.reserveCapacity(plot.points * plot.variableCount)
      for point in 0..<plot.points {
        var offset = start + point * plot.pointSize
        for variable in 0..<plot.variableCount {
          if narrow, variable > 0 {
            let bits = bytes.loadUnaligned(fromByteOffset: offset, as: UInt32.self)
            numbers.append(Double(Float(bitPattern: UInt32(littleEndian: bits))))
            offset += 4
          } else {
            let bits = bytes.loadUnaligned(fromByteOffset: offset, as: UInt64.self)
            let number = Double(bitPattern: UInt64(littleEndian: bits))
            // LTspice marks times that it may leave out when it compresses with a minus sign.
            numbers.append(variable == 0 && plot.isLTspice ? abs(number) : number)
            offset += 8
          }
        }
      }
      return numbers
    }
  }

  private mutating func text(_ plot: SpicePlot) throws(ReadingError) -> [Double] {
    var numbers: [Double] = []
    let scanner = DecimalScanner()
    for point in 0..<plot.points {
      for variable in 0..<plot.variableCount {
        let start = header.position
        guard var line = try header.line() else {
          throw header.wrong(
            at: start, "expected \(plot.points) points, found \(point): the file is cut short")
        }
        while line.allSatisfy({ $0 == " " || $0 == "\t" }) {
          guard let next = try header.line() else {
            throw header.wrong(at: start, "expected \(plot.points) points, found \(point)")
          }
          line = next
        }
        var words = line.split { $0 == " " || $0 == "\t" }[...]
        if variable == 0, words.first.flatMap({ Int($0) }) != point {
          throw header.wrong(
            at: start, "expected point \(point), found \"\(ReadingError.printable(line))\"")
        }
        if variable == 0 { words = words.dropFirst() }
        if plot.isComplex { continue }
        guard words.count == 1, let word = words.first, let value = scanner.number(word.utf8) else {
          throw header.wrong(
            at: start, "expected a number, found \"\(ReadingError.printable(line))\"")
        }
        numbers.append(variable == 0 && plot.isLTspice ? abs(value) : value)
      }
    }
    return numbers
  }
}
