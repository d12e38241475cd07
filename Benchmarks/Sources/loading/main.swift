import BenchmarkSupport

#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#else
  import Darwin
#endif

guard let benchmark = LoadingBenchmark(CommandLine.arguments.dropFirst()) else {
  let shapes = TableShape.allCases.map(\.rawValue).joined(separator: "|")
  print(
    """
    usage: loading [--megabytes 170] [--threads 1] [--rounds 5] [--shape \(shapes)] [--file FILE]
             [--write FOLDER]

    Times how a file becomes recordings, from the system's cache: each shape (written first into a folder that is
    removed behind), or one file. With a folder to write to, writes the shapes and stops.
    """)
  exit(64)
}
benchmark.run()
