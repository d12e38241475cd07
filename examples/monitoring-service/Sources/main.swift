// Watches one sensor: raw 32-bit floats come in on the standard input, events go out as lines of JSON.
//
//     monitoring-service MODEL STATE RATE < samples
//
// What was heard is kept in the file STATE. After a crash a file is read on behind what was kept, and an event that is
// told twice has the same sequence; out of a pipe come new samples. STATE.prom says to Prometheus how things are.

import FaultDX

#if canImport(Glibc)
  import Glibc
#else
  import Darwin
#endif

let arguments = CommandLine.arguments
guard arguments.count == 4, let rate = Double(arguments[3]) else {
  print("usage: monitoring-service MODEL STATE RATE < samples")
  exit(64)
}
let state = arguments[2]
let diagnoser = try Diagnoser(contentsOf: arguments[1])
let stream: StreamingDiagnoser
do {
  stream = try StreamingDiagnoser(
    restoring: try DurableFile.read(state), models: [diagnoser], acceptingOtherModels: true)
} catch FileError.notFound {
  stream = try StreamingDiagnoser(
    diagnoser, StreamConfiguration(name: "sensor", sampleRate: rate))
}

func keep() throws {
  try DurableFile.write(stream.snapshot(), to: state)
  let isFault = if case .fault = stream.status.verdicts[0] { 1 } else { 0 }
  let metrics = """
    # HELP monitoring_samples_total Samples that were heard.
    # TYPE monitoring_samples_total counter
    monitoring_samples_total \(stream.status.position)
    # HELP monitoring_fault Whether the verdict is a fault.
    # TYPE monitoring_fault gauge
    monitoring_fault \(isFault)

    """
  try DurableFile.write(Array(metrics.utf8), to: state + ".prom")
}

func tell(_ events: [StreamEvent]) throws {
  for event in events { print(event.json(sensor: "sensor").serialized()) }
  fflush(nil)
  // Told first, kept then: a crash between the two repeats an event, and never loses one.
  if !events.isEmpty { try keep() }
}

/// The next samples of the standard input: 1024, and fewer only at its end.
func nextSamples() -> [Float] {
  [Float](unsafeUninitializedCapacity: 1024) { room, count in
    let bytes = UnsafeMutableRawBufferPointer(room)
    var filled = 0
    while filled < bytes.count {
      let rest = UnsafeMutableRawBufferPointer(rebasing: bytes[filled...])
      let found = read(STDIN_FILENO, rest.baseAddress, rest.count)
      if found <= 0 { break }
      filled += found
    }
    // The processor's order of bytes is the input's wherever Swift runs.
    count = filled / MemoryLayout<Float>.size
  }
}

var number = stream.status.position
lseek(STDIN_FILENO, off_t(number * MemoryLayout<Float>.size), SEEK_SET)
while case let samples = nextSamples(), !samples.isEmpty {
  try tell(stream.push(samples, counter: number))
  number += samples.count
  if number % (1 << 16) == 0 { try keep() }
}
try keep()
