#if canImport(Glibc)
  internal import Glibc
#elseif canImport(Musl)
  internal import Musl
#else
  internal import Darwin
#endif

extension Parallelism {
  /// One thread for every core that is online.
  public static var allCores: Parallelism { .threads(Int(sysconf(Int32(_SC_NPROCESSORS_ONLN)))) }
}
