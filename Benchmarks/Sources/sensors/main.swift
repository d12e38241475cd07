import BenchmarkSupport
import FaultDX

#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#else
  import Darwin
#endif

let usage = """
  usage: sensors [--sensors 3000] [--seconds 5] [--soak WINDOWS]
         sensors --check

  How many sensors at 12 kHz one core keeps up with, in windows of 1024 one after the other (hop 1024): each pushes
  a second of samples at a time. Then the time of single windows, allocations, and with --soak what memory does over
  so many windows. --check measures nothing and fails where a stream asks for memory once its buffers have their
  size.
  """
var sensors = 3000
var seconds = 5
var soak = 0
var arguments = CommandLine.arguments.dropFirst()
if arguments.elementsEqual(["--check"]) {
  try checkAllocations()
  exit(0)
}
while let option = arguments.popFirst() {
  guard let value = arguments.popFirst().flatMap(Int.init), value > 0 else { fatalError(usage) }
  switch option {
  case "--sensors": sensors = value
  case "--seconds": seconds = value
  case "--soak": soak = value
  default: fatalError(usage)
  }
}

func rounded(_ value: Double) -> String { "\((value * 10).rounded() / 10)" }

func measure(
  _ name: String, _ model: Model, rate: Int = 12_000, sensors: Int, seconds: Int
) throws {
  var load = try Load(model, sensors: sensors, rate: rate)
  try load.pushSecond(chunk: rate)
  let memory = Process.residentKilobytes
  let speed = try load.sensorsKeptUpWith(seconds: seconds, chunk: rate)
  let before = load.windows
  let allocations = try load.allocations(seconds: 1, chunk: rate)
  let windows = load.windows - before
  let pieces = try load.allocations(seconds: 1, chunk: rate / 30)
  let times = try load.latencies(pushes: 20_000)
  print(
    """
    \(name), \(sensors) sensors at \(rate) Hz
      one core keeps up with \(Int(speed.cpu)) sensors (processor time), \(Int(speed.wall)) (wall time, shared machine)
      a push of one window: median \(rounded(times[10_000])) us, 99 % \(rounded(times[19_800])) us, most \(rounded(times[19_999])) us
      allocations in \(windows) windows: \(allocations); the same in 30 chunks a second: \(pieces)
      memory: \(memory / 1024) MB, \(memory / sensors) kB a sensor
    """)
}

print("\(Machine.description), instruction set \(InstructionSet.best.rawValue), one thread")
try measure("small network", Models.small(), sensors: sensors, seconds: seconds)
try measure(
  "small network that knows 40 recordings of training",
  Models.small(knowing: Models.known(references: 40)), sensors: sensors / 4,
  seconds: seconds)
try measure(
  "small network", Models.small(), rate: 25_600, sensors: sensors / 4,
  seconds: seconds)
try measure(
  "four networks over spectra and a gate", Models.spectra(), sensors: sensors / 10,
  seconds: seconds)

if soak > 0 {
  print("soak: windows, MB, microseconds a window (processor time)")
  var load = try Load(Models.small(), sensors: 100, rate: 12_000)
  for part in 0...20 {
    let (before, from) = (load.windows, Process.threadSeconds)
    while part > 0, load.windows < soak / 20 * part { try load.pushSecond(chunk: 12_000) }
    if part == 0 { try load.pushSecond(chunk: 12_000) }
    let each = (Process.threadSeconds - from) / Double(max(1, load.windows - before)) * 1e6
    print("\(load.windows), \(Process.residentKilobytes) kB, \(rounded(each))")
  }
}
