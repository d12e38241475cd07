internal import CFaultDXKernels

#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#else
  import Darwin
#endif

/// The vector instructions that the kernels run on.
///
/// Every kernel exists once per instruction set and takes the one to use as an argument, so that tests and
/// benchmarks can name it; everything else uses ``best``.
public enum InstructionSet: String, Sendable, CaseIterable {
  /// What every processor of the platform has: SSE2 on x86-64, NEON on arm64.
  case baseline
  /// AVX2 and FMA.
  case avx2
  /// AVX-512 F, VL, DQ and BW.
  case avx512

  /// Those that this processor has and whose registers this operating system saves, in ascending order.
  public static let available: [InstructionSet] = allCases.filter { fdx_isa_available($0.code) }

  /// The highest one available, or the one that the environment variable `FAULTDX_ISA` names.
  ///
  /// Stops the program where the variable names none that is available; call ``requested(by:)`` first to
  /// report that as an error instead.
  public static let best: InstructionSet = {
    let name = getenv("FAULTDX_ISA").map { String(cString: $0) }
    do throws(InstructionSetError) {
      return try requested(by: name)
    } catch {
      fatalError(error.description)
    }
  }()

  /// The instruction set of a given name, the highest one available where there is no name.
  ///
  /// - Throws: ``InstructionSetError`` when the name is unknown or this machine does not have it.
  public static func requested(by name: String?) throws(InstructionSetError) -> InstructionSet {
    guard let name, !name.isEmpty else { return available.last ?? .baseline }
    guard let named = InstructionSet(rawValue: name), available.contains(named) else {
      throw InstructionSetError(name: name, available: available)
    }
    return named
  }

  var code: fdx_isa {
    switch self {
    case .baseline: fdx_isa_baseline
    case .avx2: fdx_isa_avx2
    case .avx512: fdx_isa_avx512
    }
  }
}

/// A request for an instruction set that there is not.
public struct InstructionSetError: Error, Equatable, CustomStringConvertible {
  /// The name that was asked for.
  public let name: String
  /// What could have been asked for.
  public let available: [InstructionSet]

  /// One sentence that says both.
  public var description: String {
    let names = available.map(\.rawValue).joined(separator: ", ")
    return "FAULTDX_ISA asks for the instruction set \"\(name)\"; this machine has: \(names)"
  }
}
