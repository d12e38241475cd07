#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#else
  import Darwin
#endif

/// What the figures were measured on.
package enum Machine {
  package static var description: String {
    let cores = sysconf(Int32(_SC_NPROCESSORS_ONLN))
    return "\(processor), \(cores) cores"
  }

  /// The processor's name where the system says it in a file.
  private static var processor: String {
    guard let file = fopen("/proc/cpuinfo", "r") else { return "unnamed processor" }
    defer { fclose(file) }
    var line = [CChar](repeating: 0, count: 512)
    while fgets(&line, Int32(line.count), file) != nil {
      let text = String(
        decoding: line.prefix { $0 != 0 }.map(UInt8.init(bitPattern:)), as: UTF8.self)
      guard text.hasPrefix("model name"), let colon = text.firstIndex(of: ":") else { continue }
      return String(text[text.index(after: colon)...].filter { $0 != "\n" }.drop { $0 == " " })
    }
    return "unnamed processor"
  }
}
