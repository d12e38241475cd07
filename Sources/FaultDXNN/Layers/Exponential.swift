#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#else
  import Darwin
#endif

/// `exp` of the C library, in one place because its module has another name on every platform.
func exponential(_ x: Double) -> Double { exp(x) }
