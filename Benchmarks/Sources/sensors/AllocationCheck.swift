import AllocationCounter
import FaultDX

#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#else
  import Darwin
#endif

/// Fails where a stream asks for memory once its buffers have their size, whatever the size of chunks.
func checkAllocations() throws {
  guard allocation_count() >= 0 else {
    print("allocations cannot be counted with this C library")
    return
  }
  let known = Models.known(references: 40)
  let kinds: [(name: String, model: Model, rate: Int)] = [
    ("one network over waveforms", try Models.small(), 12_000),
    ("the same, resampled", try Models.small(), 25_600),
    ("the same, which knows 40 recordings of training", try Models.small(knowing: known), 12_000),
    ("four networks over spectra and a gate", try Models.spectra(), 12_000),
    ("the same, resampled", try Models.spectra(), 25_600),
  ]
  var isClean = true
  for (name, model, rate) in kinds {
    var load = try Load(model, sensors: 4, rate: rate)
    for chunk in [rate, rate / 30, 1021] {
      // Once for buffers and once for their last growth, which comes with where chunks and windows meet.
      for _ in 0..<3 { try load.pushSecond(chunk: chunk) }
      let before = load.windows
      let count = try load.allocations(seconds: 5, chunk: chunk)
      print("\(name) at \(rate) Hz, \(chunk) a chunk: \(count) in \(load.windows - before) windows")
      isClean = isClean && count == 0
    }
  }
  guard isClean else { exit(1) }
}
