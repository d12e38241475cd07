import FaultDXSimulation
import Foundation

/// Where ngspice is installed; `nil` where it is not.
let ngspice: String? = ProcessInfo.processInfo.environment["PATH"]?
  .split(separator: ":").map { "\($0)/ngspice" }
  .first { FileManager.default.isExecutableFile(atPath: $0) }

/// What ngspice makes of a circuit: its output at the simulation's samples.
func ngspiceTransient(
  _ circuit: LinearCircuit, _ simulation: CircuitSimulation
) throws -> [Double] {
  let folder = URL(fileURLWithPath: NSTemporaryDirectory())
    .appendingPathComponent("faultdx-\(UUID().uuidString)")
  try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
  defer { try? FileManager.default.removeItem(at: folder) }
  let data = folder.appendingPathComponent("data")
  let samples = simulation.configuration.samples
  let step = 1 / simulation.sampleRate
  let parts = circuit.components.map { "\($0.name) \($0.from) \($0.to) \($0.value)" }
  let amplifiers = circuit.amplifiers.enumerated().map {
    "E\($0) \($1.output) 0 \($1.positive) \($1.negative) 1e7"
  }
  let deck = """
    transient
    Vin in 0 PULSE(0 5 1u 1u 10u 10u 1)
    \((parts + amplifiers).joined(separator: "\n"))
    .options reltol=1e-5
    .control
    tran \(step) \(step * Double(samples)) 0 \(step / 10)
    linearize v(out)
    wrdata \(data.path) v(out)
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
  return text.split(separator: "\n").prefix(samples).compactMap { line in
    line.split(separator: " ").dropFirst().first.flatMap { Double($0) }
  }
}
