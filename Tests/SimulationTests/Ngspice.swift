import FaultDXSimulation
import Foundation

/// Where ngspice is installed; `nil` where it is not.
let ngspice: String? = ProcessInfo.processInfo.environment["PATH"]?
  .split(separator: ":").map { "\($0)/ngspice" }
  .first { FileManager.default.isExecutableFile(atPath: $0) }

/// What ngspice makes of a circuit.
enum Ngspice {
  /// The voltage of a node at the simulation's samples.
  static func transient(
    _ circuit: Circuit, output: String, sampleRate: Double, samples: Int
  ) throws -> [Double] {
    let step = 1 / sampleRate
    let rows = try run(
      circuit,
      commands: """
        tran \(step) \(step * Double(samples)) 0 \(step / 10)
        linearize v(\(output))
        wrdata FILE v(\(output))
        """)
    return rows.prefix(samples).map { $0[1] }
  }

  /// The phasors of a node's voltage at ten frequencies a decade, for a source of 1.
  static func sweep(
    _ circuit: Circuit, output: String, from first: Double, to last: Double
  ) throws -> [(frequency: Double, real: Double, imaginary: Double)] {
    let rows = try run(
      circuit, commands: "ac dec 10 \(first) \(last)\nwrdata FILE v(\(output))")
    return rows.map { ($0[0], $0[1], $0[2]) }
  }

  private static func run(_ circuit: Circuit, commands: String) throws -> [[Double]] {
    let folder = URL(fileURLWithPath: NSTemporaryDirectory())
      .appendingPathComponent("faultdx-\(UUID().uuidString)")
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(at: folder) }
    let data = folder.appendingPathComponent("data")
    let deck = """
      deck
      \(circuit.elements.map(line).joined(separator: "\n"))
      .options reltol=1e-5
      .control
      \(commands.replacingOccurrences(of: "FILE", with: data.path))
      quit
      .endc
      .end

      """
    let file = folder.appendingPathComponent("deck.cir")
    try deck.write(to: file, atomically: true, encoding: .utf8)
    let process = Process()
    process.executableURL = URL(fileURLWithPath: ngspice ?? "")
    process.arguments = ["-b", file.path]
    process.standardInput = FileHandle.nullDevice
    process.standardOutput = FileHandle.nullDevice
    process.standardError = FileHandle.nullDevice
    try process.run()
    process.waitUntilExit()
    let text = try String(contentsOf: data, encoding: .utf8)
    return text.split(separator: "\n").map { $0.split(separator: " ").compactMap { Double($0) } }
  }

  /// An element as ngspice has it: ideal amplifiers have a gain of 1e7, and poles are an RC at a controlled source.
  private static func line(_ element: Circuit.Element) -> String {
    let (name, nodes) = (element.name, element.nodes.joined(separator: " "))
    switch element.kind {
    case .resistor(let value), .capacitor(let value), .inductor(let value):
      return "\(name) \(nodes) \(value)"
    case .voltageSource(let waveform), .currentSource(let waveform):
      return "\(name) \(nodes) DC 0 AC 1 \(text(waveform))"
    case .gain(let gain): return "\(name) \(nodes) \(gain)"
    case .amplifier(.ideal):
      return "E\(name) \(element.nodes[2]) 0 \(element.nodes[0]) \(element.nodes[1]) 1e7"
    case .amplifier(.onePole(let gain, let bandwidth, let resistance)):
      let capacitance = gain / (2 * Double.pi * bandwidth)
      return """
        G\(name) 0 \(name)pole \(element.nodes[0]) \(element.nodes[1]) \(gain)
        R\(name) \(name)pole 0 1
        C\(name) \(name)pole 0 \(capacitance)
        E\(name) \(name)out 0 \(name)pole 0 1
        Rout\(name) \(name)out \(element.nodes[2]) \(max(resistance, 1e-6))
        """
    }
  }

  private static func text(_ waveform: Waveform) -> String {
    switch waveform {
    case .constant(let value): return "\(value)"
    case .pulse(let p):
      let numbers = [p.low, p.high, p.delay, p.rise, p.fall, min(p.width, 1), min(p.period, 10)]
      return "PULSE(\(numbers.map { "\($0)" }.joined(separator: " ")))"
    case .piecewiseLinear(let points):
      return "PWL(\(points.map { "\($0.x) \($0.y)" }.joined(separator: " ")))"
    case .sine(let offset, let amplitude, let frequency, let delay, let damping, let phase):
      return "SIN(\(offset) \(amplitude) \(frequency) \(delay) \(damping) \(phase))"
    case .sweep: fatalError("ngspice has no sweep in the time domain")
    }
  }
}
