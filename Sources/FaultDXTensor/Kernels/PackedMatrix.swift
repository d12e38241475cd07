/// The right-hand side of a product in the order in which the kernels of one instruction set read it.
///
/// Made once for weights that many calls use: for a model at rest, or for one step of training.
// Unchecked, because the compiler cannot see that the memory is written by `init`, and else only where nobody reads.
package final class PackedMatrix: @unchecked Sendable {
  /// The instruction set that it is laid out for.
  package let instructionSet: InstructionSet
  /// What it is laid out for: as it is, or transformed for minimal filtering.
  package let method: ConvolutionMethod
  /// Rows: the length of the sums.
  package let reduction: Int
  /// Columns of the product.
  package let columns: Int
  var elements: UnsafePointer<Float> { UnsafePointer(memory) }
  private let memory: UnsafeMutablePointer<Float>

  init(
    instructionSet: InstructionSet, method: ConvolutionMethod = .direct, reduction: Int,
    columns: Int, count: Int, _ write: (UnsafeMutablePointer<Float>) -> Void
  ) {
    self.instructionSet = instructionSet
    self.method = method
    self.reduction = reduction
    self.columns = columns
    let bytes = UnsafeMutableRawPointer.allocate(
      byteCount: max(1, count) * MemoryLayout<Float>.stride, alignment: 64)
    memory = bytes.bindMemory(to: Float.self, capacity: max(1, count))
    write(memory)
  }

  deinit { memory.deallocate() }

  /// Lays out other numbers in the same memory; nobody may read it at the same time.
  func rewrite(_ write: (UnsafeMutablePointer<Float>) -> Void) { write(memory) }
}

/// The weight of a convolution or of a linear map, as a kernel is given it.
package enum Weight {
  /// `[kernelSize, inputChannels, outputChannels]` in row-major order; laid out anew in every call.
  case plain(UnsafePointer<Float>)
  /// Laid out beforehand for the pass in question, and for its method.
  case packed(PackedMatrix)
}
