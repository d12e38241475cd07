import FaultDXTensor

#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#else
  import Darwin
#endif

// Our side of the comparison with other runtimes: one command a line on standard input, one answer a line on
// standard output, so that a script can time both sides in turns. See `peers/ours.py` for who asks.
//
//     write NETWORK SEED MODEL                 a model file with random weights        → ok
//     load NETWORK MODEL WINDOWS               float32 windows, one after the other    → number of windows
//     logits NETWORK COUNT THREADS             of the first windows                    → COUNT · classes numbers
//     infer NETWORK BATCH THREADS CALLS        the same batch again and again          → seconds of a call
//     losses NETWORK THREADS STEPS             of training steps on the first 64       → STEPS numbers
//     train NETWORK THREADS EPOCHS             batches of 64 of all windows            → seconds of a step
//     read FILE THREADS CALLS                  into recordings                         → seconds and processor seconds
//     values FILE THREADS OUTPUT               float32 samples of all recordings       → number of samples

var contestants: [String: Contestant] = [:]
answer("\(InstructionSet.best.rawValue)")
while let line = readLine() {
  do {
    var command = Command(line)
    answer(try command.run(&contestants))
  } catch {
    answer("error \(error)")
    exit(65)
  }
}

/// Whoever waits at the other end of the pipe gets the line at once.
func answer(_ line: String) {
  print(line)
  fflush(nil)
}
