// Cost against size, as a table for `plot_growth.py`: everything on stdout, one line per point.
print("network,axis,value,threads,microseconds,multiply_adds,peak_gflops")
for name in ["small", "wide"] {
  for batch in powers(from: 1, to: 4096) {
    for threads in [1, 2] {
      try Point(name, .batch, batch, threads: threads).measure()
    }
  }
  for length in powers(from: 64, to: 1_048_576) {
    try Point(name, .length, length).measure()
  }
  for channels in powers(from: 1, to: 64) {
    try Point(name, .channels, channels).measure()
  }
}

func powers(from first: Int, to last: Int) -> [Int] {
  Array(sequence(first: first) { $0 < last ? $0 * 2 : nil })
}
