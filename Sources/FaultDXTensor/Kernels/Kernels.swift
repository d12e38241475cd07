internal import CFaultDXKernels

/// The bridge to the C kernels: the files `Kernels*.swift` and `InstructionSet.swift` are the only ones that
/// import them.
///
/// Memory is the caller's: an activation is a pointer to its first row and the distance from one sample to the
/// next, so that a producer can write straight into the padded buffer that the next convolution reads.
/// Gradients of parameters accumulate into their destination; gradients of inputs overwrite it.
package struct Kernels: Sendable {
  /// The instructions that are used.
  package let instructionSet: InstructionSet

  /// The kernels of one instruction set.
  package init(_ instructionSet: InstructionSet = .best) { self.instructionSet = instructionSet }

  /// The table of C functions.
  var functions: fdx_kernels { fdx_kernels_of(instructionSet.code).pointee }
}
